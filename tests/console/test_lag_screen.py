"""One screen of a reading, and the explanation of one group, from readings made by hand."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from rich.console import Console, RenderableType

from console.lag.advice import NOTES, advice
from console.lag.explain import explained, explained_as_data
from console.lag.rows import lag_over_time
from console.lag.screen import Layout, screen
from console.lag.watch import watched
from console.lag.words import line_of, span
from streams.lag_model import Note, Owner, PartitionLag, Reading, Rule, Sample, Trend, Verdict
from tests.streams.lag_made import AT, a_group, a_partition, a_reading

STUCK = advice(Rule.COMMITS_WITHOUT_PROGRESS, Verdict.STALL)
NOW = AT + timedelta(seconds=1)


def shown(what: RenderableType, width: int = 1000) -> list[str]:
    """The lines of what is shown, as on a terminal that is so wide."""
    console = Console(width=width, markup=False, emoji=False, highlight=False, color_system=None)
    with console.capture() as captured:
        console.print(what)
    return [line.rstrip() for line in captured.get().splitlines()]


def a_stuck_one(partition: int = 1) -> PartitionLag:
    """A partition on which a consumer of a destination stands still."""
    return a_partition(
        "cpi.mash",
        partition,
        committed=512,
        end=1716,
        lag=1204,
        lag_seconds=252.3,
        verdict=Verdict.STALL,
        rule=Rule.COMMITS_WITHOUT_PROGRESS,
        reason="it committed 512 ten times while messages waited",
        rate_in=20.1,
        rate_out=0.0,
        trend=Trend.GROWING,
        catch_up_seconds=None,
        retention_seconds_left=86400.0 * 89,
        owner=Owner("/10.0.0.4", "mash-reader"),
        notes=frozenset({Note.INTERPOLATED}),
        history=tuple(Sample(AT - timedelta(seconds=n), 512, 1716 - n) for n in (20, 10, 0)),
    )


def a_cluster(others: int = 1) -> Reading:
    """The hub and others are well; what MASH runs is stuck on one of two partitions."""
    mash = a_group("mash-team", a_partition("cpi.mash", 0), a_stuck_one(), whose="mash")
    well = [a_group(f"reader-{number}", whose="other") for number in range(others)]
    return a_reading(a_group("cpi-hub"), mash, *well)


def test_a_screen_has_the_worst_first_and_says_what_is_wrong() -> None:
    """A line a group, then a line for each that is not OK, then how many there are of each."""
    lines = shown(screen(a_cluster(), NOW, Layout(history=True)))
    assert lines[1].split() == [
        *("STALL", "mash-team", "mash", "1,204", "4", "min", "12", "s", "20", "0.0", "growing"),
        *("never", "89", "d", line_of(range(1184, 1204), 20, plain=False)),
    ]
    assert [line.split()[:2] for line in lines[2:4]] == [["OK", "cpi-hub"], ["OK", "reader-0"]]
    assert lines[4] == ("STALL mash-team: it committed 512 ten times while messages waited")
    assert lines[5:] == ["3 groups: 1 STALL, 2 OK; read in 0.2 s at 2026-10-05 14:00:00Z"]


def test_hundreds_of_groups_are_still_one_screen_of_a_small_terminal() -> None:
    """24 lines of 80; what is left out is counted, and what is wrong is not left out."""
    lines = shown(screen(a_cluster(300), NOW, Layout(history=True, lines=24, width=80)), 80)
    assert len(lines) <= 24
    assert max(map(len, lines)) <= 80
    assert lines[1].startswith("STALL")
    assert any(line.startswith("STALL mash-team: it committed") for line in lines)
    assert any(line.startswith("... and ") and line.endswith(" OK") for line in lines)
    assert lines[-1].startswith("302 groups: 1 STALL, 301 OK")


def test_a_reading_that_failed_says_how_old_it_is_and_why() -> None:
    """Whoever looks sees that these are not the numbers of now."""
    failed = replace(a_cluster(), failed=True, trouble="Kafka does not answer")
    last = shown(screen(failed, AT + timedelta(seconds=75), Layout()))[-1]
    assert last.endswith("; the last reading is 1 min 15 s old: Kafka does not answer")


def test_a_partition_has_a_line_of_its_own_where_one_group_is_asked_for() -> None:
    """The worst first, whichever topic it is of."""
    lines = shown(screen(a_cluster(), NOW, Layout(by_partition=True)))
    assert lines[1].startswith("STALL    mash-team cpi.mash/1")
    assert [line.split()[:3] for line in lines[2:4]] == [
        ["OK", "mash-team", "cpi.mash/0"],
        ["OK", "cpi-hub", "cpi.intake/0"],
    ]
    assert lines[-1].startswith("4 partitions: 1 STALL, 3 OK")


def test_an_explanation_says_what_was_seen_which_rule_and_what_to_do() -> None:
    """Place, numbers, who reads, the rule with its meaning, and steps for another's team."""
    reading = a_cluster()
    text = "\n".join(shown(explained(reading, reading.groups[0], NOW)))
    for part in (
        "mash-team: STALL",
        "STALL cpi.mash/1",
        "it stands at 512 of cpi.mash/1, which ends at 1716: 1,204 messages waiting",
        "read by the client mash-reader on 10.0.0.4",
        NOTES[Note.INTERPOLATED],
        "commits_without_progress: it committed 512 ten times while messages waited",
        STUCK.means,
        f"1. {STUCK.theirs[0]}",
        "OK cpi.mash/0",
    ):
        assert part in text
    data = explained_as_data(reading, reading.groups[0])
    first = data["rules"][0]
    assert (first["verdict"], first["partitions"]) == ("STALL", ["cpi.mash/1"])
    assert first["do"] == list(STUCK.theirs)


