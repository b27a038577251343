"""The one place that sends: a message counts as sent when it is on all replicas."""

import asyncio
import logging
import threading
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from functools import partial
from types import TracebackType
from typing import NamedTuple, Self

from confluent_kafka import KafkaException, Producer
from confluent_kafka import Message as KafkaMessage

from schemas.base import Message
from schemas.codec import encode
from schemas.form import CpiForm
from schemas.ids import CATALOGUE_IDS, SchemaIds
from schemas.reference import partition_of, reference_of
from schemas.topics import DESK
from streams import clients, clock
from streams.clients import Options
from streams.envelope import Context, Headers, Record, headers
from streams.errors import kind_of
from streams.flight import Flight, Sent
from streams.outcome import Copy, Outgoing

log = logging.getLogger(__name__)

_ASK_SECONDS = 10.0
_POLL_SECONDS = 0.2


class Placed(NamedTuple):
    """Where a sent record lies."""

    topic: str
    partition: int
    offset: int


Wanted = tuple[Outgoing | Copy, Context | Record]


class Sender:
    """Sends messages. An async context manager; ``start`` and ``stop`` do the same by hand.

    ``spread`` is the number of partitions that forms are spread over; where it is not given the
    cluster is asked once how many ``cpi.desk`` has. ``transactional_id`` is for ``transaction``.
    """

    def __init__(
        self,
        options: Options,
        ids: SchemaIds = CATALOGUE_IDS,
        spread: int | None = None,
        transactional_id: str | None = None,
    ) -> None:
        self._options = options
        self._ids = ids
        self._spread = spread
        self._transactional_id = transactional_id
        self._producer: Producer | None = None
        self._stopping = threading.Event()

    async def start(self) -> None:
        """Connect.

        Raises:
            KafkaException: the cluster does not answer.
        """
        await asyncio.to_thread(self._connect)

    async def stop(self) -> None:
        """Wait for what is under way, then disconnect."""
        if self._producer is not None:
            await asyncio.to_thread(self._producer.flush, _ASK_SECONDS)
            self._stopping.set()
            self._thread.join()
            self._producer = None

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        await self.stop()

    async def send(self, outgoing: Iterable[Outgoing | Copy], context: Context) -> list[Placed]:
        """Send messages side by side and wait until the broker has every one.

        Raises:
            KafkaException: one of them is not on the broker; the others may be.
        """
        placed: list[Placed] = []
        wanted = [(each, context) for each in outgoing]
        for each in await self.send_each(wanted):
            if isinstance(each, KafkaException):
                raise each
            placed.append(_placed(each))
        return placed

    async def send_each(self, wanted: Sequence[Wanted]) -> list[Sent]:
        """Send messages side by side; wait until it is known what became of every one.

        Each comes with the record that caused it, or with what would go on from one.
        """
        if not wanted:
            return []
        flight = Flight(len(wanted))
        produce: Callable[..., None] = self._started().produce
        # All are written before the first is sent: so they go out together, in few requests.
        for number, copy in self._written(wanted, flight):
            topic, partition, key, value, made = copy
            landed = partial(flight.land, number)
            try:
                produce(topic, value, key, partition, headers=made, on_delivery=landed)
            except Exception as error:  # noqa: BLE001 - one that cannot be sent is not on the topic
                flight.fail(number, error)
        return await flight.landed

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[None]:
        """Everything sent inside is on the topics, or nothing of it.

        Raises:
            KafkaException: not committed; another sender with the same id may have come between.
        """
        producer = self._started()
        await asyncio.to_thread(producer.begin_transaction)
        try:
            yield
            await asyncio.to_thread(producer.commit_transaction, _ASK_SECONDS)
        except BaseException:
            await asyncio.to_thread(_abort, producer)
            raise

    def _connect(self) -> None:
        producer = clients.producer(self._options, self._transactional_id)
        if self._spread is None:
            found = producer.list_topics(DESK.name, timeout=_ASK_SECONDS)
            # Without the hub's topics nothing can be sent to them either; the broker will say so.
            self._spread = len(found.topics[DESK.name].partitions) or 1
        if self._transactional_id is not None:
            producer.init_transactions(_ASK_SECONDS)
        self._producer = producer
        self._stopping.clear()
        self._thread = threading.Thread(target=self._poll, args=(producer,), daemon=True)
        self._thread.start()

    def _poll(self, producer: Producer) -> None:
        while not self._stopping.is_set():
            try:
                producer.poll(_POLL_SECONDS)
            except KafkaException as error:
                # Fenced, or beyond repair: whoever sends is told of it, message by message.
                log.warning("the producer has told of an error (%s)", kind_of(error))
                self._stopping.wait(_POLL_SECONDS)

    def _started(self) -> Producer:
        if self._producer is None:
            problem = "the sender is not started"
            raise RuntimeError(problem)
        return self._producer

    def _written(self, wanted: Iterable[Wanted], flight: Flight) -> list[tuple[int, Copy]]:
        now, done = clock.now(), list[tuple[int, Copy]]()
        for number, (one, cause) in enumerate(wanted):
            try:
                copy = one if isinstance(one, Copy) else self._record(one, cause, now)
            except Exception as error:  # noqa: BLE001 - one that cannot be written is not on the topic
                flight.fail(number, error)
            else:
                done.append((number, copy))
        return done

    def _record(self, outgoing: Outgoing, cause: Context | Record, now: datetime) -> Copy:
        context = cause if isinstance(cause, Context) else Context.of(cause)
        topic, message, partition = outgoing
        key, spread = keys_of(message)
        if partition is None:
            partition = partition_of(spread, self._spread or 1)
        made: Headers = headers(topic.schema, message, spread, context, now)
        value = encode(topic.schema, message, self._ids)
        return Copy(topic.name, partition, key.encode(), value, made)


def _placed(message: KafkaMessage) -> Placed:
    topic, partition, offset = message.topic(), message.partition(), message.offset()
    return Placed(topic or "", -1 if partition is None else partition, offset or 0)


def _abort(producer: Producer) -> None:
    try:
        producer.abort_transaction(_ASK_SECONDS)
    except KafkaException:
        # It was fenced or is gone: the broker aborts the transaction by itself.
        return


def keys_of(message: Message) -> tuple[str, str]:
    """Give a message's key, and the text that spreads it over partitions.

    Every message of a form lies on one partition number, the intake's too. A message with a
    ``record_key`` lies under that one, where its reference lies.
    """
    if isinstance(message, CpiForm):
        return str(message.submission_id), reference_of(message.submission_id, message.submitted_at)
    reference, key = getattr(message, "reference", None), getattr(message, "record_key", None)
    spread = reference or key or message.event_id
    return key or spread, spread
