"""``cpi topics``: the catalogue against the cluster."""

import asyncio
from collections.abc import Mapping
from typing import Any

import typer

from console.cli.common import AsJson, DryRun, Status, say, show_json, show_table
from console.cli.link import reach
from schemas.topic import Topic
from streams.errors import HubError
from streams.registry import schema_ids
from streams.settings import Settings, load_settings
from streams.topics import Change, Plan, apply_topics, plan

app = typer.Typer(no_args_is_help=True, help="The topics: what is declared, what is there.")

_STATES = {
    Change.NONE: "as declared",
    Change.CREATE: "missing",
    Change.MORE: "has partitions added",
    Change.DIFFERS: "differs",
}
_WRONG = {Change.CREATE, Change.DIFFERS}


@app.command("apply")
def apply(*, dry_run: DryRun = False, as_json: AsJson = False) -> int:
    """Create the topics that are missing; those that exist stay as they are.

    With a schema registry set, the schemas are registered there, too, before any worker starts.

    JSON: {"dry_run", "topics": [{"name", "change": "none"|"create"|"more",
    "partitions"}]}; more is a topic to which somebody has added partitions, which is fine.
    """
    settings = load_settings()
    plans = asyncio.run(_apply(settings, dry_run=dry_run))
    if as_json:
        topics = [_applied(each, settings) for each in plans]
        show_json({"dry_run": dry_run, "topics": topics})
    else:
        _say_applied(plans, dry_run=dry_run)
    differing = [each for each in plans if each.change is Change.DIFFERS]
    for each in differing:
        has, wanted = f"{each.topic.name} has {each.found} partitions", settings.partitions
        say(f"{has}, CPI_PARTITIONS says {wanted}: set it to {each.found}")
    return Status.WRONG if differing else Status.DONE


@app.command("list")
def list_(*, as_json: AsJson = False) -> int:
    """List the declared topics; with a cluster also what it has of them (status 1: not all).

    JSON: {"cluster": true|false, "note", "topics": [{"name", "schema", "schema_id", "key",
    "partitions", "state": "as declared"|"missing"|"has partitions added"|"differs"|null,
    "cleanup", "retention_days", "writers", "readers", "names_source", "purpose"}]}; partitions
    is null without a cluster. Partitions that somebody has added are fine.
    """
    settings = load_settings()
    found, note = asyncio.run(_found(settings))
    plans = plan(found or {}, settings.partitions)
    known = found is not None
    if as_json:
        rows = [_listed(each, known=known) for each in plans]
        show_json({"cluster": known, "note": note, "topics": rows})
    else:
        show_table(_COLUMNS, [_row(each, known=known) for each in plans])
        if note:
            say(f"the catalogue only: {note}")
    wrong = known and any(each.change in _WRONG for each in plans)
    return Status.WRONG if wrong else Status.DONE


async def _apply(settings: Settings, *, dry_run: bool) -> list[Plan]:
    options, found = await reach(settings)
    plans = plan(found, settings.partitions)
    if dry_run or any(each.change is Change.DIFFERS for each in plans):
        return plans
    await asyncio.to_thread(schema_ids, settings)
    return list(await apply_topics(options, settings))


async def _found(settings: Settings) -> tuple[Mapping[str, int] | None, str | None]:
    try:
        _, found = await reach(settings)
    except HubError as error:
        return None, str(error)
    return found, None


def _applied(each: Plan, settings: Settings) -> dict[str, Any]:
    return {
        "name": each.topic.name,
        "change": each.change.name.lower(),
        "partitions": each.found or settings.partitions,
    }


def _say_applied(plans: list[Plan], *, dry_run: bool) -> None:
    created = [each.topic.name for each in plans if each.change is Change.CREATE]
    for name in created:
        typer.echo(f"{'would create' if dry_run else 'created'} {name}")
    for each in plans:
        if each.change is Change.MORE:
            typer.echo(f"{each.topic.name} {each.change.value}: {each.found}")
    same = sum(each.change is Change.NONE for each in plans)
    typer.echo(f"{len(created)} {'to create' if dry_run else 'created'}, {same} as declared")


_COLUMNS = (
    "topic", "schema", "key", "partitions", "cleanup", "kept", "written by", "read by", "purpose",
)  # fmt: skip


def _listed(each: Plan, *, known: bool) -> dict[str, Any]:
    topic = each.topic
    return {
        "name": topic.name,
        "schema": topic.schema.name,
        "schema_id": topic.schema.ids[-1],
        "key": topic.key,
        "partitions": each.found if known else None,
        "state": _STATES[each.change] if known else None,
        "cleanup": topic.cleanup.value,
        "retention_days": topic.retention_days,
        "writers": list(topic.writers),
        "readers": list(topic.readers),
        "names_source": topic.names_source,
        "purpose": topic.purpose,
    }


def _row(each: Plan, *, known: bool) -> tuple[str, ...]:
    topic = each.topic
    return (
        topic.name,
        f"{topic.schema.name} ({topic.schema.ids[-1]})",
        topic.key,
        _partitions(each) if known else "",
        topic.cleanup.value,
        _kept(topic),
        ", ".join(topic.writers),
        ", ".join(topic.readers),
        topic.purpose,
    )


def _partitions(each: Plan) -> str:
    if each.change is Change.CREATE:
        return "missing"
    notes = {Change.DIFFERS: " (differs)", Change.MORE: " (added)"}
    return f"{each.found}{notes.get(each.change, '')}"


def _kept(topic: Topic) -> str:
    return "for ever" if topic.retention_days is None else f"{topic.retention_days} days"
