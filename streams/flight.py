"""What becomes of messages that were sent together."""

import asyncio

from confluent_kafka import KafkaError, KafkaException, Message

# librdkafka's own codes are named with an underscore.
_WAITING = KafkaError._IN_PROGRESS  # noqa: SLF001 - see above
_FULL = KafkaError._QUEUE_FULL  # noqa: SLF001 - see above
_UNWRITABLE = KafkaError._BAD_MSG  # noqa: SLF001 - see above

_UNKNOWN = KafkaException(KafkaError(_WAITING))

Sent = Message | KafkaException
"""What became of one message: as it lies on the topic, or why it does not."""


class Flight:
    """Messages that were sent together; ``landed`` is set when the fate of the last is known."""

    def __init__(self, count: int) -> None:
        self._loop = asyncio.get_running_loop()
        self._count = count
        # Each of the two threads has a number of its own, so neither needs a lock.
        self._reported = 0
        self._not_taken = 0
        self._sent: list[Sent] = [_UNKNOWN] * count
        self.landed: asyncio.Future[list[Sent]] = self._loop.create_future()

    def land(self, number: int, error: KafkaError | None, message: Message) -> None:
        """Take note of one, in the producer's thread."""
        self._sent[number] = message if error is None else KafkaException(error)
        self._reported += 1
        if self._reported + self._not_taken == self._count:
            self._loop.call_soon_threadsafe(self._finish)

    def fail(self, number: int, error: Exception) -> None:
        """Take note of one that the client did not even take, in the loop's thread."""
        full = isinstance(error, BufferError)
        other = KafkaException(KafkaError(_FULL if full else _UNWRITABLE))
        self._sent[number] = error if isinstance(error, KafkaException) else other
        self._not_taken += 1
        if self._reported + self._not_taken == self._count:
            self._finish()

    def _finish(self) -> None:
        if not self.landed.done():
            self.landed.set_result(self._sent)
