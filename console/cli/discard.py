"""``cpi dead-letters discard``: gives up records that can never be processed."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any

import typer

from console.cli.common import (
    AsJson,
    By,
    DryRun,
    MisuseError,
    Status,
    checked_reason,
    named,
    show_json,
    show_table,
)
from console.cli.letters import Ids, alone, known_letters, named_row, standing
from console.cli.link import Link, linked
from schemas.records import DeadLetter
from schemas.stages import DeadLetterStatus
from streams import clock
from streams.discarding import give_up
from streams.redriving import TRANSACTIONS
from streams.sending import Sender

_Reason = Annotated[str | None, typer.Option("--reason", help="Why they are given up; is kept.")]


@dataclass(frozen=True)
class Wish:
    """Which letters, who, and why; ``dry`` changes nothing."""

    ids: tuple[str, ...]
    by: str
    why: str
    dry: bool


@dataclass(frozen=True)
class Done:
    """What became of one letter; ``refusal`` says why nothing did."""

    letter: DeadLetter
    result: str
    refusal: str | None = None

    def as_document(self) -> dict[str, Any]:
        """Give the JSON object of the command."""
        return {
            **named_row(self.letter, self.result),
            "reason": self.refusal,
        }


def discard(
    *,
    ids: Ids = None,
    reason: _Reason = None,
    by: By = None,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> int:
    """Give dead-lettered records up for good, and let what waits behind them go on.

    For what can never pass: bytes that nothing can read. The bytes are kept as long as before.

    JSON: {"dry_run", "letters": [{"dead_letter_id", "reference", "stage", "result", "reason"}]};
    result is discarded, would be discarded or not open.
    """
    if not ids:
        message = "say which, with --id: `cpi dead-letters list` has their ids"
        raise MisuseError(message)
    why = "" if dry_run else checked_reason(reason, "a discard")
    actor = "" if dry_run else named(by)
    done: list[Done] = []
    try:
        asyncio.run(_discard(Wish(tuple(ids), actor, why, dry_run), done))
    finally:
        if done:
            _show(done, dry=dry_run, as_json=as_json)
    return Status.WRONG if any(each.refusal for each in done) else Status.DONE


async def _discard(wish: Wish, done: list[Done]) -> None:
    async with linked() as link:
        if wish.dry:
            done += [_looked_at(each) for each in await _chosen(link, wish)]
            return
        # Whoever redrives at this moment is ended here; what it has sent on is seen when we read.
        async with Sender(link.options, link.ids, transactional_id=TRANSACTIONS) as sender:
            for letter in await _chosen(link, wish):
                done.append(await _one(sender, letter, wish))


async def _chosen(link: Link, wish: Wish) -> list[DeadLetter]:
    letters = await known_letters(link, wish.ids)
    return [each for each in letters if each.dead_letter_id in wish.ids]


def _looked_at(letter: DeadLetter) -> Done:
    if letter.status is DeadLetterStatus.OPEN:
        return Done(letter, "would be discarded")
    return Done(letter, "not open", str(standing(letter)))


async def _one(sender: Sender, letter: DeadLetter, wish: Wish) -> Done:
    found = _looked_at(letter)
    if found.refusal:
        return found
    with alone("`cpi dead-letters redrive` or `discard`"):
        await give_up(sender, letter, wish.by, wish.why, clock.now())
    return Done(letter, "discarded")


def _show(done: Sequence[Done], *, dry: bool, as_json: bool) -> None:
    rows = [each.as_document() for each in done]
    if as_json:
        show_json({"dry_run": dry, "letters": rows})
        return
    columns = ("dead_letter_id", "reference", "result", "reason")
    show_table(columns, [[str(row[name] or "-") for name in columns] for row in rows])
    given_up = sum(each.result == "discarded" for each in done)
    typer.echo("nothing was changed" if dry else f"{given_up} of {len(rows)} discarded")
