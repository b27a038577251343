"""What takes reading or asking for, and so is done only where something waits; and is kept."""

import time
from collections.abc import Collection, Mapping
from dataclasses import replace

from streams import clients
from streams.lag_asking import Asker, Place
from streams.lag_commits import Where
from streams.lag_facts import Facts, Kept, Oldest
from streams.lag_memory import Memory
from streams.lag_oldest import OldestReader

_KEPT_SECONDS = 300.0


class Details:
    """Completes facts: what waited at commits, the oldest message that waits, how it is kept."""

    def __init__(self, options: clients.Options, asker: Asker, memory: Memory) -> None:
        self._asker, self._memory = asker, memory
        self._reader = OldestReader(options)
        self._oldest: dict[tuple[Place, int], Oldest] = {}
        self._kept: dict[str, Kept] = {}
        self._asked_at = 0.0

    def close(self) -> None:
        """Disconnect."""
        self._reader.close()

    def completed(self, facts: Mapping[Where, Facts], seconds: float) -> dict[Where, Facts]:
        """Complete the facts of partitions in which something waits, reading for so long at most.

        Raises:
            KafkaException: the cluster has gone.
            TimeoutError: it does not answer any more.
        """
        behind = {where: fact for where, fact in facts.items() if fact.waiting > 0}
        self._ask({where[1] for where in behind})
        self._read({(where[1:], each.position) for where, each in behind.items()}, seconds / 2)
        self._memory.look_up(self._asker, behind, seconds / 2)
        return {
            **facts,
            **{
                where: replace(
                    fact,
                    commits=self._memory.with_lags(where, fact.commits),
                    oldest=self._oldest.get((where[1:], fact.position)),
                    kept=self._kept.get(where[1]),
                )
                for where, fact in behind.items()
            },
        }

    def _read(self, wanted: Collection[tuple[Place, int]], seconds: float) -> None:
        """Read the oldest messages that wait; one that was read before is still the same."""
        known = {each: self._oldest[each] for each in wanted if each in self._oldest}
        self._oldest = {each: found for each, found in known.items() if found.offset is not None}
        missing = sorted(each for each in wanted if each not in self._oldest)
        deadline = time.monotonic() + seconds
        while missing:
            # Groups may stand at different offsets of one partition: one of them at a time.
            some = dict(missing)
            for place, found in self._reader.read(some, deadline - time.monotonic()).items():
                self._oldest[place, some[place]] = found
            missing = [each for each in missing if some[each[0]] != each[1]]

    def _ask(self, topics: Collection[str]) -> None:
        now = time.monotonic()
        if now - self._asked_at > _KEPT_SECONDS:
            self._kept, self._asked_at = {}, now
        answers = self._asker.kept([each for each in topics if each not in self._kept])
        self._kept |= {name: kept for name, kept in answers.items() if isinstance(kept, Kept)}
