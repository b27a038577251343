"""What the commands share that do something with dead letters, one of them at a time."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import Annotated, Any

import typer
from confluent_kafka import KafkaError, KafkaException

from console.cli.common import WrongError
from console.cli.link import Link
from schemas.records import DeadLetter
from schemas.rejection import Rejection
from schemas.stages import DeadLetterStatus
from schemas.topics import DEAD_LETTERS
from streams.errors import code_of
from streams.redriving import newest_letters

Ids = Annotated[list[str] | None, typer.Option("--id", help="This letter; repeat it.")]

_OVERTAKEN = frozenset(
    {
        KafkaError._FENCED,  # noqa: SLF001 - librdkafka's own codes are named so
        KafkaError.PRODUCER_FENCED,
        KafkaError.INVALID_PRODUCER_EPOCH,
        KafkaError._PURGE_QUEUE,  # noqa: SLF001 - what a fenced sender says of its messages
    }
)
"""What the cluster says to whoever another one has overtaken: one at a time sees to letters."""


async def known_letters(link: Link, ids: Collection[str]) -> list[DeadLetter]:
    """Read all letters, each in its newest state.

    Raises:
        WrongError: one that is named is not among them.
    """
    letters = await newest_letters(link.all(DEAD_LETTERS))
    unknown = set(ids) - {each.dead_letter_id for each in letters}
    if unknown:
        message = f"no dead letter {min(unknown)!r}: `cpi dead-letters list` has their ids"
        raise WrongError(message)
    return letters


@contextmanager
def alone(others: str) -> Iterator[None]:
    """Say in one line that another command, one of ``others``, has ended this one.

    Raises:
        WrongError: it has.
    """
    try:
        yield
    except KafkaException as error:
        if code_of(error) not in _OVERTAKEN:
            raise
        message = f"another {others} has begun and ended this one"
        raise WrongError(message) from None


def standing(letter: DeadLetter) -> Rejection:
    """Say of a letter that is not open why nothing is done with it."""
    if letter.status is DeadLetterStatus.WAITING:
        return Rejection(f"follows by itself behind {letter.waits_for}")
    if letter.status is DeadLetterStatus.DISCARDED:
        return Rejection(f"was discarded at {letter.discarded_at}, {letter.discarded_by}")
    return Rejection(f"was redriven at {letter.redriven_at}, {letter.redriven_by}")


def named_row(letter: DeadLetter, result: str) -> dict[str, Any]:
    """Say of which letter it is told, and what became of it."""
    return {
        "dead_letter_id": letter.dead_letter_id,
        "reference": letter.reference,
        "stage": letter.stage.value,
        "result": result,
    }
