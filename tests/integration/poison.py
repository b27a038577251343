"""Records that no client library writes by itself, yet any client may send."""

from collections.abc import Sequence

from aiokafka import AIOKafkaProducer
from aiokafka.record.default_records import _DefaultRecordBatchBuilderPy

Headers = Sequence[tuple[bytes, bytes | None]]

_BATCH_BYTES = 1024 * 1024


class _Name(str):
    """A header name that goes over the wire as these bytes, whatever they are."""

    __slots__ = ("raw",)
    raw: bytes

    def encode(self, *_: object) -> bytes:
        """Give the bytes."""
        return self.raw


def _name(raw: bytes) -> _Name:
    made = _Name("name")
    made.raw = raw
    return made


async def send_raw(
    servers: str,
    place: tuple[str, int],
    key: bytes | None,
    value: bytes | None,
    headers: Headers,
) -> int:
    """Write one record whose header names are bytes, as they are; give its offset."""
    topic, partition = place
    producer = AIOKafkaProducer(bootstrap_servers=servers)
    await producer.start()
    try:
        batch = producer.create_batch()
        # Only aiokafka's builder in Python, not its compiled one, lets a name encode itself.
        batch._builder = _DefaultRecordBatchBuilderPy(2, 0, 0, -1, -1, 0, _BATCH_BYTES)
        named = [(_name(name), content) for name, content in headers]
        assert batch.append(timestamp=None, key=key, value=value, headers=named)
        sent = await producer.send_batch(batch, topic, partition=partition)
        return int((await sent).offset)
    finally:
        await producer.stop()
