"""``cpi reconcile``: the proof that every accepted form came to one end at each destination."""

import asyncio
from datetime import datetime, timedelta
from typing import Annotated

import typer

from agents.vocabulary import load_vocabulary
from console.cli.common import AsJson, MisuseError, Status, show_json, show_table
from console.cli.link import linked
from console.reconcile.read import Asked, read
from console.reconcile.report import Report, Wrong
from rules.publish import DisseminationRules
from streams.settings import load_settings

_Grace = Annotated[
    float,
    typer.Option("--grace", metavar="SECONDS", min=0, help="How long a form may be under way."),
]
Since = Annotated[
    str | None,
    typer.Option("--since", metavar="TIME", help="Only forms received from then on, ISO 8601."),
]


def reconcile(
    *,
    grace: _Grace = 60.0,
    since: Since = None,
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
    "time"}}]}; a destination is null before it is known. `cpi metrics` serves it again and again.
    """
    settings = load_settings()
    asked = Asked(timedelta(seconds=grace), settings.breach_after, time_of(since))
    rules = load_vocabulary(settings.rules_dir).dissemination
    report = asyncio.run(_once(rules, asked))
    if as_json:
        show_json(report.as_data())
    else:
        _show(report)
    return Status.WRONG if report.wrong else Status.DONE


async def _once(rules: DisseminationRules, asked: Asked) -> Report:
    async with linked() as link:
        return await read(link, rules, asked)


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


def time_of(given: str | None) -> datetime | None:
    """Read a time as a person types it.

    Raises:
        MisuseError: it is none, or lacks its zone.
    """
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
