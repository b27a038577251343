"""Each way that is measured works: every record comes out, with what it must have."""

import psutil  # type: ignore[import-untyped]  # it ships no types
import pytest
from confluent_kafka import TopicPartition

from bench import hop
from bench.kafka import Client, looker
from bench.machine import BenchError, a_machine, a_way, held, wait_until
from bench.steps import Column, source_of, step_of, target_of

pytestmark = pytest.mark.kafka
_HEADERS = {"ce_specversion", "ce_id", "ce_type", "ce_source", "ce_time", "traceparent"}


def test_every_way_brings_out_every_record() -> None:
    """One round of each installed way, with the codec: nothing is lost, or it would be said."""
    ways = hop.present(list(hop.WAYS))
    with a_machine() as machine:
        client = Client(machine.servers)
        course = hop.Course(machine, client, Column.CODEC)
        for way in ways:
            topics = [at(way, Column.CODEC) for at in (source_of, target_of)]
            client.make_topics(topics)
            with a_way(machine, way, Column.CODEC) as process:
                run = hop.one_round(course, way, process, hop.records(12, seed=3))
            assert run.cpu_us > 0
            assert _header_names(machine.servers, topics[1]) >= _HEADERS


def test_a_way_that_ends_is_told() -> None:
    """The measurement does not wait for a process that is gone."""
    with a_machine() as machine:
        client = Client(machine.servers)
        course = hop.Course(machine, client, Column.NOTHING)
        client.make_topics([at("bare", Column.NOTHING) for at in (source_of, target_of)])
        with a_way(machine, "bare", Column.NOTHING) as process:
            process.kill()
            wait_until(lambda: process.status() == psutil.STATUS_ZOMBIE, "it does not end")
            with pytest.raises(BenchError, match="has ended"):
                hop.one_round(course, "bare", process, hop.records(3, seed=1))


def test_records_have_keys_of_their_own() -> None:
    """More records than forms: the forms come again, the keys don't."""
    made = hop.records(1200, seed=1)
    assert len({key for key, _, _ in made}) == 1200
    assert len({value for _, value, _ in made}) == 500
    assert step_of(Column.NOTHING)(*made[0]) == made[0]


def test_what_is_held_goes_on() -> None:
    """A process is still inside the block, and runs again after it."""
    with a_machine() as machine:
        with held(machine.broker):
            assert machine.broker.status() == psutil.STATUS_STOPPED
        wait_until(lambda: machine.broker.status() != psutil.STATUS_STOPPED, "it is still held")


def _header_names(servers: str, topic: str) -> set[str]:
    consumer = looker(servers)
    consumer.assign([TopicPartition(topic, number, 0) for number in range(4)])
    try:
        (record,) = consumer.consume(1, timeout=30)
        return {header[0] for header in record.headers() or []}
    finally:
        consumer.close()
