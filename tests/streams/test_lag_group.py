"""A group is as its worst partition is; a cluster that is gone is unknown."""

from datetime import timedelta

from streams.lag_group import aged, group_lag, in_order
from streams.lag_model import Note, Rule, Verdict
from tests.streams.lag_made import AT, a_group, a_partition, a_reading

STALLED = a_partition(
    "cpi.triaged", 2, verdict=Verdict.STALL, lag=9, lag_seconds=70.0, reason="no commit for 2 min"
)


def test_the_worst_partition_speaks_for_its_group() -> None:
    """It comes first, and the group says which it is and how many more are like it."""
    made = group_lag(
        "cpi-hub", [a_partition(), STALLED, STALLED], whose="hub", state="stable", members=1
    )
    assert made.verdict is Verdict.STALL
    assert made.partitions[0] is STALLED
    assert made.reason == "cpi.triaged 2: no commit for 2 min (and 1 more partition)"
    assert (made.lag, made.lag_seconds, made.complete) == (18, 70.0, 1.0)


def test_a_group_that_could_not_be_read_is_never_ok() -> None:
    """Without a partition as well."""
    for partitions in ([], [a_partition()]):
        made = group_lag(
            "theirs", partitions, whose="other", state="unknown", members=0, trouble="no right"
        )
        assert (made.verdict, made.reason) == (Verdict.UNKNOWN, "no right")


def test_an_empty_group_says_that_it_is() -> None:
    """Nothing waits for it."""
    made = group_lag("empty", [], whose="other", state="empty", members=0)
    assert (made.verdict, made.reason) == (Verdict.OK, "it is empty and has committed nothing")
    made = group_lag("left", [a_partition()], whose="other", state="empty", members=0)
    assert made.reason == "nothing waits; nobody is in it"


def test_the_worst_group_comes_first_and_of_equals_the_hubs() -> None:
    """Then the one in which a message waits longest."""
    calm, theirs = a_group("cpi-hub"), a_group("mash", whose="mash")
    late = a_group("late", a_partition(lag=5, lag_seconds=9.0), whose="sector")
    bad = a_group("bad", STALLED, whose="other")
    assert list(in_order([theirs, late, calm, bad])) == [bad, calm, late, theirs]


def test_an_old_reading_keeps_its_numbers_and_no_verdict() -> None:
    """Its own time too: its age can be told."""
    old = aged(a_reading(a_group("cpi-hub", STALLED, a_partition())), "no answer")
    assert (old.at, old.trouble, old.failed) == (AT, "no answer", True)
    assert old.age(AT + timedelta(minutes=1)) == 60
    (group,) = old.groups
    assert (group.verdict, group.complete) == (Verdict.UNKNOWN, 0.0)
    assert group.reason == "the cluster has not answered since 2026-10-05T14:00:00 UTC"
    for each in group.partitions:
        assert (each.verdict, each.rule) == (Verdict.UNKNOWN, Rule.NO_ANSWER)
        assert Note.NO_ANSWER in each.notes
    assert group.partitions[0].lag == 9
