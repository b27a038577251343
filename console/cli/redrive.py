"""``cpi dead-letters redrive``: sends records on their way again, after today's rules took them."""

import asyncio
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Annotated, Any

import typer
from confluent_kafka import KafkaException

from agents.hub import Hub
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
from console.cli.revalidate import Tried, stages_of, tried
from schemas.enums import Destination
from schemas.records import DeadLetter
from schemas.rejection import Rejection
from schemas.stages import DeadLetterStatus, Stage
from streams import clock
from streams.errors import is_transient, kind_of
from streams.outcome import Copy
from streams.redriving import TRANSACTIONS, audit_entry, copy_of, redriven, send_on
from streams.sealing import SealingError, load_keyring
from streams.sending import Placed, Sender

_ReasonLike = Annotated[
    str | None, typer.Option("--reason-like", help="Whose field and reason hold this text.")
]
_Stage = Annotated[Stage | None, typer.Option("--stage", help="Only of this stage.")]
_Topic = Annotated[str | None, typer.Option("--topic", help="Only of records from this topic.")]
_All = Annotated[bool, typer.Option("--all", help="Every one that is open.")]
_To = Annotated[
    Destination | None,
    typer.Option("--to", help="For this destination alone; only of the publish stage."),
]
_Reason = Annotated[str | None, typer.Option("--reason", help="Why they are sent on; is kept.")]


@dataclass(frozen=True)
class Wish:
    """Which letters, and how; ``only`` is the one destination, ``dry`` changes nothing."""

    ids: tuple[str, ...]
    reason_like: str | None
    stage: Stage | None
    topic: str | None
    only: Destination | None
    dry: bool
    by: str
    why: str

    def picks(self, letter: DeadLetter) -> bool:
        """Whether a letter is meant."""
        told = f"{letter.field or ''} {letter.reason}".casefold()
        return (
            (not self.ids or letter.dead_letter_id in self.ids)
            and (self.reason_like or "").casefold() in told
            and self.stage in {None, letter.stage}
            and self.topic in {None, letter.topic}
        )


@dataclass(frozen=True)
class Done:
    """What became of one letter."""

    letter: DeadLetter
    result: str
    rejection: Rejection | None = None
    causes: tuple[str, ...] = ()
    copied_to: str | None = None

    def as_document(self) -> dict[str, Any]:
        """Give the JSON object of the command."""
        return {
            **named_row(self.letter, self.result),
            "field": self.rejection.field if self.rejection else None,
            "reason": self.rejection.reason if self.rejection else None,
            "causes": list(self.causes),
            "copied_to": self.copied_to,
        }


def redrive(  # noqa: PLR0913 - each is an option of the command
    *,
    ids: Ids = None,
    reason_like: _ReasonLike = None,
    stage: _Stage = None,
    topic: _Topic = None,
    everything: _All = False,
    to: _To = None,
    reason: _Reason = None,
    by: By = None,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> int:
    """Send dead-lettered records on their way again, each once, oldest first.

    Several conditions must all hold. What today's rules would refuse again stays where it is.

    JSON: {"dry_run", "letters": [{"dead_letter_id", "reference", "stage", "result", "field",
    "reason", "causes", "copied_to"}]}; result is redriven, would be redriven, would fail again or
    not open; causes are the topics that its stage writes to; copied_to is topic/partition/offset.
    """
    if not (ids or reason_like or stage or topic or everything):
        message = "say which: --id, --reason-like, --stage, --topic or --all"
        raise MisuseError(message)
    why = "" if dry_run else checked_reason(reason, "a redrive")
    actor = "" if dry_run else named(by)
    wish = Wish(tuple(ids or ()), reason_like, stage, topic, to, dry_run, actor, why)
    done: list[Done] = []
    try:
        asyncio.run(_redrive(wish, done))
    except Exception:
        if done:
            _show(done, dry=dry_run, as_json=as_json)
        raise
    _show(done, dry=dry_run, as_json=as_json)
    return Status.WRONG if any(each.rejection for each in done) else Status.DONE


async def _redrive(wish: Wish, done: list[Done]) -> None:
    async with linked() as link:
        keyring = load_keyring(link.settings.key_path)
        hub = stages_of(link, keyring)
        async with _sender(link, wish) as sender:
            for letter in await _chosen(link, wish):
                done.append(await _one(hub, letter, wish, sender))  # noqa: PERF401 - what was done before a failure is told too


@asynccontextmanager
async def _sender(link: Link, wish: Wish) -> AsyncIterator[Sender | None]:
    if wish.dry:
        yield None
        return
    # Whoever redrives at this moment is ended here; what it has sent on is seen when we read.
    async with Sender(link.options, link.ids, transactional_id=TRANSACTIONS) as sender:
        yield sender


async def _chosen(link: Link, wish: Wish) -> list[DeadLetter]:
    letters = await known_letters(link, wish.ids)
    # One that is named is also looked at if it is not open: whoever names it is told why not.
    picked = [each for each in letters if wish.picks(each)]
    chosen = [x for x in picked if wish.ids or x.status is DeadLetterStatus.OPEN]
    others = [x for x in chosen if x.stage is not Stage.PUBLISH]
    if wish.only and others:
        message = f"--to is for letters of the publish stage: {others[0].dead_letter_id} is not"
        raise MisuseError(message)
    return chosen


async def _one(hub: Hub, letter: DeadLetter, wish: Wish, sender: Sender | None) -> Done:
    if letter.status is not DeadLetterStatus.OPEN:
        return Done(letter, "not open", standing(letter))
    keyring = hub.tools.keyring
    try:
        copy = copy_of(letter, keyring, wish.only)
    except SealingError as error:
        return Done(letter, "would fail again", Rejection(str(error)))
    found = await tried(hub, letter, copy, wish.only)
    if found.rejection:
        return Done(letter, "would fail again", found.rejection)
    if sender is None:
        return Done(letter, "would be redriven", causes=found.causes)
    return await _send(sender, letter, copy, found, wish)


async def _send(sender: Sender, letter: DeadLetter, copy: Copy, found: Tried, wish: Wish) -> Done:
    now = clock.now()
    state = redriven(letter, wish.by, now)
    entry = audit_entry(letter, wish.by, wish.why, wish.only, now)
    try:
        with alone("`cpi dead-letters redrive`"):
            placed = await send_on(sender, copy, state, entry)
    except KafkaException as error:
        if is_transient(error):
            raise
        return Done(letter, "would fail again", Rejection(f"cannot be sent: {kind_of(error)}"))
    return Done(letter, "redriven", causes=found.causes, copied_to=_place(placed))


def _place(placed: Placed) -> str:
    return f"{placed.topic}/{placed.partition}/{placed.offset}"


def _show(done: Iterable[Done], *, dry: bool, as_json: bool) -> None:
    rows = [each.as_document() for each in done]
    if as_json:
        show_json({"dry_run": dry, "letters": rows})
        return
    columns = ("dead_letter_id", "result", "copied_to", "causes", "field", "reason")
    shown = [{**row, "causes": ", ".join(row["causes"])} for row in rows]
    show_table(columns, [[str(row[name] or "-") for name in columns] for row in shown])
    sent = sum(row["copied_to"] is not None for row in rows)
    typer.echo("nothing was sent" if dry else f"{sent} of {len(rows)} redriven")
