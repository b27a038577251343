"""What is sent lies on the broker when ``send`` returns, or ``send`` says that it does not."""

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from uuid import uuid4

import pytest
from aiokafka.errors import KafkaError, MessageSizeTooLargeError

from schemas.base import Message
from schemas.codec import decode
from schemas.examples import messages
from schemas.form import CpiForm
from schemas.records import DeadLetter, Receipt
from schemas.reference import form_key, partition_of, reference_of
from schemas.topics import DEAD_LETTERS, INTAKE, RECEIPTS, SECTOR, TRIAGED, Topic
from streams.envelope import Context
from streams.outcome import Outgoing
from streams.reading import Reader
from streams.sending import Placed, Sender, keys_of
from tests.console.samples import proposal, receipt
from tests.forms import form
from tests.streams.conftest import MakeTopic

PARTITIONS = 4
Options = Mapping[str, object]


def send(options: Options, *outgoing: Outgoing) -> list[Placed]:
    """Send in one go."""

    async def run() -> list[Placed]:
        async with Sender(options) as sender:
            return await sender.send(outgoing, Context())

    return asyncio.run(run())


def read(options: Options, topic: Topic) -> list[Message]:
    """Every message of a topic."""

    async def run() -> list[Message]:
        async with Reader(options) as reader:
            found = [decode(topic.schema, record.value) async for record in reader.all(topic.name)]
            return [each for each in found if isinstance(each, Message)]

    return asyncio.run(run())


@pytest.mark.kafka
def test_all_is_on_the_broker_when_send_returns(options: Options, make_topic: MakeTopic) -> None:
    """Each at the place that is told, in the order in which they were given."""
    topic = make_topic(INTAKE)
    forms = [form() for _ in range(20)]
    placed = send(options, *(Outgoing(topic, each) for each in forms))

    async def found() -> list[Message]:
        async with Reader(options) as reader:
            records = [await reader.at(each.topic, each.partition, each.offset) for each in placed]
        decoded = [decode(INTAKE.schema, record.value) for record in records if record]
        return [each for each in decoded if isinstance(each, Message)]

    assert asyncio.run(found()) == forms


@pytest.mark.kafka
def test_all_messages_of_a_form_lie_on_one_partition_number(
    options: Options, make_topic: MakeTopic
) -> None:
    """The submission's too, though its key is another: one worker sees all of a form."""
    intake, triaged, receipts = (make_topic(like) for like in (INTAKE, TRIAGED, RECEIPTS))
    for mine in [form() for _ in range(10)]:
        placed = send(
            options,
            Outgoing(intake, mine),
            Outgoing(triaged, proposal(mine)),
            Outgoing(receipts, receipt(mine, "cpi.intake/0/0")),
        )
        expected = partition_of(reference_of(mine.submission_id, mine.submitted_at), PARTITIONS)
        assert {each.partition for each in placed} == {expected}


def test_a_submission_is_keyed_by_its_id_and_spread_by_its_reference() -> None:
    """The month in the reference does not move it."""
    mine = form()
    key, spread = keys_of(mine)
    assert key == str(mine.submission_id)
    other = mine.model_copy(update={"submitted_at": mine.submitted_at.replace(month=9)})
    assert keys_of(other)[0] == key
    assert keys_of(other)[1] != spread
    assert form_key(keys_of(other)[1]) == form_key(spread)


def test_a_message_without_a_reference_is_keyed_by_its_id() -> None:
    """A receipt for something unreadable, a dead letter of it: there is nothing else."""
    lost = Receipt(
        **{**dict(receipt(form(), "cpi.intake/0/0")), "reference": None, "receipt_id": "x/receipt"}
    )
    assert keys_of(lost) == ("x/receipt", "x/receipt")
    letters = [each for each in messages(DEAD_LETTERS.schema) if isinstance(each, DeadLetter)]
    bare = letters[0].model_copy(update={"reference": None})
    assert keys_of(bare) == (bare.dead_letter_id, bare.dead_letter_id)


@pytest.mark.kafka
def test_a_refused_record_is_told_and_the_others_arrive(
    options: Options, make_topic: MakeTopic
) -> None:
    """The failure is raised, though only once all of them are seen through."""
    narrow, wide = make_topic(INTAKE, **{"max.message.bytes": "100"}), make_topic(INTAKE)
    mine = [form() for _ in range(3)]
    with pytest.raises(MessageSizeTooLargeError):
        send(options, Outgoing(wide, mine[0]), Outgoing(narrow, mine[1]), Outgoing(wide, mine[2]))
    arrived = {each.submission_id for each in read(options, wide) if isinstance(each, CpiForm)}
    assert arrived == {mine[0].submission_id, mine[2].submission_id}
    assert not read(options, narrow)


@pytest.mark.kafka
def test_after_a_refusal_the_same_partition_takes_the_next(
    options: Options, make_topic: MakeTopic
) -> None:
    """One record that does not fit must not stop those behind it."""
    topic = make_topic(INTAKE, 1, **{"max.message.bytes": "3000"})
    small, large = form(), form(vehicles=[{"make": "x" * 5000}])

    async def run() -> None:
        async with Sender(options) as sender:
            await sender.send([Outgoing(topic, small)], Context())
            with pytest.raises(MessageSizeTooLargeError):
                await sender.send([Outgoing(topic, large)], Context())
            async with asyncio.timeout(10):
                await sender.send([Outgoing(topic, small)], Context())

    asyncio.run(run())
    assert len(read(options, topic)) == 2


@pytest.mark.kafka
def test_a_message_of_another_schema_is_not_sent(options: Options, make_topic: MakeTopic) -> None:
    """A slip in the code is an error, not a record that nobody can read."""
    topic = make_topic(SECTOR)
    with pytest.raises(TypeError, match="SectorIntelligence"):
        send(options, Outgoing(topic, form()))
    assert not read(options, topic)


@pytest.mark.kafka
def test_a_topic_that_is_not_there_is_told(
    options: Options, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After the time that the client waits for it; nothing is made on the way."""
    del monkeypatch
    missing = replace(INTAKE, name=f"cpi.none.{uuid4()}")

    async def run() -> None:
        async with Sender(options) as sender:
            assert sender._producer is not None
            sender._producer._request_timeout_ms = 500
            sender._producer.client._request_timeout_ms = 500
            await sender.send([Outgoing(missing, form())], Context())

    with pytest.raises(KafkaError):
        asyncio.run(run())


async def test_a_sender_that_is_not_started_says_so() -> None:
    """Rather than lose what it was given."""
    sender = Sender({"bootstrap_servers": "127.0.0.1:1"})
    with pytest.raises(RuntimeError, match="not started"):
        await sender.send([Outgoing(INTAKE, form())], Context())
    await sender.stop()
