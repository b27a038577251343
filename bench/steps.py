"""What is done with one record in the one-hop measurement; every way is given the same function."""

from collections.abc import Callable
from datetime import UTC, datetime
from enum import StrEnum

from agents.vocabulary import load_vocabulary
from rules.triage import triage
from rules.vocabulary import Vocabulary
from schemas.catalogue import CPI_FORM, PROPOSAL
from schemas.codec import decode, encode
from schemas.content import content_hash
from schemas.enums import Channel
from schemas.form import CpiForm
from schemas.reference import reference_of
from schemas.rejection import Rejection
from schemas.triage import Proposal
from streams import clock
from streams.envelope import Context, headers

Headers = list[tuple[str, str | bytes | None]]
Sent = tuple[bytes, bytes, Headers]
"""The key, the value and the headers of what goes on."""

Step = Callable[[bytes, bytes, Headers], Sent]

_RECEIVED = datetime(2026, 10, 5, 13, 3, tzinfo=UTC)


class Column(StrEnum):
    """How much is done with a record: nothing at all, the codec alone, or the triage stage."""

    NOTHING = "nothing"
    CODEC = "codec"
    RULES = "rules"


def source_of(way: str, column: Column) -> str:
    """The topic that a way reads."""
    return f"bench.{way}.{column}.in"


def target_of(way: str, column: Column) -> str:
    """The topic that a way writes."""
    return f"bench.{way}.{column}.out"


def step_of(column: Column) -> Step:
    """Give the function of a column.

    Raises:
        ValueError: when it is called, for bytes that are no form.
    """
    if column is Column.NOTHING:
        return pass_on
    if column is Column.CODEC:
        return rewrite
    words = load_vocabulary(None)
    return lambda _key, value, _headers: propose(value, words)


def pass_on(key: bytes, value: bytes, given: Headers) -> Sent:
    """Leave a record as it is."""
    return key, value, given


def rewrite(_key: bytes, value: bytes, _given: Headers) -> Sent:
    """Read a form and write it again."""
    form = form_of(value)
    key = str(form.submission_id)
    made = headers(CPI_FORM, form, key, Context(), clock.now())
    return key.encode(), encode(CPI_FORM, form), list(made.items())


def propose(value: bytes, words: Vocabulary) -> Sent:
    """Do what the triage stage does with a form, from its bytes to those of the proposal."""
    form = form_of(value)
    proposal = Proposal(
        reference=reference_of(form.submission_id, form.submitted_at),
        submission_id=form.submission_id,
        content_hash=content_hash(form),
        origin="bench/0/0",
        received_at=_RECEIVED,
        channel=Channel.KAFKA,
        form=form,
        recommendation=triage(form, words.cues),
    )
    made = headers(PROPOSAL, proposal, proposal.reference, Context(), clock.now())
    return proposal.reference.encode(), encode(PROPOSAL, proposal), list(made.items())


def form_of(value: bytes) -> CpiForm:
    """Read a form.

    Raises:
        ValueError: the bytes are none.
    """
    form = decode(CPI_FORM, value)
    if isinstance(form, Rejection):
        message = f"a form of the bench is refused: {form.reason}"
        raise ValueError(message)  # noqa: TRY004 - the bytes are wrong, not their type
    return form
