"""The lag engine: reads where every group stands, and says how it is.

It only looks: no group is joined, no offset is written. What it has seen it keeps, so that the next
reading knows more and asks less.
"""

import time
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from confluent_kafka import KafkaException

from streams import clients
from streams.errors import is_forbidden, kind_of
from streams.lag_asking import Asker, Place
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
_TAIL_SHARE, _OLDEST_SHARE = 0.3, 0.3

_Answers = Mapping[Place, int | KafkaException]


@dataclass(frozen=True, slots=True)
class _Bounds:
    """Where partitions begin and end; an error for one that cannot be looked at."""

    earliest: _Answers
    end: _Answers
    written: _Answers

    def of(self, place: Place) -> tuple[int, int, int] | KafkaException | None:
        """Give earliest, end and written; the error; null for a partition that there is not."""
        found = [each.get(place) for each in (self.earliest, self.end, self.written)]
        for each in found:
            if not isinstance(each, int):
                return each
        earliest, end, written = (each for each in found if isinstance(each, int))
        return earliest, end, max(end, written)


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
        places = {place for each in found for place in each.places if place[0] in topics}
        asked = self._asker.earliest, self._asker.settled, self._asker.written
        bounds = _Bounds(*(ask(places) for ask in asked))
        facts = {
            (each.group, *place): fact
            for each in found
            for place, fact in self._facts(each, bounds, since.get(each.group), now)
        }
        self._memory.keep(facts)
        seconds = min(self._asker.left, self._seconds * _OLDEST_SHARE)
        facts = self._details.completed(facts, seconds)
        return [_said(each, bounds, facts, now) for each in found], trouble

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
        self, found: Found, bounds: _Bounds, since: datetime | None, now: datetime
    ) -> Iterator[tuple[Place, Facts]]:
        """Give what is known of each partition that can be looked at, but for details."""
        added = frozenset(found.added)
        for place in found.places:
            ends = bounds.of(place)
            if not isinstance(ends, tuple):
                continue
            committed, where = found.committed.get(place), (found.group, *place)
            samples = self._memory.see(where, Sample(now, committed, ends[1]))
            commits = evidence(self._tail.commits(where), since, samples)
            fact = Facts(
                *(*place, committed, *ends),
                commits=self._memory.with_lags(where, commits),
                samples=samples,
                owner=found.owners.get(place),
                owned=found.settling or place in found.owners,
                from_earliest=found.whose == HUB,
                added=place in added,
            )
            yield place, fact


def _said(found: Found, bounds: _Bounds, facts: Mapping[Where, Facts], now: datetime) -> GroupLag:
    def partitions() -> Iterator[PartitionLag]:
        for place in found.places:
            fact, committed = facts.get((found.group, *place)), found.committed.get(place)
            ends = bounds.of(place)
            if fact is not None:
                yield partition_lag(fact, now)
            elif not isinstance(ends, tuple):
                yield unseen(place, committed, found.owners.get(place), ends)

    return group_lag(
        found.group,
        partitions(),
        whose=found.whose,
        state=found.state,
        members=found.members,
        trouble=found.trouble,
    )
