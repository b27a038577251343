"""FastStream on confluent-kafka and uvloop: batches, the sends of each awaited side by side.

That is its cheapest form at least once; with one record at a time every send waits out the linger.
"""

import asyncio
from typing import Any

import uvloop
from faststream import AckPolicy, FastStream
from faststream.confluent import KafkaBroker, KafkaMessage

from bench.ways import BATCH, LINGER_MS, Job, headers_of, job


async def run(work: Job) -> None:
    """Work until killed."""
    config: Any = {"linger.ms": LINGER_MS, "acks": "all"}
    broker = KafkaBroker(work.servers, config=config, logger=None)

    async def handle(message: Any) -> None:  # noqa: ANN401 - the library is no part of the types
        await asyncio.gather(*[_send(broker, work, record) for record in message.raw_message])

    handle.__annotations__["message"] = KafkaMessage
    broker.subscriber(
        work.source,
        group_id=work.group,
        auto_offset_reset="earliest",
        batch=True,
        max_records=BATCH,
        polling_interval=0.05,
        ack_policy=AckPolicy.NACK_ON_ERROR,
    )(handle)
    await FastStream(broker, logger=None).run()


async def _send(broker: Any, work: Job, record: Any) -> None:  # noqa: ANN401 - as above
    key, value, headers = work.step(record.key(), record.value(), headers_of(record.headers()))
    said = {name: text.decode() for name, text in headers if isinstance(text, bytes)}
    await broker.publish(value, work.target, key=key, headers=said)


if __name__ == "__main__":
    uvloop.run(run(job("fast")))
