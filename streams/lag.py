"""The lag engine: reads where every group stands, and says how it is.

It only looks: no group is joined, no offset is written. What it has seen it keeps, so that the next
reading knows more and asks less.
"""

import gc
import time
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime

from confluent_kafka import KafkaException

from streams import clients
from streams.errors import is_forbidden, kind_of
from streams.lag_asking import Asker, Place
from streams.lag_bounds import Bounds, Ends
from streams.lag_commits import Where
from streams.lag_details import Details
from streams.lag_facts import Facts
from streams.lag_group import aged, group_lag, in_order
from streams.lag_memory import Memory, evidence
from streams.lag_model import GroupLag, PartitionLag, Reading, Sample
from streams.lag_names import HUB
from streams.lag_partition import partition_lag, unseen
from streams.lag_survey import Found, Wanted, survey
from streams.lag_tail import OFFSETS, CommitTail
from streams.settings import Settings

# Of the time for a reading: what is not read by then is read in the next one, and said to be so.
_TAIL_SHARE, _DETAILS_SHARE = 0.3, 0.4
# And of what is left for details: the answer to the last question must come in time, too.
_LEFT_SHARE = 0.8


class LagEngine:
    """Reads the lag of the hub's groups and of all others on a cluster.

    One thread at a time may call it; its calls block. Close it at the end.

    Args:
        options: how to reach the cluster, from ``clients.client_options``.
        settings: for ``CPI_GROUP``, by which the hub's own groups are known.
        groups: only these; null for all.
        topics: only these; null for all.
        seconds: how long a reading may take.
    """

    def __init__(
        self,
        options: clients.Options,
        settings: Settings,
        *,
        groups: Collection[str] | None = None,
        topics: Collection[str] | None = None,
        seconds: float = 10.0,
    ) -> None:
        self._wanted = Wanted(settings.group, groups, topics)
        self._seconds = seconds
        self._asker = Asker(clients.admin(options))
        self._tail = CommitTail(options, self._asker)
        self._bounds = Bounds(self._asker)
        self._memory = Memory()
        self._details = Details(options, self._asker, self._memory)
        self._last: Reading | None = None

    def read(self, now: datetime) -> Reading:
        """Look at everything, once.

        A cluster that does not answer in time is no error: the last reading comes again, with
        ``failed``, its own time, and every verdict UNKNOWN.
        """
        began = time.monotonic()
        self._asker.begin(self._seconds)
        try:
            with _uncollected():
                groups, trouble = self._groups(now)
        except (KafkaException, TimeoutError) as error:
            return self._failed(error, now, time.monotonic() - began)
        self._last = Reading(now, time.monotonic() - began, in_order(groups), trouble)
        return self._last

    def close(self) -> None:
        """Disconnect."""
        self._tail.close()
        self._details.close()

    def _failed(self, error: KafkaException | TimeoutError, now: datetime, took: float) -> Reading:
        trouble = f"the cluster does not answer ({kind_of(error)})"
        if self._last is None:
            return Reading(now, took, (), trouble, failed=True)
        return replace(aged(self._last, trouble), seconds=took)

    def _groups(self, now: datetime) -> tuple[list[GroupLag], str | None]:
        topics = self._asker.partitions()
        present = [each for each in self._asker.groups() if self._wanted.group(each)]
        # Before the offsets: then of a commit that comes in between the offset is the newer.
        since, trouble = self._commits_since(topics, present, now)
        found = survey(self._asker, present, topics, self._wanted)
        ends = self._bounds.read(_committed(found, topics))
        facts = {
            (each.group, *place): fact
            for each in found
            for place, fact in self._facts(each, ends, since.get(each.group), now)
        }
        self._memory.keep(facts)
        seconds = min(self._asker.left * _LEFT_SHARE, self._seconds * _DETAILS_SHARE)
        facts = self._details.completed(facts, seconds)
        return [_said(each, ends, facts, now) for each in found], trouble

    def _commits_since(
        self, topics: Mapping[str, int], groups: Sequence[str], now: datetime
    ) -> tuple[Mapping[str, datetime | None], str | None]:
        """Read the tail of commits; say from when on those of each group are known, and why not."""
        partitions = topics.get(OFFSETS, 0)
        if not groups:
            return {}, None
        trouble = f"nobody lets the hub read when groups committed: give it Read on {OFFSETS}"
        if not partitions:
            return {}, trouble
        try:
            self._tail.read(partitions, groups, now, self._seconds * _TAIL_SHARE)
        except KafkaException as error:
            if is_forbidden(error):
                return {}, trouble
            raise
        since = {group: self._tail.since(group, partitions) for group in groups}
        behind = None in since.values()
        return since, "not all commits of the last hour are read yet" if behind else None

    def _facts(
        self, found: Found, ends: Ends, since: datetime | None, now: datetime
    ) -> Iterator[tuple[Place, Facts]]:
        """Give what is known of each partition that can be looked at, but for details."""
        added = frozenset(found.added)
        for place in found.places:
            bounds = ends.of(place)
            if not isinstance(bounds, tuple):
                continue
            committed, where = found.committed.get(place), (found.group, *place)
            samples = self._memory.see(where, Sample(now, committed, bounds[1]))
            commits = evidence(self._tail.commits(where), since, samples)
            fact = Facts(
                *(*place, committed, *bounds),
                commits=self._memory.with_lags(where, commits),
                samples=samples,
                owner=found.owners.get(place),
                owned=found.settling or place in found.owners,
                from_earliest=found.whose == HUB,
                added=place in added,
            )
            yield place, fact


@contextmanager
def _uncollected() -> Iterator[None]:
    """Leave off the search for cycles meanwhile: a reading makes none, but objects by the million.

    The search goes through all that live again and again, which took a third of a large reading.
    """
    on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if on:
            gc.enable()


def _committed(
    found: Iterable[Found], topics: Mapping[str, int]
) -> Mapping[Place, Collection[int | None]]:
    """Give every partition that there is, and where the groups that read it stand."""
    standing: dict[Place, set[int | None]] = defaultdict(set)
    for each in found:
        for place in each.places:
            if place[0] in topics:
                standing[place].add(each.committed.get(place))
    return standing


def _said(found: Found, ends: Ends, facts: Mapping[Where, Facts], now: datetime) -> GroupLag:
    def partitions() -> Iterator[PartitionLag]:
        for place in found.places:
            fact, committed = facts.get((found.group, *place)), found.committed.get(place)
            bounds = ends.of(place)
            if fact is not None:
                yield partition_lag(fact, now)
            elif not isinstance(bounds, tuple):
                yield unseen(place, committed, found.owners.get(place), bounds)

    return group_lag(
        found.group,
        partitions(),
        whose=found.whose,
        state=found.state,
        members=found.members,
        trouble=found.trouble,
    )
