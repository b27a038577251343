"""``cpi reconcile``: the proof that every accepted form came to one end at each destination."""

import asyncio
import time
from datetime import datetime, timedelta
from typing import Annotated

import typer

from agents.vocabulary import load_vocabulary
from console.cli.common import AsJson, MisuseError, Status, say, show_json, show_table
from console.cli.link import linked, quieten
from console.reconcile.metrics import Metrics
from console.reconcile.read import Asked, read
from console.reconcile.report import Report, Wrong
from rules.publish import DisseminationRules
from streams import clock
from streams.errors import HubError
from streams.settings import load_settings

LISTEN = "127.0.0.1:9464"
_PORTS = 65536

_Grace = Annotated[
    float,
    typer.Option("--grace", metavar="SECONDS", min=0, help="How long a form may be under way."),
]
_Since = Annotated[
    str | None,
    typer.Option("--since", metavar="TIME", help="Only forms received from then on, ISO 8601."),
]
_Every = Annotated[
    float | None,
    typer.Option("--every", metavar="SECONDS", min=1, help="Keep running; serve metrics."),
]
_Listen = Annotated[
    str | None,
    typer.Option("--listen", metavar="HOST:PORT", help=f"Where, with --every; else {LISTEN}."),
]


def reconcile(
    *,
    grace: _Grace = 60.0,
    since: _Since = None,
    every: _Every = None,
    listen: _Listen = None,
    as_json: AsJson = False,
) -> int:
    """Prove from the topics that each accepted form has one state at each of its destinations.

    States: delivered, dead_lettered, closed, past_keeping; before that awaiting_assessment, held
    (for a person), under_way. Status 1 where a form is in none or in two, and for whatever else
    is wrong. The vocabulary is today's: after a change of it, use --since.

    JSON: {"ok", "as_of", "seconds", "records", "forms", "intake": {"answered", "under_way",
    "lost"}, "counts": [{"state", "destination", "reason", "forms", "oldest"}], "repeats":
    {destination: count}, "open": [{"reference", "state", "destination", "reason", "since",
    "overdue"}], "wrong": [{"reference", "what": [text], "last": {"topic", "partition", "offset",
    "time"}}]}; a destination is null before it is known. With --every an object a line.
    """
    settings = load_settings()
    asked = Asked(timedelta(seconds=grace), settings.breach_after, _time(since))
    rules = load_vocabulary(settings.rules_dir).dissemination
    if every is not None:
        metrics = _serve(*_address(listen or LISTEN))
        asyncio.run(_keep_on(rules, asked, metrics, every, as_json=as_json))
        return Status.DONE
    if listen is not None:
        message = "--listen goes with --every SECONDS"
        raise MisuseError(message)
    report = asyncio.run(_once(rules, asked))
    if as_json:
        show_json(report.as_data())
    else:
        _show(report)
    return Status.WRONG if report.wrong else Status.DONE


async def _once(rules: DisseminationRules, asked: Asked) -> Report:
    async with linked() as link:
        return await read(link, rules, asked)


async def _keep_on(
    rules: DisseminationRules, asked: Asked, metrics: Metrics, every: float, *, as_json: bool
) -> None:
    """Read again and again; one that fails is told and counted, and the old result stays."""
    quieten()
    while True:
        began = time.monotonic()
        try:
            report = await _once(rules, asked)
        except Exception as error:  # noqa: BLE001 - whatever it is, the next reading may succeed
            metrics.failed()
            say(str(error) if isinstance(error, HubError) else type(error).__name__)
        else:
            metrics.succeeded(report, clock.now())
            if as_json:
                show_json(report.as_data(), indent=None)
            else:
                typer.echo(f"{report.as_of.isoformat(timespec='seconds')} {_sum(report)}")
        await asyncio.sleep(max(0.0, every - (time.monotonic() - began)))


def _serve(host: str, port: int) -> Metrics:
    metrics = Metrics()
    try:
        port = metrics.serve(host, port)
    except OSError as error:
        message = f"nothing can listen on {host}:{port} ({error.strerror}): name another --listen"
        raise MisuseError(message) from None
    say(f"metrics at http://{host}:{port}/metrics; Ctrl-C stops it")
    return metrics


def _show(report: Report) -> None:
    rows = [
        (state, destination or "-", reason or "-", str(forms), _moment(oldest) if oldest else "-")
        for (state, destination, reason), forms, oldest in report.rows
    ]
    show_table(("state", "destination", "reason", "forms", "oldest"), rows)
    for each in report.overdue:
        since = _moment(each.ending.since)
        typer.echo(f"{each.reference} waits for its assessment since {since}: beyond the limit")
    for wrong in report.wrong:
        typer.echo(_line(wrong))
    typer.echo(_sum(report))


def _line(wrong: Wrong) -> str:
    last = f"last seen at {wrong.last.place}, {_moment(wrong.last.at)}"
    return f"{wrong.reference or 'a record'}: {'; '.join(wrong.what)}; {last}"


def _sum(report: Report) -> str:
    found = f"{report.forms} forms, {len(report.wrong)} wrong, {report.repeats.total()} repeats"
    return f"{found}; {report.records} records in {report.seconds:.1f} s"


def _moment(at: datetime) -> str:
    return at.isoformat(sep=" ", timespec="milliseconds").removesuffix("+00:00")


def _time(given: str | None) -> datetime | None:
    if given is None:
        return None
    try:
        at = datetime.fromisoformat(given)
    except ValueError:
        at = None
    if at is None or at.tzinfo is None:
        message = f"{given!r} is no time with its zone: one looks like 2026-10-05T14:03:00+01:00"
        raise MisuseError(message)
    return at


def _address(given: str) -> tuple[str, int]:
    host, _, port = given.rpartition(":")
    if not port.isdecimal() or int(port) >= _PORTS:
        message = f"{given!r} is no address to listen on: one looks like {LISTEN}"
        raise MisuseError(message)
    return host.strip("[]") or "127.0.0.1", int(port)
