"""``cpi dead-letters``: what the stages could not process, and why."""

import asyncio
import json
from typing import Annotated, Any

import typer

from console.cli.audit import write_down
from console.cli.bytes_shown import Shown, show_bytes
from console.cli.common import (
    AsJson,
    By,
    DryRun,
    WrongError,
    checked_reason,
    named,
    show_json,
    show_table,
)
from console.cli.discard import discard
from console.cli.link import Link, linked
from console.cli.redrive import redrive
from schemas.codec import identify
from schemas.records import DeadLetter
from schemas.reference import reference_of
from schemas.stages import DeadLetterStatus, Stage
from schemas.topics import DEAD_LETTERS
from streams.dead_letters import original_bytes
from streams.redriving import newest_letters
from streams.sealing import load_keyring

app = typer.Typer(no_args_is_help=True, help="Records that a stage could not process.")

_COLUMNS = ("failed_at", "status", "attempt", "stage", "reference", "field", "reason")


@app.command("list")
def list_(
    *,
    stage: Annotated[Stage | None, typer.Option("--stage", help="Only of this stage.")] = None,
    topic: Annotated[
        str | None, typer.Option("--topic", help="Only of records from this topic.")
    ] = None,
    every: Annotated[
        bool, typer.Option("--all", help="Those that wait, were redriven or discarded too.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """List the dead letters that are open, oldest first.

    JSON: {"dead_letters": [{"dead_letter_id", "status", "reference", "stage", "reason", "field",
    "place", "failed_at", "attempt", "refused", "waits_for", "first_id", "redriven_at",
    "redriven_by", "discarded_at", "discarded_by", "discarded_because"}]}; status is open, waiting
    (it follows waits_for by itself), redriven or discarded; place is topic/partition/offset;
    attempt counts how often its stage has tried it.
    """
    letters = [
        each
        for each in asyncio.run(_letters())
        if (every or each.status is DeadLetterStatus.OPEN)
        and stage in (None, each.stage)
        and topic in (None, each.topic)
    ]
    rows = [_row(each) for each in letters]
    if as_json:
        show_json({"dead_letters": rows})
        return
    columns = [*_COLUMNS, *(("waits_for",) if every else ()), "dead_letter_id"]
    show_table(columns, [[_told(row[name]) for name in columns] for row in rows])
    typer.echo(f"{len(rows)} dead letters")


@app.command("show")
def show(  # noqa: PLR0913 - each is an option of the command
    dead_letter_id: Annotated[str, typer.Argument(metavar="ID", help="As `list` gives it.")],
    *,
    reveal: Annotated[
        bool, typer.Option("--reveal", help="Also the bytes: they may name the source.")
    ] = False,
    reason: Annotated[
        str | None, typer.Option("--reason", help="Why you need to see the bytes; is kept.")
    ] = None,
    by: By = None,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Show one dead letter; with --reveal its bytes too, which is an entry on cpi.audit.

    JSON: as in `list`, with "key_id", "audit_id" and "original": {"form": "message"|"json"|
    "text"|"hex", "value"}; the last two are null unless revealed (never in a dry run).
    """
    why = checked_reason(reason, "a look at the bytes of a dead letter") if reveal else ""
    actor = named(by) if reveal else ""
    document = asyncio.run(_show(dead_letter_id, actor, why, opened=reveal and not dry_run))
    if as_json:
        show_json(document)
        return
    original = document.pop("original")
    for name, value in document.items():
        typer.echo(f"{name}: {'-' if value is None else value}")
    if original is not None:
        typer.echo(f"original, as {original['form']}:\n{_readable(original)}")
    elif reveal:
        typer.echo("the bytes could be shown; nothing was opened")


async def _letters() -> list[DeadLetter]:
    async with linked() as link:
        return await newest_letters(link.all(DEAD_LETTERS))


async def _show(wanted: str, actor: str, reason: str, *, opened: bool) -> dict[str, Any]:
    async with linked() as link:
        letters = await newest_letters(link.all(DEAD_LETTERS))
        letter = next((each for each in letters if each.dead_letter_id == wanted), None)
        if letter is None:
            message = f"no dead letter {wanted!r}: `cpi dead-letters list` has their ids"
            raise WrongError(message)
        document = _row(letter) | {
            "key_id": letter.sealed.key_id,
            "audit_id": None,
            "original": None,
        }
        if not opened:
            return document
        data = original_bytes(letter, load_keyring(link.settings.key_path))
        reference = letter.reference or _reference_in(link, letter, data)
        audit_id = await write_down(link, reference, wanted, actor, reason)
        shown: Shown = show_bytes(letter.topic, data, link.ids)
        return document | {"audit_id": audit_id, "original": shown._asdict()}


def _reference_in(link: Link, letter: DeadLetter, data: bytes) -> str | None:
    """Name the form for the audit, as far as the bytes say which one it is."""
    who = identify(data, link.ids)
    if who.submission_id and who.submitted_at:
        return reference_of(who.submission_id, who.submitted_at)
    return letter.reference


def _readable(original: dict[str, Any]) -> str:
    value = original["value"]
    return value if isinstance(value, str) else json.dumps(value, indent=2, ensure_ascii=False)


def _told(value: object) -> str:
    return "-" if value is None else str(value)


def _row(letter: DeadLetter) -> dict[str, Any]:
    return {
        "dead_letter_id": letter.dead_letter_id,
        "status": letter.status.value,
        "reference": letter.reference,
        "stage": letter.stage.value,
        "reason": letter.reason,
        "field": letter.field,
        "place": letter.place,
        "failed_at": letter.failed_at.isoformat(),
        "attempt": letter.attempt,
        "refused": letter.refused,
        "waits_for": letter.waits_for,
        "first_id": letter.first_id,
        "redriven_at": letter.redriven_at.isoformat() if letter.redriven_at else None,
        "redriven_by": letter.redriven_by,
        "discarded_at": letter.discarded_at.isoformat() if letter.discarded_at else None,
        "discarded_by": letter.discarded_by,
        "discarded_because": letter.discarded_because,
    }


app.command("redrive")(redrive)
app.command("discard")(discard)
