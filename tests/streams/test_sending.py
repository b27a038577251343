"""What is sent lies on the broker when ``send`` returns, or ``send`` says that it does not."""

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from types import SimpleNamespace
from uuid import uuid4

import pytest
from confluent_kafka import KafkaError, KafkaException

from schemas.base import Message
from schemas.codec import decode
from schemas.examples import messages
from schemas.form import CpiForm
from schemas.records import DeadLetter, Receipt
from schemas.reference import form_key, partition_of, reference_of
from schemas.topic import Topic
from schemas.topics import DEAD_LETTERS, INTAKE, RECEIPTS, SECTOR, TRIAGED
from streams import clients
from streams.envelope import Context
from streams.errors import code_of, is_transient
from streams.outcome import Copy, Outgoing
from streams.reading import Reader
from streams.sending import Placed, Sender, keys_of
from tests.console.samples import proposal, receipt
from tests.forms import form
from tests.streams.bench import hurry
from tests.streams.conftest import MakeTopic

PARTITIONS = 4
Options = Mapping[str, object]


def send(options: Options, *outgoing: Outgoing, spread: int = 1) -> list[Placed]:
    """Send in one go."""

    async def run() -> list[Placed]:
        async with Sender(options, spread=spread) as sender:
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
            spread=PARTITIONS,
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
    with pytest.raises(KafkaException, match="MSG_SIZE_TOO_LARGE"):
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
        async with Sender(options, spread=1) as sender:
            await sender.send([Outgoing(topic, small)], Context())
            with pytest.raises(KafkaException, match="MSG_SIZE_TOO_LARGE"):
                await sender.send([Outgoing(topic, large)], Context())
            async with asyncio.timeout(10):
                await sender.send([Outgoing(topic, small)], Context())

    asyncio.run(run())
    assert len(read(options, topic)) == 2


@pytest.mark.kafka
def test_a_message_of_another_schema_is_not_sent(options: Options, make_topic: MakeTopic) -> None:
    """A slip in the code is an error, not a record that nobody can read."""
    topic = make_topic(SECTOR)
    with pytest.raises(KafkaException, match="_BAD_MSG"):
        send(options, Outgoing(topic, form()))
    assert not read(options, topic)


@pytest.mark.kafka
def test_a_topic_that_is_not_there_is_told(
    options: Options, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After the time that the client waits for it; nothing is made on the way."""
    hurry(monkeypatch)
    missing = replace(INTAKE, name=f"cpi.none.{uuid4()}")
    with pytest.raises(KafkaException) as caught:
        send(options, Outgoing(missing, form()))
    assert is_transient(caught.value)
    admin = clients.admin(options)
    assert missing.name not in admin.list_topics(timeout=10).topics


@pytest.mark.kafka
async def test_the_fate_of_each_is_told(
    options: Options, make_topic: MakeTopic, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In the order in which they were given, whatever became of those beside it."""
    hurry(monkeypatch)
    wide, narrow = make_topic(INTAKE), make_topic(INTAKE, **{"max.message.bytes": "100"})
    missing = replace(INTAKE, name=f"cpi.none.{uuid4()}")
    wanted: list[Outgoing | Copy]
    wanted = [Outgoing(topic, form()) for topic in (wide, narrow, missing, wide)]
    wanted.append(Copy(wide.name, 0, b"key", bytes(clients.MAX_RECORD_BYTES)))
    async with Sender(options, spread=1) as sender:
        sent = await sender.send_each([(each, Context()) for each in wanted])
    told = [each if isinstance(each, KafkaException) else each.topic() for each in sent]
    assert (told[0], told[3]) == (wide.name, wide.name)
    codes = [code_of(each) for each in told if isinstance(each, KafkaException)]
    assert (codes[0], codes[2]) == (KafkaError.MSG_SIZE_TOO_LARGE,) * 2
    assert isinstance(told[2], KafkaException)
    assert is_transient(told[2])


@pytest.mark.kafka
def test_many_forms_that_each_fit_are_all_taken(options: Options, make_topic: MakeTopic) -> None:
    """As many as make more than the topic takes in one piece: the intake takes 256 KiB."""
    topic = make_topic(INTAKE, 1, **{"max.message.bytes": "270000"})
    assert len(send(options, *(Outgoing(topic, form()) for _ in range(800)))) == 800


async def test_where_the_client_is_full_it_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """As what passes; it is tried again, not lost."""
    sender = Sender({}, spread=1)

    def full(*_: object, **_named: object) -> None:
        raise BufferError

    monkeypatch.setattr(sender, "_started", lambda: SimpleNamespace(produce=full))
    copy = Copy("cpi.none", 0, None, None)
    (sent,) = await sender.send_each([(copy, Context())])
    assert isinstance(sent, KafkaException)
    assert is_transient(sent)
    assert await sender.send_each([]) == []


@pytest.mark.kafka
async def test_a_transaction_is_whole_or_not_at_all(
    options: Options, make_topic: MakeTopic
) -> None:
    """What is sent in one that fails is read by nobody."""
    topic = make_topic(INTAKE, 1)
    async with Sender(options, spread=1, transactional_id=f"test-{uuid4()}") as sender:

        async def fail() -> None:
            async with sender.transaction():
                await sender.send([Outgoing(topic, form())], Context())
                raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError):
            await fail()
        kept = form()
        async with sender.transaction():
            await sender.send([Outgoing(topic, kept)], Context())
    async with Reader(options) as reader:
        found = [decode(topic.schema, each.value) async for each in reader.all(topic.name)]
    assert found == [kept]


async def test_a_sender_that_is_not_started_says_so() -> None:
    """Rather than lose what it was given."""
    sender = Sender({"bootstrap.servers": "127.0.0.1:1"})
    with pytest.raises(RuntimeError, match="not started"):
        await sender.send([Outgoing(INTAKE, form())], Context())
    await sender.stop()