def test_every_rule_and_note_is_explained() -> None:
    """Also one that is added later; the same holds for what our own worker and others are told."""
    assert set(NOTES) == set(Note)
    for rule in Rule:
        for verdict in Verdict:
            assert advice(rule, verdict).means
    for rule in (Rule.COMMITS_STOPPED, Rule.WENT_BACK, Rule.NO_RIGHTS, Rule.TOO_LITTLE_SEEN):
        for whose in ("hub", "mash"):
            assert advice(rule, Verdict.STALL).steps(whose)
    stopped = advice(Rule.COMMITS_STOPPED, Verdict.STOP)
    assert stopped != advice(Rule.COMMITS_STOPPED, Verdict.STALL)


def test_a_kafka_that_hangs_does_not_hold_the_screen_up() -> None:
    """While a reading takes long there is a beat in which the age can be shown."""
    hang = threading.Event()

    def read(at: datetime) -> Reading:
        hang.wait(30)
        return replace(a_cluster(), at=at)

    found: Iterator[Reading | None] = watched(read)
    assert next(found) is None
    hang.set()
    assert next(found) is not None


def test_what_a_reading_raises_is_told() -> None:
    """It does not end in silence in its thread."""

    def read(at: datetime) -> Reading:
        raise RuntimeError(str(at))

    with pytest.raises(RuntimeError):
        next(watched(read))


def test_a_history_is_in_equal_steps_of_time() -> None:
    """A partition that was seen later, or at other moments, does not make the sum jump."""
    early = a_partition(history=tuple(Sample(AT + timedelta(seconds=n), 0, 10) for n in (0, 1, 4)))
    late = a_partition(history=tuple(Sample(AT + timedelta(seconds=n), 0, 2 * n) for n in (2, 3)))
    assert lag_over_time([early, late], 5) == [14, 14, 14, 16, 16]
    assert lag_over_time([a_partition(history=())], 5) == []


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (None, "-"),
        (0.04, "0.0 s"),
        (42.4, "42 s"),
        (60, "1 min"),
        (252, "4 min 12 s"),
        (7500, "2 h 5 min"),
        (86400 * 1.5, "1 d 12 h"),
        (86400 * 89.2, "89 d 4 h"),
    ],
)
def test_spans_are_said_in_two_units_at_most(seconds: float | None, words: str) -> None:
    """As an operator would say them."""
    assert span(seconds) == words


def test_a_line_of_history_is_plain_where_the_terminal_is() -> None:
    """Nothing is the lowest bar, the most is the highest, the newest is last."""
    assert line_of([0, 5, 10], 20, plain=True) == "_=#"
    assert line_of([0, 0], 20, plain=False) == "▁▁"
    assert line_of(range(100), 5, plain=True) == "#####"
