"""What the lag engine finds out about commits that were made before it looked."""

from collections.abc import Mapping
from datetime import timedelta

from streams.lag_asking import Asker, Place
from streams.lag_facts import Facts
from streams.lag_memory import Memory, evidence
from streams.lag_model import Sample
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
    memory.look_up(asker, {WHERE: facts}, seconds=5)
    assert [each.lag for each in memory.with_lags(WHERE, (early, late))] == [30, 80]


def test_what_a_busy_cluster_does_not_say_in_time_is_asked_again() -> None:
    """A reading is not lost for it: the commit stays unknown until a later one."""

    class Busy(Told):
        def since(self, _: Mapping[Place, int]) -> Mapping[Place, int]:
            raise TimeoutError

    made, memory = Commit(AT, 10), Memory()
    facts = {WHERE: Facts("cpi.mash", 0, 20, 0, end=100, written=100, commits=(made,))}
    memory.look_up(Busy({}), facts, seconds=5)
    memory.look_up(Told({}), facts, seconds=0)
    assert [each.lag for each in memory.with_lags(WHERE, (made,))] == [None]
    memory.look_up(Told({}), facts, seconds=5)
    assert [each.lag for each in memory.with_lags(WHERE, (made,))] == [90]


def test_commits_come_from_the_tail_where_it_is_known() -> None:
    """With a commit that the tail does not have yet; and from readings where there is no tail."""
    tail = [Commit(AT, 10), Commit(AT + timedelta(seconds=9), 20)]
    later = AT + timedelta(seconds=20)
    seen = [Sample(AT, 5, 90), Sample(AT + timedelta(seconds=10), 5, 95), Sample(later, 25, 100)]
    assert list(evidence(tail, AT, seen)) == [*tail, Commit(later, 25, 75)]
    assert list(evidence(tail, None, seen)) == [Commit(AT, 5, 85), Commit(later, 25, 75)]


def test_a_commit_older_than_the_tail_is_at_least_so_old() -> None:
    """The tail would have it else."""
    now = AT + timedelta(hours=2)
    assert list(evidence([], AT, [Sample(now, 25, 100)])) == [Commit(AT, 25)]


def test_what_is_gone_is_forgotten() -> None:
    """Groups and topics come and go; of those that stay the last samples are kept."""
    memory = Memory()
    for second in range(50):
        memory.see(WHERE, Sample(AT + timedelta(seconds=second), second, 100))
    memory.keep([WHERE])
    assert len(memory.see(WHERE, Sample(AT + timedelta(seconds=50), 50, 100))) == 20
    memory.keep([])
    assert len(memory.see(WHERE, Sample(AT + timedelta(seconds=51), 51, 100))) == 1
