"""What is said of a partition, by what was found out about it."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from confluent_kafka import KafkaError, KafkaException

from streams.lag_facts import Facts, Kept, Oldest
from streams.lag_model import Note, Rule, Sample, Verdict
from streams.lag_partition import partition_lag, unseen
from streams.lag_verdict import Commit
from tests.streams.lag_made import AT as NOW

OLDEST = NOW - timedelta(seconds=50)
FACTS = Facts(
    "cpi.mash", 0, 100, 0, end=120, written=120,
    commits=[Commit(NOW - timedelta(seconds=100 - 10 * n), 10 * n, 40 - n) for n in range(1, 11)],
    samples=[Sample(NOW, 100, 120)],
    oldest=Oldest(100, OLDEST, 500),
    kept=Kept(timedelta(hours=1), None, compacted=False),
)  # fmt: skip


def test_its_age_is_that_of_the_oldest_message_and_retention_counts_from_there() -> None:
    """Fifty of 3600 seconds are over."""
    found = partition_lag(FACTS, NOW)
    assert (found.lag, found.lag_seconds, found.retention_seconds_left) == (20, 50, 3550)
    assert found.notes == frozenset()
    assert [each.committed for each in found.history[-3:]] == [80, 90, 100]
    assert found.rate_out == pytest.approx(1)


@pytest.mark.parametrize(
    ("at", "note"),
    [(None, Note.NO_TIMESTAMP), (NOW + timedelta(days=400), Note.FUTURE_TIMESTAMP)],
)
def test_a_time_that_cannot_be_is_noted_and_estimated_instead(
    at: datetime | None, note: Note
) -> None:
    """From when the partition ended where; never negative."""
    found = partition_lag(replace(FACTS, oldest=Oldest(100, at, 500)), NOW)
    assert found.notes == {note, Note.INTERPOLATED}
    assert 0 < (found.lag_seconds or 0) < 100
    alone = replace(FACTS, oldest=Oldest(100, at, 500), commits=[Commit(NOW, 100)], samples=())
    found = partition_lag(alone, NOW)
    assert (found.lag_seconds, set(found.notes)) == (None, {note})


def test_a_clock_a_little_ahead_is_no_odd_time() -> None:
    """Its message is just now's."""
    ahead = Oldest(100, NOW + timedelta(seconds=2), 500)
    found = partition_lag(replace(FACTS, oldest=ahead), NOW)
    assert (found.lag_seconds, found.notes) == (0, frozenset())


def test_one_that_was_not_read_is_estimated() -> None:
    """And that is noted."""
    found = partition_lag(replace(FACTS, oldest=None), NOW)
    assert found.notes == {Note.INTERPOLATED}


def test_what_came_since_it_was_last_looked_at_is_no_older_than_that() -> None:
    """A copied message keeps its first time: that alone must alarm nobody."""
    seen = [Sample(NOW - timedelta(seconds=5), 100, 100), Sample(NOW, 100, 120)]
    copied = Oldest(100, NOW - timedelta(days=9), 500)
    silent = [replace(each, at=each.at - timedelta(days=1)) for each in FACTS.commits]
    facts = replace(FACTS, samples=seen, oldest=copied, commits=silent)
    assert partition_lag(facts, NOW).verdict is Verdict.OK
    assert partition_lag(replace(facts, samples=seen[1:]), NOW).verdict is Verdict.STOP


def test_a_topic_that_keeps_for_ever_leaves_no_time_to_count() -> None:
    """One that keeps so many bytes does, at the rate that comes."""
    assert partition_lag(replace(FACTS, kept=Kept(None, None, compacted=True)), NOW).notes == {
        Note.COMPACTED
    }
    forever = replace(FACTS, kept=Kept(None, None, compacted=False))
    assert partition_lag(forever, NOW).retention_seconds_left is None
    found = partition_lag(replace(FACTS, kept=Kept(None, 20_000, compacted=False)), NOW)
    assert found.rate_in is not None
    assert found.retention_seconds_left == pytest.approx(20 / found.rate_in)


def test_where_nothing_was_committed_the_lag_is_not_known_but_for_the_hub() -> None:
    """The hub begins at the earliest message; who else does, only they know."""
    never = replace(FACTS, committed=None, commits=(), samples=[Sample(NOW, None, 120)])
    found = partition_lag(never, NOW)
    assert (found.lag, found.lag_seconds) == (None, None)
    assert found.notes == {Note.NEVER_COMMITTED}
    ours = partition_lag(replace(never, from_earliest=True), NOW)
    assert (ours.lag, ours.lag_seconds) == (120, 50)


@pytest.mark.parametrize(
    ("code", "verdict", "rule"),
    [
        (None, Verdict.OK, Rule.DELETED),
        (KafkaError.UNKNOWN_TOPIC_OR_PART, Verdict.OK, Rule.DELETED),
        (KafkaError.TOPIC_AUTHORIZATION_FAILED, Verdict.UNKNOWN, Rule.NO_RIGHTS),
        (KafkaError.LEADER_NOT_AVAILABLE, Verdict.UNKNOWN, Rule.NO_ANSWER),
    ],
)
def test_one_that_cannot_be_looked_at_says_why(
    code: int | None, verdict: Verdict, rule: Rule
) -> None:
    """A deleted topic is no alarm; a missing right is never an all-clear."""
    error = None if code is None else KafkaException(KafkaError(code))
    found = unseen(("gone", 3), 7, None, error)
    assert (found.verdict, found.rule, found.committed) == (verdict, rule, 7)
    assert (found.lag, found.end) == (None, None)
