"""The verdict, for consumers of each kind; no Kafka, and time is what the test says."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from streams.lag_model import Rule, Sample, Verdict
from streams.lag_verdict import LATELY, WANTED, Commit, Evidence, judge, thinned

NOW = datetime(2026, 10, 5, 14, 0, tzinfo=UTC)


def ago(seconds: float) -> datetime:
    """So long before now."""
    return NOW - timedelta(seconds=seconds)


def commits(offsets: Sequence[int], lags: Sequence[int | None], last: float = 1) -> list[Commit]:
    """One commit every ten seconds; the last was made ``last`` seconds ago."""
    began = last + 10 * (len(offsets) - 1)
    pairs = zip(offsets, lags, strict=True)
    return [Commit(ago(began - 10 * at), *pair) for at, pair in enumerate(pairs)]


RISING = list(range(100, 100 + 5 * WANTED, 5))
BEHIND = Evidence(
    lag=40,
    commits=commits(RISING, [40 + n for n in range(WANTED)]),
    owned=True,
    waiting_since=ago(300),
)
"""A consumer that commits, and falls behind."""


def told(**changes: object) -> tuple[Verdict, Rule]:
    """What is said of BEHIND with these changes."""
    found = judge(replace(BEHIND, **changes), NOW)  # type: ignore[arg-type] # fields of any type
    return found.verdict, found.rule


def test_one_that_is_slower_than_what_comes_is_warned_of() -> None:
    """It commits, and in the whole evidence what waits has never become less."""
    assert told() == (Verdict.WARN, Rule.LAG_NEVER_SHRINKS)


def test_one_decrease_is_enough_to_be_well() -> None:
    """It catches up, be it slowly."""
    lags = [40] * 4 + [39] + [50] * 5
    assert told(commits=commits(RISING, lags)) == (Verdict.OK, Rule.LAG_SHRINKS)


def test_nothing_that_waits_is_well_whatever_was() -> None:
    """Be it silent for ever, unowned or rewound."""
    quiet = commits(RISING[::-1], [9] * WANTED, last=10**6)
    assert told(lag=0, commits=quiet, owned=False) == (Verdict.OK, Rule.NO_LAG)


@pytest.mark.parametrize(
    ("owned", "verdict"), [(False, Verdict.STOP), (True, Verdict.STALL)], ids=["gone", "there"]
)
def test_commits_that_have_ended_are_a_stop_or_with_an_owner_a_stall(
    *, owned: bool, verdict: Verdict
) -> None:
    """When the silence is longer than the commits span; up to then it may be slow."""
    spanned = 10 * (WANTED - 1)
    silent = commits(RISING, [40] * WANTED, last=spanned + 1)
    assert told(commits=silent, owned=owned) == (verdict, Rule.COMMITS_STOPPED)
    still = commits(RISING, [40] * WANTED, last=spanned)
    assert told(commits=still, owned=owned) == (Verdict.WARN, Rule.LAG_NEVER_SHRINKS)


def test_a_stop_is_one_even_where_nothing_waited_once() -> None:
    """Burrow's order: the history may be very old, so silence is judged before it."""
    silent = commits(RISING, [0] * WANTED, last=1000)
    assert told(commits=silent, owned=False)[0] is Verdict.STOP


def test_a_message_that_has_just_come_is_no_alarm() -> None:
    """The group was silent because nothing came; also where that is known only from readings."""
    silent = commits(RISING, [0] * WANTED, last=86_400)
    fresh = ago(LATELY.total_seconds())
    assert told(commits=silent, waiting_since=fresh) == (Verdict.OK, Rule.CAUGHT_UP_LATELY)
    seen = [Sample(ago(90), RISING[-1], RISING[-1]), Sample(ago(1), RISING[-1], RISING[-1] + 40)]
    assert told(commits=silent, waiting_since=None, samples=seen)[0] is Verdict.OK
    assert told(commits=silent, waiting_since=None)[0] is Verdict.STALL


def test_one_that_goes_back_is_told_of_until_it_is_where_it_was() -> None:
    """Also one that had caught up before: that comes first, as in Burrow."""
    back = [*RISING[:-3], 50, 60, 70]
    assert told(commits=commits(back, [0] * WANTED)) == (Verdict.REWIND, Rule.WENT_BACK)
    again = [*RISING[:-3], 50, 60, RISING[-3]]
    assert told(commits=commits(again, [0] * WANTED)) == (Verdict.OK, Rule.CAUGHT_UP_LATELY)


def test_a_second_time_back_counts_too() -> None:
    """Burrow looks at the first only."""
    twice = [10, 5, 20, 30, 40, 50, 60, 70, 30, 31]
    assert told(commits=commits(twice, [9] * WANTED))[0] is Verdict.REWIND


def test_commits_without_progress_are_a_stall() -> None:
    """Without an owner as well: somebody commits."""
    stuck = commits([100] * WANTED, [40] * WANTED)
    for owned in (True, False):
        found = told(commits=stuck, owned=owned)
        assert found == (Verdict.STALL, Rule.COMMITS_WITHOUT_PROGRESS)


