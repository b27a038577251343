"""What the lag engine finds out about commits that were made before it looked."""

from collections.abc import Mapping
from datetime import timedelta

from streams.lag_asking import Asker, Place
from streams.lag_facts import Facts
from streams.lag_memory import Memory
from streams.lag_verdict import Commit
from tests.streams.lag_made import AT

WHERE = ("mash-team", "cpi.mash", 0)


class Told(Asker):
    """Knows from when on a partition had messages."""

    def __init__(self, offsets: Mapping[int, int]) -> None:
        self._offsets = offsets

    def since(self, moments: Mapping[Place, int]) -> Mapping[Place, int]:
        """Give the first offset of a time or later; -1 where none is so late."""
        return {place: self._offsets.get(moment, -1) for place, moment in moments.items()}


def test_what_waited_at_a_commit_is_known_when_nothing_has_come_since() -> None:
    """Kafka then knows no later message; the partition ended where it ends now, not at nothing."""
    early, late = Commit(AT, 10), Commit(AT + timedelta(seconds=9), 20)
    memory = Memory()
    asker = Told({round(AT.timestamp() * 1000): 40})
    facts = Facts("cpi.mash", 0, 20, 0, end=100, written=100, commits=(early, late))
    memory.look_up(asker, {WHERE: facts})
    assert [each.lag for each in memory.with_lags(WHERE, (early, late))] == [30, 80]
