"""The last reading of the lag as metrics."""

import asyncio
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from typing import Protocol

from streams import clock
from streams import metric_list_lag as names
from streams.errors import HubError
from streams.families import Family, Labels, family
from streams.lag_model import GroupLag, Note, PartitionLag, Reading, Trend, Verdict
from streams.metric import Metric

HUB = "hub"

Number = Callable[[PartitionLag], float | None]

_OF_PLACES: tuple[tuple[Metric, Number], ...] = (
    (names.LATEST, lambda each: each.end),
    (names.EARLIEST, lambda each: each.earliest),
)
_OF_READERS: tuple[tuple[Metric, Number], ...] = (
    (names.OFFSET, lambda each: each.committed),
    (names.MESSAGES_BEHIND, lambda each: each.lag),
    (names.SECONDS_BEHIND, lambda each: each.lag_seconds),
)
_OF_TOPICS: tuple[tuple[Metric, Number, Callable[[list[float]], float]], ...] = (
    (names.RATE_IN, lambda each: each.rate_in, sum),
    (names.RATE_OUT, lambda each: each.rate_out, sum),
    (names.CATCH_UP, lambda each: each.catch_up_seconds, max),
    (names.RETENTION_LEFT, lambda each: each.retention_seconds_left, min),
)


class LagFailedError(HubError):
    """The cluster gave nothing new; the text says why."""


class Engine(Protocol):
    """What reads the lag; it may block."""

    def read(self, now: datetime) -> Reading:
        """Read the cluster, or give the last reading as failed."""


class Lag:
    """A source: the engine's last reading. ``name`` is the hub's, for dashboards that ask."""

    def __init__(self, engine: Engine, name: str) -> None:
        self._engine = engine
        self._name = name
        self._last: Reading | None = None

    async def read(self) -> datetime:
        """Read.

        Raises:
            LagFailedError: the cluster gave nothing new.
        """
        reading = await asyncio.to_thread(self._engine.read, clock.now())
        self._last = reading
        if reading.failed:
            raise LagFailedError(reading.trouble or "the cluster gave nothing new")
        return reading.at

    def families(self, now: datetime, *, old: bool) -> Iterator[Family]:
        """Give the last reading; an old one proves nothing, so its verdicts are UNKNOWN."""
        del now
        if self._last is None:
            return
        groups = self._last.groups
        yield from _known_names(groups, self._name)
        yield from _verdicts(groups, old=old or self._last.failed)
        yield from _by_topic(groups)


def _known_names(groups: Sequence[GroupLag], name: str) -> Iterator[Family]:
    """Give what existing dashboards ask for."""
    pairs = [(group, each) for group in groups for each in group.partitions]
    places = {(name, each.topic, str(each.partition)): each for _, each in pairs}
    for metric, number in _OF_PLACES:
        yield _family(metric, ((place, number(each)) for place, each in places.items()))
    readers = [(_reader(name, group, each), each) for group, each in pairs]
    for metric, number in _OF_READERS:
        yield _family(metric, ((labels, number(each)) for labels, each in readers))
    known = [(name, group, _known(group, lambda each: each.lag)) for group in groups]
    yield _family(names.MOST_BEHIND, (((n, g.group), max(found)) for n, g, found in known if found))
    yield _family(names.SUM_BEHIND, (((n, g.group), sum(found)) for n, g, found in known if found))
    longest = (((name, group.group), group.lag_seconds) for group in groups)
    yield _family(names.LONGEST_BEHIND, longest)
    yield family(
        names.TOPIC_BEHIND,
        [
            ((name, group, topic), sum(each.lag or 0 for each in partitions))
            for (group, topic), partitions in _topics(groups)
        ],
    )


def _verdicts(groups: Sequence[GroupLag], *, old: bool) -> Iterator[Family]:
    def on(verdict: Verdict) -> Verdict:
        return Verdict.UNKNOWN if old else verdict

    yield family(
        names.VERDICT,
        [
            ((group.group, group.whose, verdict.value), verdict is on(group.verdict))
            for group in groups
            for verdict in Verdict
        ],
    )
    counted = [
        (place, Counter(on(each.verdict) for each in partitions))
        for place, partitions in _topics(groups)
    ]
    yield family(
        names.VERDICTS,
        [
            ((*place, verdict.value), found[verdict])
            for place, found in counted
            for verdict in Verdict
        ],
    )
    yield family(names.COMPLETE, [((each.group, each.whose), each.complete) for each in groups])
    yield family(names.MEMBERS, [((each.group, each.whose), each.members) for each in groups])


def _by_topic(groups: Sequence[GroupLag]) -> Iterator[Family]:
    topics = _topics(groups)
    growing = [
        (place, sum(each.trend is Trend.GROWING for each in partitions))
        for place, partitions in topics
    ]
    yield family(names.GROWING, growing)
    noted = [
        (place, Counter(note for each in partitions for note in each.notes))
        for place, partitions in topics
    ]
    yield family(
        names.NOTES,
        [
            ((*place, note.value), found[note])
            for place, found in noted
            for note in Note
            if found[note]
        ],
    )
    for metric, number, together in _OF_TOPICS:
        found = ((place, _numbers(partitions, number)) for place, partitions in topics)
        yield _family(metric, ((place, together(numbers)) for place, numbers in found if numbers))


def _topics(
    groups: Sequence[GroupLag],
) -> list[tuple[tuple[str, str], list[PartitionLag]]]:
    """Sort the partitions of the groups by group and topic."""
    found: dict[tuple[str, str], list[PartitionLag]] = defaultdict(list)
    for group in groups:
        for each in group.partitions:
            found[group.group, each.topic].append(each)
    return list(found.items())


def _reader(name: str, group: GroupLag, each: PartitionLag) -> Labels:
    """Name who reads a partition: others chose the names of their hosts and clients themselves."""
    owner = each.owner if group.whose == HUB else None
    host, client = (owner.host, owner.client_id) if owner else ("", "")
    return name, group.group, each.topic, str(each.partition), host, client


def _known(group: GroupLag, number: Number) -> list[float]:
    return _numbers(group.partitions, number)


def _numbers(partitions: Iterable[PartitionLag], number: Number) -> list[float]:
    return [found for each in partitions if (found := number(each)) is not None]


def _family(metric: Metric, samples: Iterable[tuple[Labels, float | None]]) -> Family:
    """Give a metric; what is not known is absent, never 0."""
    return family(metric, [(labels, value) for labels, value in samples if value is not None])
