"""What the engine keeps between readings: where groups stood, what is known of their commits."""

import time
from collections import deque
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from itertools import count

from streams.lag_asking import Asker, Place
from streams.lag_commits import Where
from streams.lag_facts import Facts
from streams.lag_model import Sample
from streams.lag_verdict import Commit, thinned

_SAMPLES = 20
# So many commits are looked up at once: a broker opens a file for each.
_AT_ONCE = 500

Key = tuple[datetime, int]
"""Time and offset of a commit."""


class Memory:
    """Samples of each partition of each group, and how many messages waited at its commits."""

    def __init__(self) -> None:
        self._samples: dict[Where, deque[Sample]] = {}
        self._lags: dict[Where, dict[Key, int]] = {}

    def see(self, where: Where, sample: Sample) -> Sequence[Sample]:
        """Add what is seen now; give all that was seen, oldest first."""
        seen = self._samples.setdefault(where, deque(maxlen=_SAMPLES))
        if seen and seen[-1].at >= sample.at:
            seen.pop()
        seen.append(sample)
        return tuple(seen)

    def keep(self, places: Collection[Where]) -> None:
        """Forget all others: groups and topics come and go."""
        self._samples = {each: self._samples[each] for each in places if each in self._samples}
        self._lags = {each: self._lags[each] for each in places if each in self._lags}

    def with_lags(self, where: Where, commits: Sequence[Commit]) -> Sequence[Commit]:
        """Add what is known of how many messages waited at commits; of others it is forgotten."""
        known = self._lags.get(where)
        if not known:
            return commits
        made = {(each.at, each.offset) for each in commits}
        known = self._lags[where] = {key: lag for key, lag in known.items() if key in made}
        return [
            each if each.lag is not None else replace(each, lag=known.get((each.at, each.offset)))
            for each in commits
        ]

    def look_up(self, asker: Asker, facts: Mapping[Where, Facts], seconds: float) -> None:
        """Ask where the partitions ended at commits of which that is not known yet.

        The newest come first; what is not answered in so many seconds is asked in a later reading.
        """
        deadline = time.monotonic() + seconds
        commits = {where: fact.commits for where, fact in facts.items()}
        unknown = [each for each in _newest_first(commits) if each[1].lag is None]
        for asked in _together(unknown):
            if time.monotonic() >= deadline:
                break
            moments = {place: _milliseconds(commit.at) for place, (_, commit) in asked.items()}
            try:
                answers = asker.since(moments)
            except TimeoutError:
                break
            for place, end in answers.items():
                where, commit = asked[place]
                if isinstance(end, int):
                    # Nothing has come since: it ended where it ends now.
                    stood = end if end >= 0 else facts[where].end
                    lag = max(0, stood - commit.offset)
                    self._lags.setdefault(where, {})[commit.at, commit.offset] = lag


def commits_seen(samples: Sequence[Sample]) -> Sequence[Commit]:
    """Take commits from samples: each that stands somewhere else than the one before.

    When it was committed is not known, only that it was by then.
    """
    found: list[Commit] = []
    for each in samples:
        if each.committed is not None and (not found or found[-1].offset != each.committed):
            found.append(Commit(each.at, each.committed, each.lag))
    return found


def evidence(
    tail: Sequence[Commit], since: datetime | None, samples: Sequence[Sample]
) -> Sequence[Commit]:
    """Give the commits by which to judge: those of the tail, where it is known, and what is seen.

    Args:
        tail: what the tail of ``__consumer_offsets`` has of this partition of this group.
        since: from when on it has all; null where it was not read.
        samples: what was seen, this moment last.
    """
    now = samples[-1]
    if since is None or now.committed is None:
        return thinned(commits_seen(samples))
    if not tail:
        return (Commit(min(since, now.at), now.committed),)
    if tail[-1].offset != now.committed:
        return thinned([*tail, Commit(now.at, now.committed, now.lag)])
    return thinned(tail)


def _newest_first(commits: Mapping[Where, Sequence[Commit]]) -> list[tuple[Where, Commit]]:
    found: list[tuple[Where, Commit]] = []
    for back in count(1):
        some = [(where, made[-back]) for where, made in commits.items() if len(made) >= back]
        if not some:
            return found
        found += some
    return found


def _together(
    commits: Iterable[tuple[Where, Commit]],
) -> Iterator[Mapping[Place, tuple[Where, Commit]]]:
    """Yield them in their order, some at a time: a partition stands once in a request."""
    some: dict[Place, tuple[Where, Commit]] = {}
    for where, commit in commits:
        place = where[1:]
        if place in some or len(some) == _AT_ONCE:
            yield some
            some = {}
        some[place] = where, commit
    if some:
        yield some


def _milliseconds(at: datetime) -> int:
    return round(at.astimezone(UTC).timestamp() * 1000)
