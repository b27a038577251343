"""Whatever goes wrong while a record is decided on becomes an outcome, or ends the process."""

import logging
from collections.abc import Callable
from contextlib import nullcontext
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from confluent_kafka import KafkaError, KafkaException

from schemas.base import Message
from schemas.codec import encode
from schemas.form import CpiForm
from schemas.ids import CATALOGUE_IDS
from schemas.records import DeadLetter
from schemas.rejection import Rejection
from schemas.stages import Stage
from schemas.topics import INTAKE
from streams import clock
from streams.deciding import Decider, Path
from streams.envelope import Record
from streams.errors import HubError
from streams.ledger import LedgerError
from streams.logs import SafeFormatter
from streams.outcome import Outcome, Outgoing, then
from streams.parking import Parking
from streams.reading import Reader
from streams.sealing import Keyring
from streams.settings import Settings
from streams.stopping import Exit
from tests.forms import SOURCE_WORDS, form
from tests.streams.bench import Handle, Stopped, patch_stop

DONE = then()


def tools(seconds: float = 5) -> Any:  # noqa: ANN401 - as much of it as is looked at
    """What deciding looks at."""
    settings = Settings(give_up_after=timedelta(seconds=seconds))
    keyring = Keyring("test", bytes(32))
    parking = Parking(Reader({}, 1), CATALOGUE_IDS, keyring)
    return SimpleNamespace(settings=settings, ids=CATALOGUE_IDS, keyring=keyring, parking=parking)


async def decided(record: Record, path: Path, tools: Any) -> Outcome:  # noqa: ANN401 - as above
    """What the stage makes of a record."""
    return await Decider(path, tools).decide(record)


def letters(outcome: Outcome) -> list[DeadLetter]:
    """The dead letters that an outcome begins with."""
    sent = [each.message for each in outcome.groups[0] if isinstance(each, Outgoing)]
    return [each for each in sent if isinstance(each, DeadLetter)]


def submission(value: bytes | None = None) -> Record:
    """A record of the intake."""
    kept = encode(INTAKE.schema, form()) if value is None else value
    return Record(INTAKE.name, 0, 5, b"key", kept, {}, clock.now())


def refuse(_record: Record, rejection: Rejection, _now: datetime) -> Outcome:
    """Refuse bad input."""
    return Outcome(rejection=rejection)


def path(handle: Handle, refusing: Callable[..., Outcome] = refuse) -> Path:
    """A stage."""
    return Path(Stage.TRIAGE, handle, refusing, lambda _: nullcontext())


def failing(*errors: BaseException) -> Handle:
    """A stage that fails so, one time after the other, and then does not."""
    left = list(errors)

    async def handle(_record: Record, _message: Message) -> Outcome:
        if left:
            raise left.pop(0)
        return DONE

    return handle


def kafka(code: int) -> KafkaException:
    """An error of the client."""
    return KafkaException(KafkaError(code))


TRANSIENT = (
    kafka(KafkaError._TRANSPORT),
    kafka(KafkaError._TIMED_OUT),
    kafka(KafkaError.NOT_ENOUGH_REPLICAS),
    kafka(KafkaError.UNKNOWN_TOPIC_OR_PART),
    ConnectionResetError(),
    TimeoutError(),
)


async def test_what_decodes_is_handled_and_what_does_not_is_refused() -> None:
    """Bad input is no failure of the hub's."""
    assert await decided(submission(), path(failing()), tools()) is DONE
    outcome = await decided(submission(b"poison"), path(failing()), tools())
    (letter,) = letters(outcome)
    assert (letter.refused, letter.lined, outcome.failed) == (True, False, False)


@pytest.mark.parametrize("error", TRANSIENT, ids=str)
async def test_what_passes_is_tried_again_in_place(error: Exception) -> None:
    """The whole decision anew, until it succeeds."""
    assert await decided(submission(), path(failing(error, error, error)), tools()) is DONE


async def test_what_does_not_pass_ends_the_process(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """With status 75 and the place; nothing is wrong with the record."""
    patch_stop(monkeypatch)
    errors = [kafka(KafkaError._TRANSPORT)] * 1000
    with pytest.raises(Stopped, match=str(Exit.TRANSIENT.value)):
        await decided(submission(), path(failing(*errors)), tools(0.3))
    assert "triage: cpi.intake/0/5 cannot be decided on (_TRANSPORT)" in caplog.text


@pytest.mark.parametrize("first", [(), (ConnectionResetError(),)], ids=["at once", "later"])
@pytest.mark.parametrize("error", [HubError("key"), LedgerError("cpi.desk/0/1")], ids=repr)
async def test_a_fault_of_the_hub_itself_ends_the_process(
    monkeypatch: pytest.MonkeyPatch, first: tuple[Exception, ...], error: Exception
) -> None:
    """With status 70: every record would be a dead letter."""
    patch_stop(monkeypatch)
    with pytest.raises(Stopped, match=str(Exit.UNDELIVERABLE.value)):
        await decided(submission(), path(failing(*first, error)), tools())


@pytest.mark.parametrize("first", [(), (TimeoutError(),)], ids=["at once", "later"])
@pytest.mark.parametrize("kind", [ValueError, KeyError, RecursionError, AssertionError])
async def test_whatever_else_a_stage_raises_is_a_failure_without_its_text(
    caplog: pytest.LogCaptureFixture, first: tuple[Exception, ...], kind: type[Exception]
) -> None:
    """It may quote the form; its type and its place say enough."""

    async def handle(_record: Record, message: Message) -> Outcome:
        if first and not seen:
            seen.append(True)
            raise first[0]
        assert isinstance(message, CpiForm)
        raise kind(message.submitter.name, message.submitter.email)

    seen: list[bool] = []
    with caplog.at_level(logging.DEBUG):
        outcome = await decided(submission(), path(handle), tools())
    assert outcome.failed
    (letter,) = letters(outcome)
    assert letter.reason == f"the triage stage failed: {kind.__name__}"
    lines = " ".join(SafeFormatter().format(each) for each in caplog.records)
    said = (lines + letter.model_dump_json()).lower()
    assert "cpi.intake/0/5 dead-lettered" in said
    assert not [word for word in SOURCE_WORDS if word.lower() in said]


async def test_a_refusal_that_fails_is_a_failure() -> None:
    """The record is kept all the same."""

    def broken(*_: object) -> Outcome:
        raise ZeroDivisionError

    outcome = await decided(submission(b"poison"), path(failing(), broken), tools())
    assert outcome.failed
    assert [each.reason for each in letters(outcome)] == [
        "the triage stage failed: ZeroDivisionError"
    ]
