"""``cpi collate``: the report of a month, a year or any months between."""

import asyncio
import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from agents.vocabulary import load_report_words
from console.cli.common import AsJson, MisuseError, WrongError, say
from console.cli.link import linked
from console.collation_read import read_months
from console.report.formats import WRITINGS, ReportFormat
from console.report.screen import screen
from rules.collation_cells import Month
from rules.report.build import Asked, UnfitError, build
from rules.report.compare import compare as set_against
from rules.report.model import Report
from rules.report.period import Period, parse_period
from rules.report.words import ReportWords
from streams.sealing import load_keyring
from streams.settings import load_settings

_FIRST_ISSUE = 1

_PeriodText = Annotated[
    str, typer.Argument(metavar="PERIOD", help="2026-10, 2026 or 2026-07..2026-09.")
]
_Format = Annotated[
    ReportFormat | None,
    typer.Option("--format", help="How it is written; else by the name of FILE, or text."),
]
_Output = Annotated[
    Path | None, typer.Option("--output", metavar="FILE", help="Where to; else standard output.")
]
_Public = Annotated[
    bool, typer.Option("--public", help="What may be published; small numbers are held back.")
]
_Compare = Annotated[
    str | None, typer.Option("--compare", metavar="PERIOD", help="Set it against another period.")
]
_Revision = Annotated[
    int | None,
    typer.Option("--revision", metavar="N", min=1, help="The month as issued then; else newest."),
]


def collate(  # noqa: PLR0913 - one argument an option
    period: _PeriodText,
    *,
    format_: _Format = None,
    output: _Output = None,
    public: _Public = False,
    compare: _Compare = None,
    revision: _Revision = None,
    as_json: AsJson = False,
) -> int | None:
    """Report the forms of a month, a year or some months: who sent what, and what became of it.

    A month that is issued is as it was issued, in its newest revision; one that is not is counted
    from what is known now, and marked so. --public takes first issues only. Status 1 where there
    are no forms, or where the months may not be published.

    JSON: {"title", "period", "marking", "public", "compared", "months": [{"month", "revision",
    "issued_at"}], "figures": [{"key", "title", "unit": "count"|"share"|"seconds", "value",
    "at_least", "before"}], "sections": [{"key", "title", "tables": [{"key", "title", "about",
    "dimensions", "columns": [{"key", "title", "unit"}], "rows": [{"key", "labels", "values"}],
    "total"}]}], "notes"}; a value is a number, null (nothing to measure) or "held_back".
    """
    wanted, other = _period(period), None if compare is None else _period(compare)
    written_as = _format(format_, output, as_json=as_json)
    _check(wanted, written_as, output, revision, public=public)
    words = load_report_words(load_settings().rules_dir)
    months = asyncio.run(_months((wanted, other), revision, public=public))
    report = _report(Asked(wanted, months, public), words)
    if other is not None:
        report = set_against(report, _report(Asked(other, months, public), words), words)
    _write(report, written_as, output)
    return None


def _period(text: str) -> Period:
    try:
        return parse_period(text)
    except ValueError as error:
        raise MisuseError(str(error)) from None


def _format(given: ReportFormat | None, output: Path | None, *, as_json: bool) -> ReportFormat:
    if as_json:
        if given not in {None, ReportFormat.JSON}:
            message = f"--json and --format {given} are two formats: give one"
            raise MisuseError(message)
        return ReportFormat.JSON
    if given is not None:
        return given
    suffix = output.suffix.removeprefix(".").lower() if output else ""
    if suffix in {"", "txt"}:
        return ReportFormat.TEXT
    if suffix not in set(ReportFormat):
        message = f"{output}: no format has that ending: give --format {'|'.join(ReportFormat)}"
        raise MisuseError(message)
    return ReportFormat(suffix)


def _check(
    period: Period,
    written_as: ReportFormat,
    output: Path | None,
    revision: int | None,
    *,
    public: bool,
) -> None:
    if WRITINGS[written_as].binary and output is None and sys.stdout.isatty():
        message = f"{written_as} is nothing for a terminal: give --output FILE"
        raise MisuseError(message)
    if revision is not None and period.first != period.last:
        message = f"--revision goes with one month, {period.text} is several: leave it out"
        raise MisuseError(message)
    if public and revision not in {None, _FIRST_ISSUE}:
        message = "the public report is of the first issue of a month: leave --revision out"
        raise MisuseError(message)


async def _months(
    periods: tuple[Period, Period | None], revision: int | None, *, public: bool
) -> list[Month]:
    """Read the months of the periods and of their trends, each once.

    Raises:
        MisuseError: the month was never issued in that revision.
    """
    wanted, other = periods
    found: dict[str, Month] = {}
    async with linked() as link:
        keyring = load_keyring(link.settings.key_path)
        for period in (it.trend for it in (other, wanted) if it is not None):
            issue = _FIRST_ISSUE if public else None
            for month in await read_months(link, keyring, period.first, period.last, issue):
                found[month.month] = month
        if revision is not None and not public:
            for month in await read_months(link, keyring, wanted.first, wanted.last, revision):
                if month.revision != revision:
                    message = f"{month.month} has no revision {revision}: leave --revision out"
                    raise MisuseError(message)
                found[month.month] = month
    return [found[name] for name in sorted(found)]


def _report(asked: Asked, words: ReportWords) -> Report:
    try:
        return build(asked, words)
    except UnfitError as error:
        raise WrongError(str(error)) from None


def _write(report: Report, written_as: ReportFormat, output: Path | None) -> None:
    writing = WRITINGS[written_as]
    if output is not None:
        output.write_bytes(writing.write(report))
        say(f"wrote {output}")
        return
    terminal = Console(markup=False, emoji=False, highlight=False)
    if written_as is ReportFormat.TEXT and terminal.is_terminal:
        terminal.print(screen(report, terminal.width))
        return
    sys.stdout.flush()
    sys.stdout.buffer.write(writing.write(report))
    sys.stdout.buffer.flush()
