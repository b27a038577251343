"""The limit, confluent-kafka alone: consume a batch, decide, produce, flush, commit."""

from collections.abc import Callable
from typing import Any

from confluent_kafka import Consumer, KafkaException, Producer

from bench.ways import BATCH, LINGER_MS, Job, job


def consumer_of(servers: str, group: str) -> Consumer:
    """A consumer that commits only when it is told to."""
    return Consumer(
        {
            "bootstrap.servers": servers,
            "group.id": group,
            "enable.auto.commit": False,
            "auto.offset.reset": "earliest",
        }
    )


def producer_of(servers: str) -> Producer:
    """A producer that tells of a delivery only when it has failed."""
    return Producer(
        {
            "bootstrap.servers": servers,
            "acks": "all",
            "linger.ms": LINGER_MS,
            "delivery.report.only.error": True,
        }
    )


def failed(error: object, _record: object) -> None:
    """End the process: what is not on the broker is not committed either."""
    raise KafkaException(error)


def loop(work: Job, produce: Callable[[Producer, list[Any]], None]) -> None:
    """Work until killed; ``produce`` is given each batch."""
    consumer, producer = consumer_of(work.servers, work.group), producer_of(work.servers)
    consumer.subscribe([work.source])
    while True:
        batch = consumer.consume(BATCH, timeout=0.05)
        for record in batch:
            if record.error():
                raise KafkaException(record.error())
        if batch:
            produce(producer, batch)
            producer.flush()
            consumer.commit(asynchronous=False)


def run(work: Job) -> None:
    """Do the step of a column."""
    target, step = work.target, work.step

    def produce(producer: Producer, batch: list[Any]) -> None:
        for record in batch:
            key, value, headers = step(record.key(), record.value(), record.headers())
            producer.produce(target, value, key, headers=headers, on_delivery=failed)

    loop(work, produce)


if __name__ == "__main__":
    run(job("bare"))
