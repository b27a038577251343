"""Quix Streams, at least once, in its shortest form: a topic in, a function, a topic out."""

from typing import Any

from quixstreams import Application
from quixstreams.models.serializers import BytesSerializer

from bench.steps import Column, Sent, Step
from bench.ways import LINGER_MS, Job, headers_of, job


def run(work: Job) -> None:
    """Work until killed."""
    app = Application(
        broker_address=work.servers,
        consumer_group=work.group,
        auto_offset_reset="earliest",
        processing_guarantee="at-least-once",
        producer_extra_config={"acks": "all", "linger.ms": LINGER_MS},
        auto_create_topics=False,
        loglevel="WARNING",
    )
    source = app.topic(work.source, key_deserializer="bytes", value_deserializer="bytes")
    frame = app.dataframe(source)
    if work.column is Column.NOTHING:
        target = app.topic(work.target, key_serializer="bytes", value_serializer="bytes")
        frame.to_topic(target)
    else:
        target = app.topic(work.target, key_serializer="bytes", value_serializer=ValueOf())
        _decided(frame, work.step).to_topic(target, key=lambda sent: sent[0])
    app.run()


class ValueOf(BytesSerializer):  # type: ignore[misc] # the library is no part of the types
    """Writes the value of what a step gave."""

    def __call__(self, value: Sent, ctx: object) -> bytes:  # noqa: ARG002 - Quix names it
        """Take the bytes out."""
        return value[1]


def _decided(frame: Any, step: Step) -> Any:  # noqa: ANN401 - as above
    def decide(value: bytes, key: bytes, _timestamp: int, headers: object) -> Sent:
        return step(key, value, headers_of(headers))

    return frame.apply(decide, metadata=True).set_headers(lambda sent, *_: sent[2])


if __name__ == "__main__":
    run(job("quix"))
