"""A record that cannot be read, at every stage: it is kept, and everything else arrives."""

import json
import os
import subprocess
import sys

import pytest
from confluent_kafka import KafkaError, Message, Producer

from streams.settings import AssessmentMode
from tests.faults.checker import Place
from tests.faults.client import producer
from tests.faults.hub import READS, Hub
from tests.faults.matrix import Matrix, Scenario
from tests.faults.poison import poisons
from tests.faults.trial import trial

pytestmark = pytest.mark.kafka

EVERY = tuple((topic, poison) for topic in READS for poison in poisons(topic))


@pytest.mark.in_short(AssessmentMode.AUTOMATIC)
def test_poison_is_dead_lettered_once_and_harms_nothing(
    hub: Hub, matrix: Matrix, *, full: bool
) -> None:
    """One letter for each record, whatever is wrong with it; the forms around it arrive."""
    rounds = 5 if full else 1
    with trial(Scenario.POISON, hub, matrix) as under_way:
        under_way.traffic.begin()
        for _ in range(rounds):
            under_way.wait_for(5)
            under_way.letters_for |= _put(hub.servers)
        under_way.runs = len(under_way.letters_for)
        under_way.wait_for(5)


@pytest.mark.in_short(AssessmentMode.AUTOMATIC)
def test_a_header_name_that_is_no_text_is_poison_too(
    hub: Hub, matrix: Matrix, *, full: bool
) -> None:
    """Clients decode it before the hub sees the record; it must not stop the stage either."""
    rounds = 5 if full else 1
    with trial(Scenario.ODD_HEADER, hub, matrix) as under_way:
        under_way.traffic.begin()
        for _ in range(rounds):
            under_way.wait_for(5)
            under_way.letters_for |= _put_odd(hub.servers)
        under_way.runs = len(under_way.letters_for)
        under_way.traffic.send(5)


def _put(servers: str) -> set[Place]:
    """Write every kind of poison to every topic; gives their places."""
    places: set[Place] = set()
    failed: list[str] = []
    writer: Producer = producer(servers)

    def written(error: KafkaError | None, message: Message) -> None:
        if error is not None:
            failed.append(f"{message.topic()}: {error}")
        else:
            places.add((str(message.topic()), message.partition() or 0, message.offset() or 0))

    for topic, poison in EVERY:
        writer.produce(topic.name, poison.value, poison.key, on_delivery=written)
        # One by one: a broker refuses a whole batch for one record.
        assert not writer.flush(30)
    assert not failed
    return places


def _put_odd(servers: str) -> set[Place]:
    """Write a record with a header name that is no UTF-8 to each topic; gives their places."""
    written = subprocess.run(  # noqa: S603 - our own
        [sys.executable, "-m", "tests.faults.odd_header", servers, *(t.name for t in READS)],
        env={**os.environ, "AIOKAFKA_NO_EXTENSIONS": "1"},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    places = [json.loads(line) for line in written.stdout.splitlines()]
    assert len(places) == len(READS)
    return {(str(topic), int(partition), int(offset)) for topic, partition, offset in places}
