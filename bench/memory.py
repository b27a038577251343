"""What a worker's memory does over many forms: its growth, once it is warm."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count as numbers
from statistics import linear_regression

from bench.forms import mixed
from bench.kafka import Client
from bench.machine import Machine, a_machine, check_alive
from bench.samples import EACH_ONCE, records_of
from bench.team import a_team
from schemas.topics import INTAKE

_WORDS = 60
_CHUNK = 200
_PAUSE_SECONDS = 0.5
_WARM_SHARE = 0.25
_LEAST_POINTS = 4
_SEED = 3_000_000


@dataclass(frozen=True)
class Memory:
    """Resident memory of one worker in MB; ``mb_per_10_000`` is fitted after a quarter of it."""

    forms: int
    first_mb: float
    last_mb: float
    mb_per_10_000: float


Point = tuple[int, float]
"""Forms done, and the MB then."""


def measure(most: int, seconds: float) -> Memory:
    """Keep one worker busy with short forms until so many are done or the time is over.

    Raises:
        BenchError: it stands still.
    """
    with a_machine() as machine:
        points = _points(machine, Client(machine.servers), most, seconds)
    warm = settled(points)
    return Memory(points[-1][0], warm[0][1], warm[-1][1], slope(warm) * 10_000)


def settled(points: Sequence[Point]) -> Sequence[Point]:
    """Leave out the first quarter, in which pools and caches fill."""
    return points[int(len(points) * _WARM_SHARE) :]


def slope(points: Sequence[Point]) -> float:
    """Fit a line through points; MB a form. 0 where there are too few to say."""
    if len({forms for forms, _ in points}) < _LEAST_POINTS:
        return 0.0
    return linear_regression([forms for forms, _ in points], [mb for _, mb in points]).slope


def _points(machine: Machine, client: Client, most: int, seconds: float) -> list[Point]:
    points: list[Point] = []
    with a_team(machine, client, 1) as (worker,):
        start, seeds = sum(client.ends([EACH_ONCE]).values()), numbers(_SEED)
        sent = done = 0
        deadline = time.monotonic() + seconds
        while done < most and time.monotonic() < deadline:
            if sent - done < _CHUNK:
                given = mixed(_CHUNK, next(seeds), _WORDS)
                client.fill(INTAKE.name, records_of([form for form, _ in given]))
                sent += _CHUNK
            time.sleep(_PAUSE_SECONDS)
            check_alive(worker)
            done = sum(client.ends([EACH_ONCE]).values()) - start
            points.append((done, worker.memory_info().rss / 1e6))
    return points
