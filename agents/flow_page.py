"""Writes ``docs/flow.md`` from the stage table; ``make generate`` renews it."""

from collections.abc import Iterable
from pathlib import Path

from agents.flow import COLLATING, FLOW, INDEXING, Row
from schemas.topic import Cleanup, Topic
from schemas.topics import TOPICS

PAGE = Path(__file__).parent.parent / "docs" / "flow.md"

_HEAD = """# The flow

Generated from `agents/flow.py` and `schemas/topics.py` by `make generate`; do not edit.

A form goes through five stages. Each reads raw records from its topics, decides with the pure
function of the same name in `rules/`, and a record is done only when all that it caused is on the
broker. What a stage cannot process goes to `cpi.dead-letters`, sealed, with stage, reason and
field. At every stage but triage later records of that form wait behind it, in a line on
`cpi.parking`, and follow it when it has been redriven. The deadline clock runs beside the assess
stage, on the same memory. Where there is more work than time, HIGH goes first.
"""

_BESIDE = """Beside the journey, in an app and a consumer group of its own (`cpi worker --app
index`), so that what fails or lags there holds up no form. The index names each person, vehicle or
telephone by a keyed hash; its worker keeps the forms of each, and the enrich stage looks into a
copy of it: a log says in how many earlier forms its entities stand. It forgets an entity that no
form has named for 400 days. To build it anew: stop its workers, delete the consumer group
`<CPI_GROUP>-index` and the topic `cpi.index`, `cpi topics apply`, start them; they read
`cpi.intelligence` again.
"""

_MONTHS = """Beside both, in an app and a consumer group of its own (`cpi worker --app
collate`). It keeps a row for each form, compacted: its month, kinds, decisions, logs, what each
destination has had, and the organisation sealed; the same events give the same row in any order.
When a month has been over for `CPI_COLLATION_SETTLE`, each partition is asked by a tick to count it
and publishes its part, sealed; when all parts are there the month is issued on `cpi.collation` and
never changes. What comes later makes a new part of its partition, and a new revision of the month
that states the difference. To build the rows anew: stop its workers, delete the consumer group
`<CPI_GROUP>-collate`, start them; they read every topic again from its oldest record, and what
stands in a row already is not lost.
"""


def page() -> str:
    """The text of the page."""
    parts = (
        f"{_HEAD}\n{_diagram()}",
        f"## Stages\n\n{_stages(FLOW)}\n",
        f"## The entity index\n\n{_BESIDE}\n{_stages(INDEXING)}\n",
        f"## The monthly collation\n\n{_MONTHS}\n{_stages(COLLATING)}\n",
        f"## Topics\n\n{_topics()}\n",
    )
    return "\n".join(parts)


def _diagram() -> str:
    lines = ["```mermaid", "flowchart LR"]
    for row in (*FLOW, *INDEXING, *COLLATING):
        lines += [f"  {_node(topic)} --> {row.stage.value}" for topic in row.reads]
        lines += [f"  {row.stage.value} --> {_node(topic)}" for topic in row.writes]
        lines += [f"  {_node(topic)} -.-> {row.stage.value}" for topic in row.looks_up]
    return "\n".join([*lines, "```", ""])


def _node(topic: Topic) -> str:
    return f"{topic.name.replace('.', '_').replace('-', '_')}([{topic.name}])"


def _stages(rows: Iterable[Row]) -> str:
    head = "| stage | reads | decides | may write | what it does |\n| --- | --- | --- | --- | --- |"
    return "\n".join([head, *(_stage(row) for row in rows)])


def _stage(row: Row) -> str:
    name, reads, writes = row.stage.value, (*row.reads, *row.looks_up), row.writes
    rules = f"`rules/{name}.py`"
    return f"| {name} | {_names(reads)} | {rules} | {_names(writes)} | {row.purpose} |"


def _names(topics: tuple[Topic, ...]) -> str:
    return " ".join(f"`{topic.name}`" for topic in topics)


def _topics() -> str:
    head = (
        "| topic | schema (id) | key | kept | names the source | written by | read by | for |\n"
        "| --- | --- | --- | --- | --- | --- | --- | --- |"
    )
    return "\n".join([head, *(_topic(topic) for topic in TOPICS)])


def _topic(topic: Topic) -> str:
    kept = f"{topic.retention_days} days" if topic.retention_days else "for ever"
    if topic.cleanup is Cleanup.COMPACT:
        kept = "the newest of each key"
    elif topic.cleanup is Cleanup.COMPACT_DELETE:
        kept = f"the newest of each key, {kept}"
    schema = topic.schema
    return (
        f"| `{topic.name}` | `{schema.filename(schema.version)}` ({schema.ids[-1]}) | {topic.key} "
        f"| {kept} | {'yes' if topic.names_source else 'no'} | {', '.join(topic.writers)} "
        f"| {', '.join(topic.readers)} | {topic.purpose} |"
    )


def write_page() -> None:
    """Write the page into the checkout."""
    PAGE.write_text(page())
