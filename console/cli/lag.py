"""``cpi lag``: whether everybody who reads keeps up, and if not, why and what to do."""

import asyncio
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Annotated, Protocol

import typer
from rich.console import Console, RenderableType
from rich.live import Live
from rich.text import Text

from console.cli.common import AsJson, MisuseError, Status, show, show_json
from console.cli.link import NoAnswerError, reach
from console.lag.explain import explained, explained_as_data
from console.lag.screen import Layout, screen
from console.lag.watch import Read, watched
from streams import clock
from streams.lag import LagEngine
from streams.lag_model import Reading, Verdict
from streams.settings import load_settings

app = typer.Typer(
    invoke_without_command=True, help="Whether everybody who reads keeps up; why, if not."
)

_Group = Annotated[str | None, typer.Option("--group", metavar="GROUP", help="Only this group.")]
_Topic = Annotated[str | None, typer.Option("--topic", metavar="TOPIC", help="Only this topic.")]


class View(Protocol):
    """Draws a reading for a console."""

    def __call__(
        self, reading: Reading, console: Console, *, history: bool = False
    ) -> RenderableType:
        """Lay it out; ``history`` with a line of what was so far."""


@app.callback()
def lag(
    context: typer.Context,
    *,
    group: _Group = None,
    topic: _Topic = None,
    watch: Annotated[
        bool, typer.Option("--watch", help="Keep looking, until Ctrl-C; with what was so far.")
    ] = False,
    as_json: AsJson = False,
) -> int | None:
    """Show of each consumer group how far it is behind, and a verdict with its reason, worst first.

    With --group or --topic a line for each partition. Verdicts, gravest first: STOP, STALL, REWIND,
    UNKNOWN, WARN, OK; a group is as its worst partition. Status 1 where one is not OK; with --watch
    it is that of the last reading. Nothing is changed, no group is joined.

    JSON: {"ok", "verdict", "at", "seconds", "trouble", "failed", "groups": [{"group", "whose",
    "state", "members", "verdict", "reason", "complete", "trouble", "lag", "lag_seconds",
    "partitions": [{"topic", "partition", "committed", "earliest", "end", "lag", "lag_seconds",
    "rate_in", "rate_out", "trend", "catch_up_seconds", "retention_seconds_left", "owner": {"host",
    "client_id", "instance", "stage"}, "verdict", "rule", "reason", "complete", "notes": [text],
    "history": [{"at", "committed", "end"}]}]}]}; null is what is not known, or is not. With
    --watch an object a line.
    """
    if context.invoked_subcommand is not None:
        return None
    view = partial(_drawn, by_partition=group is not None or topic is not None)
    with _looking(group, topic) as read:
        if watch:
            return _watch(read, view, as_json=as_json)
        reading = _whole(read(clock.now()))
    if as_json:
        show_json(reading.as_data())
    else:
        show(view(reading, Console()))
    return _status(reading)


@app.command("explain")
def explain(
    group: Annotated[str, typer.Argument(metavar="GROUP", help="As `cpi lag` names it.")],
    *,
    as_json: AsJson = False,
) -> int:
    """Say of one group what was seen, which rule gave the verdict, and what to do about it.

    Status 1 where it is not OK.

    JSON: {"ok", "at", "failed", "trouble", "group": as in `cpi lag`, "rules": [{"verdict", "rule",
    "means", "do": [text], "partitions": ["topic/partition"]}]}, worst first.
    """
    with _looking(group) as read:
        reading = _whole(read(clock.now()))
    if as_json:
        show_json(explained_as_data(reading, reading.groups[0]))
    else:
        show(explained(reading, reading.groups[0], clock.now()))
    return _status(reading)


@contextmanager
def _looking(group: str | None, topic: str | None = None) -> Iterator[Read]:
    """Connect; give how to read what is wanted of the cluster.

    Reading raises MisuseError where at first there is no such group, or nobody reads that topic.
    """
    settings = load_settings()
    options, _ = asyncio.run(reach(settings))
    groups, topics = ([each] if each else None for each in (group, topic))
    engine = LagEngine(options, settings, groups=groups, topics=topics)
    found = False

    def read(now: datetime) -> Reading:
        nonlocal found
        reading = engine.read(now)
        if topic:
            reading = replace(reading, groups=[each for each in reading.groups if each.partitions])
        if not (found or reading.failed or reading.groups):
            raise MisuseError(_missing(group, topic))
        found = True
        return reading

    yield read


def _missing(group: str | None, topic: str | None) -> str:
    if topic is None:
        return f"the cluster has no group {group!r}: `cpi lag` shows those that it has"
    who = "no group reads" if group is None else f"no group {group!r} reads"
    return f"{who} the topic {topic!r}: `cpi lag` and `cpi topics list` show what there is"


def _whole(reading: Reading) -> Reading:
    """Take a reading only if it is one of now.

    Raises:
        NoAnswerError: the cluster did not answer.
    """
    if reading.failed:
        message = f"{reading.trouble}: see that Kafka runs, then try again"
        raise NoAnswerError(message)
    return reading


def _watch(read: Read, view: View, *, as_json: bool) -> int:
    """Show each reading until Ctrl-C; give the status of the last one."""
    console = Console(markup=False, emoji=False, highlight=False)
    redrawn = console.is_terminal and not as_json
    last: Reading | None = None
    with suppress(KeyboardInterrupt), ExitStack() as stack:
        live = Live(Text("reading ..."), console=console, screen=True, auto_refresh=False)
        if redrawn:
            stack.enter_context(live)
        for fresh in watched(read):
            last = fresh or last
            if redrawn and last:
                live.update(view(last, console, history=True), refresh=True)
            elif fresh and last:
                _print(last, view, as_json=as_json)
    if last is None:
        return Status.INTERRUPTED
    if redrawn:
        show(view(last, console, history=True))
    return _status(last)


def _print(reading: Reading, view: View, *, as_json: bool) -> None:
    if as_json:
        show_json(reading.as_data(), indent=None)
    else:
        show(view(reading, Console(), history=True))
    sys.stdout.flush()


def _drawn(
    reading: Reading, console: Console, *, by_partition: bool, history: bool = False
) -> RenderableType:
    layout = Layout(
        by_partition=by_partition,
        history=history,
        lines=console.height if console.is_terminal else None,
        width=console.width if console.is_terminal else None,
        plain="utf" not in console.encoding,
    )
    return screen(reading, clock.now(), layout)


def _status(reading: Reading) -> int:
    return Status.DONE if reading.verdict is Verdict.OK else Status.WRONG