def test_one_that_caught_up_within_the_evidence_is_well() -> None:
    """Nothing waited at one of the commits."""
    lags = [0, *range(31, 30 + WANTED)]
    assert told(commits=commits(RISING, lags)) == (Verdict.OK, Rule.CAUGHT_UP_LATELY)


def test_too_few_commits_are_said_to_be_too_few() -> None:
    """No alarm and no all-clear, and how whole the evidence is; progress is believed at once."""
    young = commits([100, 100], [40, 41])
    found = judge(replace(BEHIND, commits=young), NOW)
    assert (found.verdict, found.rule) == (Verdict.UNKNOWN, Rule.TOO_LITTLE_SEEN)
    assert found.complete == 2 / WANTED
    assert told(commits=commits([100, 105], [41, 40])) == (Verdict.OK, Rule.LAG_SHRINKS)
    assert told(commits=commits([100], [40]))[1] is Rule.TOO_LITTLE_SEEN
    # With few of them silence has to last: they span next to nothing.
    assert told(commits=commits([100], [40], last=101))[1] is Rule.COMMITS_STOPPED
    # And if nothing has waited for long there is nothing to know.
    assert told(commits=commits([100], [40]), waiting_since=ago(20))[0] is Verdict.OK


def test_without_what_waited_at_the_commits_nothing_is_claimed() -> None:
    """They advance; whether fast enough cannot be said."""
    unknown = commits(RISING, [None] * WANTED)
    assert told(commits=unknown) == (Verdict.UNKNOWN, Rule.TOO_LITTLE_SEEN)


def test_marks_of_transactions_are_nothing_to_read() -> None:
    """A client that commits behind its last message leaves them for ever."""
    silent = commits(RISING, [1] * WANTED, last=10_000)
    found = told(commits=silent, readable=False, waiting_since=None)
    assert found == (Verdict.OK, Rule.NOTHING_READABLE)


def test_messages_deleted_unread_are_never_well() -> None:
    """A warning at least; a stop stays one."""
    well = commits(RISING, [0] * WANTED)
    assert told(commits=well, unread_deleted=7) == (Verdict.WARN, Rule.LOST_TO_RETENTION)
    gone = commits(RISING, [9] * WANTED, last=1000)
    found = told(commits=gone, owned=False, unread_deleted=7, readable=False, waiting_since=None)
    assert found == (Verdict.STOP, Rule.COMMITS_STOPPED)


@pytest.mark.parametrize(
    ("changes", "verdict"),
    [
        ({"waiting_since": ago(5)}, Verdict.OK),
        ({"owned": False}, Verdict.STOP),
        # It may begin behind them: only what came while it was watched tells.
        ({}, Verdict.OK),
        ({"samples": [Sample(ago(200), None, 40)]}, Verdict.OK),
        ({"samples": [Sample(ago(200), None, 20), Sample(NOW, None, 40)]}, Verdict.STALL),
        # A group of the hub begins at the earliest.
        ({"from_earliest": True}, Verdict.UNKNOWN),
        ({"from_earliest": True, "samples": [Sample(ago(200), None, 40)]}, Verdict.STALL),
    ],
)
def test_where_nothing_was_ever_committed(changes: dict[str, object], verdict: Verdict) -> None:
    """What waits is a stop where nobody is there, else it depends on what was seen."""
    assert told(commits=(), **changes)[0] is verdict


def test_a_quiet_topic_is_no_alarm_for_an_hour() -> None:
    """A message every five minutes, read and committed two seconds later: looked at each second."""
    began = NOW
    made: list[Commit] = []
    for second in range(3600):
        now = began + timedelta(seconds=second)
        number, since = divmod(second, 300)
        if since == 2:
            made.append(Commit(now, number + 1, 0))
        if not made:
            continue
        waits = since < 2
        seen = Evidence(
            lag=int(waits),
            commits=thinned(made),
            owned=True,
            waiting_since=now - timedelta(seconds=since) if waits else None,
        )
        found = judge(seen, now)
        assert found.verdict is Verdict.OK, (second, found)


def test_commits_close_together_count_as_one() -> None:
    """Else ten commits of a busy consumer would span no time at all."""
    every = [Commit(ago(30 - n / 5), n) for n in range(150)]
    kept = thinned(every)
    assert len(kept) == WANTED
    assert kept[-1] == every[-1]
    assert kept[-1].at - kept[0].at == timedelta(seconds=9)


def test_a_reason_says_how_long_and_how_many() -> None:
    """One sentence that an operator can read."""
    silent = commits(RISING, [40] * WANTED, last=200)
    found = judge(replace(BEHIND, commits=silent, owned=False), NOW)
    assert found.reason == (
        "no commit for 3 min 20 s, nobody owns the partition and 40 messages wait, "
        "the oldest for 5 min"
    )
