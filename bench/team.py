"""Workers of one consumer group, ready: each has partitions and has had forms to warm up on."""

import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import psutil  # type: ignore[import-untyped]  # it ships no types
from confluent_kafka import ConsumerGroupState, KafkaException
from confluent_kafka.admin import AdminClient

from bench.forms import WORDS, mixed
from bench.kafka import QUIET, Client
from bench.machine import Machine, a_worker, cpu_of, wait_until
from bench.samples import EACH_ONCE, records_of
from schemas.topics import INTAKE
from streams.settings import Settings

_WARM_UP = 40
_QUARTER, _IDLE = 0.25, 0.1
_GROUP: str = Settings.model_fields["group"].default
_NO_SEED = 2_000_000


@contextmanager
def a_team(
    machine: Machine, client: Client, size: int, seed: int = 0
) -> Iterator[list[psutil.Process]]:
    """Start workers and wait until the group is at rest with all of them.

    On one broker each team needs a ``seed`` of its own: a form that was there before is a repeat.
    """
    with ExitStack() as stack:
        team = [stack.enter_context(a_worker(machine, number + 1)) for number in range(size)]
        admin = AdminClient({"bootstrap.servers": machine.servers, **QUIET})
        wait_until(lambda: _working(admin) == size, f"{size} workers do not come to rest", 0.2)
        warm_up(client, team, seed)
        wait_until(lambda: at_rest(team), "the workers go on compiling")
        yield team


def warm_up(client: Client, team: list[psutil.Process], seed: int) -> None:
    """Take some forms through."""
    start = client.ends([EACH_ONCE])
    given = mixed(_WARM_UP, _NO_SEED + seed, WORDS)
    client.fill(INTAKE.name, records_of([form for form, _ in given]))
    client.wait_for([EACH_ONCE], start, len(given), *team)


def at_rest(team: list[psutil.Process]) -> bool:
    """Whether a quarter of a second passes in which workers that have nothing to do do nothing.

    For some seconds after their start they compile patterns that are not needed yet.
    """
    before = cpu_of(team)
    time.sleep(_QUARTER)
    return cpu_of(team) - before < _QUARTER * _IDLE * len(team)


def _working(admin: AdminClient) -> int:
    """Count the members that have partitions; 0 while they are being given out."""
    try:
        group = admin.describe_consumer_groups([_GROUP])[_GROUP].result()
    except KafkaException:
        return 0
    if group.state is not ConsumerGroupState.STABLE:
        return 0
    return sum(bool(each.assignment.topic_partitions) for each in group.members)
