"""HIGH from intake to control room, while forms come at a rate; beside it a plain round trip."""

import math
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from bench.forms import mixed
from bench.kafka import PARTITIONS, Client
from bench.machine import BenchError, Machine, a_machine
from bench.probes import Arrivals, RoundTrips
from bench.samples import EACH_ONCE, record_of
from bench.team import a_team
from schemas.form import CpiForm
from schemas.reference import reference_of
from schemas.topics import CONTROL_ROOM, INTAKE

_SCRATCH = "bench.round-trip"
_KEPT_UP_SECONDS = 2.0
_DRAIN_SECONDS = 20.0
_SHARE = 0.99


@dataclass(frozen=True)
class Latency:
    """One rate. Milliseconds; the ratios are of the 99th percentile of HIGH forms.

    ``behind_seconds`` is how long the last form took after the load had ended; where HIGH forms
    had not arrived when waiting was given up, they count as having taken until then.
    """

    words: int
    rate: int
    workers: int
    urgent: int
    missing: int
    p50_ms: float
    p99_ms: float
    trip_p50_ms: float
    trip_p99_ms: float
    ratio_to_p50: float
    ratio_to_p99: float
    behind_seconds: float

    @property
    def kept_up(self) -> bool:
        """Whether the hub was as fast as the forms came."""
        return self.behind_seconds < _KEPT_UP_SECONDS


def measure(
    lengths: Sequence[int], rates: Sequence[int], seconds: float, workers: int
) -> list[Latency]:
    """Load two workers at each rate, up to the first at which they fall behind.

    Raises:
        BenchError: the workers do not start.
    """
    return [each for words in lengths for each in _climb(words, rates, seconds, workers)]


def _climb(words: int, rates: Sequence[int], seconds: float, workers: int) -> Iterator[Latency]:
    with a_machine() as machine:
        client = Client(machine.servers, linger_ms=0)
        client.make_topics([_SCRATCH])
        with a_team(machine, client, workers):
            for rate in sorted(rates):
                given = mixed(max(20, int(rate * seconds)), rate, words)
                found = _load(machine, client, given, rate)
                yield _summary(found, words, rate, workers)
                if found.behind >= _KEPT_UP_SECONDS:
                    break


@dataclass(frozen=True)
class _Found:
    taken: list[float]
    missing: int
    trips: list[float]
    behind: float


def _load(
    machine: Machine, client: Client, given: Sequence[tuple[CpiForm, bool]], rate: int
) -> _Found:
    start = client.ends([EACH_ONCE])
    with _probed(machine, client) as (arrivals, trips):
        sent = _send(client, given, rate)
        ended = time.monotonic()
        behind = _drain(client, sum(start.values()) + len(given)) - ended
    until = time.monotonic()
    seen = {key: arrivals.at.get(key) for key in sent}
    return _Found(
        taken=[(seen[key] or until) - began for key, began in sent.items()],
        missing=sum(moment is None for moment in seen.values()),
        trips=trips.taken,
        behind=behind,
    )


@contextmanager
def _probed(machine: Machine, client: Client) -> Iterator[tuple[Arrivals, RoundTrips]]:
    start = client.ends([CONTROL_ROOM.name])
    scratch = client.ends([_SCRATCH])
    with (
        Arrivals(machine.servers, start) as arrivals,
        RoundTrips(machine.servers, _SCRATCH, scratch) as trips,
    ):
        yield arrivals, trips


def _send(client: Client, given: Sequence[tuple[CpiForm, bool]], rate: int) -> dict[bytes, float]:
    """Send forms at a steady rate; say when each HIGH one left, by its reference."""
    records = [record_of(form) for form, _ in given]
    sent: dict[bytes, float] = {}
    began = time.monotonic()
    for number, ((form, urgent), record) in enumerate(zip(given, records, strict=True)):
        time.sleep(max(0.0, began + number / rate - time.monotonic()))
        if urgent:
            key = reference_of(form.submission_id, form.submitted_at).encode()
            sent[key] = time.monotonic()
        client.send(INTAKE.name, record, number % PARTITIONS)
        client.serve()
    client.flush()
    return sent


def _drain(client: Client, wanted: int) -> float:
    """Wait for all forms, not for ever; give the monotonic time."""
    deadline = time.monotonic() + _DRAIN_SECONDS
    while sum(client.ends([EACH_ONCE]).values()) < wanted and time.monotonic() < deadline:
        time.sleep(0.02)
    return time.monotonic()


def _summary(found: _Found, words: int, rate: int, workers: int) -> Latency:
    if not found.taken or not found.trips:
        message = "no HIGH form was sent, or no round trip was made: load longer"
        raise BenchError(message)
    p99, trip50, trip99 = (
        share(found.taken, _SHARE),
        share(found.trips, 0.5),
        share(found.trips, _SHARE),
    )
    return Latency(
        words=words,
        rate=rate,
        workers=workers,
        urgent=len(found.taken),
        missing=found.missing,
        p50_ms=1000 * share(found.taken, 0.5),
        p99_ms=1000 * p99,
        trip_p50_ms=1000 * trip50,
        trip_p99_ms=1000 * trip99,
        ratio_to_p50=p99 / trip50,
        ratio_to_p99=p99 / trip99,
        behind_seconds=found.behind,
    )


def share(taken: Sequence[float], part: float) -> float:
    """The value that so great a part does not exceed: the nearest rank."""
    return sorted(taken)[max(0, math.ceil(part * len(taken)) - 1)]
