"""A lane hands out each record once, in its form's order; it is never ahead of what is done."""

from datetime import UTC, datetime

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from schemas.enums import Priority
from streams.envelope import PRIORITY_HEADER, Record
from streams.lanes import Lane

NOW = datetime(2026, 10, 5, 13, 30, tzinfo=UTC)
WHERE = ("cpi.triaged", 0)
KEYS = (None, b"", b"a", b"b", b"c")
ALL = 1000


def record(offset: int, key: bytes | None = None, *, high: bool = False) -> Record:
    """A record on the lane's partition."""
    marked = {PRIORITY_HEADER: Priority.HIGH.value.encode()} if high else {}
    return Record(*WHERE, offset, key, b"", marked, NOW)


def lane(*records: Record, start: int = 0) -> Lane:
    """A lane with these records."""
    made = Lane(WHERE, start)
    made.put(records, records[-1].offset + 1)
    return made


def offsets(taken: Lane, most: int = ALL, busy: set[bytes] | None = None) -> list[int]:
    """What is taken."""
    return [each.offset for each in taken.take(most, set() if busy is None else busy)]


Wanted = st.lists(st.tuples(st.sampled_from(KEYS), st.booleans(), st.integers(0, 2)), max_size=6)


class Interleaved(RuleBasedStateMachine):
    """Puts, takes, gives back, finishes, closes in any order; a plain list says what is right."""

    @initialize(start=st.integers(0, 3))
    def begin(self, start: int) -> None:
        """Where the group has committed."""
        self.lane, self.until, self.position = Lane(WHERE, start), start, start
        self.waiting: list[Record] = []
        self.hand: list[Record] = []
        self.dropped: list[Record] = []

    @precondition(lambda self: not self.lane.closed)
    @rule(wanted=Wanted, tail=st.integers(0, 2))
    def put(self, wanted: list[tuple[bytes | None, bool, int]], tail: int) -> None:
        """Records with gaps between and behind them."""
        made: list[Record] = []
        for key, high, gap in wanted:
            self.until += gap
            made.append(record(self.until, key, high=high))
            self.until += 1
        self.until += tail
        self.lane.put(made, self.until)
        self.waiting += made

    @rule(most=st.integers(1, 7), others=st.sets(st.sampled_from([b"a", b"b"])))
    def take(self, most: int, others: set[bytes]) -> None:
        """One a form, the form's first, HIGH first; nothing of a form that is in hand."""
        busy = {each.key for each in self.hand if each.key} | others
        found = list(self.lane.take(most, set(busy)))
        assert len(found) <= most
        for each in found:
            assert each in self.waiting
            assert not each.key or each.key not in busy
            assert not self.earlier(each, (*self.waiting, *self.hand))
            busy |= {each.key} if each.key else set()
        left = [each for each in self.waiting if each not in found]
        plain = [self.pressing(each, self.waiting) for each in found]
        assert plain == sorted(plain, reverse=True)
        if not all(plain) or len(found) < most:
            assert all(each.key in busy for each in left if each.is_urgent)
        if len(found) < most:
            assert all(each.key in busy for each in left)
        self.waiting, self.hand = left, [*self.hand, *found]

    @staticmethod
    def earlier(one: Record, among: tuple[Record, ...]) -> list[Record]:
        """Records of the same form that lie before one."""
        return [each for each in among if one.key and each.key == one.key and each < one]

    @staticmethod
    def pressing(one: Record, waiting: list[Record]) -> bool:
        """Whether it is HIGH, or a HIGH one of its form waits behind it."""
        return one.is_urgent or any(
            each.is_urgent and one.key and each.key == one.key for each in waiting
        )

    @precondition(lambda self: self.hand)
    @rule(data=st.data())
    def finish(self, data: st.DataObject) -> None:
        """Any of those in hand."""
        one = data.draw(st.sampled_from(self.hand))
        self.hand.remove(one)
        self.lane.done(one.offset)

    @precondition(lambda self: self.hand and not self.lane.closed)
    @rule(data=st.data())
    def give_back(self, data: st.DataObject) -> None:
        """Some that were not begun."""
        number = data.draw(st.integers(0, len(self.hand) - 1))
        back, self.hand = self.hand[number:], self.hand[:number]
        self.lane.give_back(back)
        self.waiting = sorted([*self.waiting, *back], key=lambda each: each.offset)

    @rule()
    def close(self) -> None:
        """Nothing more is handed out; what is in hand may still be finished."""
        self.lane.close()
        self.dropped += self.waiting
        self.waiting = []

    @invariant()
    def is_never_ahead(self) -> None:
        """The position is the first record that is not done, and never goes back."""
        undone = [each.offset for each in (*self.waiting, *self.hand, *self.dropped)]
        assert self.lane.position == min(undone, default=self.until)
        assert self.lane.position >= self.position
        self.position = self.lane.position
        assert self.lane.in_hand == len(undone)
        assert len(self.lane) == len(self.waiting)
        assert self.lane.is_urgent(()) or not any(each.is_urgent for each in self.waiting)

    def teardown(self) -> None:
        """All that waits comes out in the end, once; then all may be committed."""
        if not hasattr(self, "lane") or self.lane.closed:
            return
        while self.waiting or self.hand:
            self.take(ALL, set())
            for each in self.hand:
                self.lane.done(each.offset)
            assert self.hand
            self.hand = []
        self.is_never_ahead()
        assert (self.lane.position, self.lane.in_hand, self.lane.is_urgent(())) == (
            self.until,
            0,
            False,
        )


TestInterleaved = Interleaved.TestCase
TestInterleaved.settings = settings(max_examples=300, stateful_step_count=30, deadline=None)


def test_high_goes_before_what_came_earlier() -> None:
    """And takes the earlier records of its own form with it, in front of it."""
    mine = lane(record(0, b"a"), record(1, b"b"), record(2, b"c"), record(3, b"b", high=True))
    told = [(mine.is_urgent(()), offsets(mine, 1)) for _ in range(4)]
    assert told == [(True, [1]), (True, [3]), (False, [0]), (False, [2])]


def test_nothing_is_committed_past_a_record_that_is_not_done() -> None:
    """However many behind it are."""
    mine = lane(*(record(number) for number in range(4)))
    assert offsets(mine) == [0, 1, 2, 3]
    for offset, position in ((1, 0), (3, 0), (0, 2), (2, 4)):
        mine.done(offset)
        assert mine.position == position


def test_the_end_of_a_gap_may_be_committed() -> None:
    """What compaction took, or a transaction's marker at the end, is nothing to wait for."""
    mine = Lane(WHERE, 5)
    mine.put([], 9)
    assert mine.position == 9
    mine.put([record(12)], 15)
    assert mine.position == 12
    assert offsets(mine) == [12]
    mine.done(12)
    assert mine.position == 15


def test_records_without_a_key_do_not_wait_for_one_another() -> None:
    """A partner may send none, or an empty one."""
    assert offsets(lane(record(0), record(1), record(2, b""), record(3, b""))) == [0, 1, 2, 3]


def test_what_is_given_back_comes_next() -> None:
    """In its old order; before the HIGH record of its own form, behind that of another."""
    mine = lane(record(0, b"a"), record(1, b"b"), record(2, b"c"), record(3, b"d"))
    taken = list(mine.take(3, set()))
    mine.put([record(4, b"b", high=True)], 5)
    mine.give_back(taken)
    assert offsets(mine, 1) == [1]
    assert offsets(mine, 1) == [4]
    assert offsets(mine) == [0, 2, 3]


def test_two_months_of_one_form_are_not_taken_together() -> None:
    """The same submission sent with another month has another reference, and is the same form."""
    mine = lane(
        record(0, b"CPI-202609-ABCDEFGHJK"),
        record(1, b"CPI-202610-ABCDEFGHJK"),
        record(2, b"CPI-202610-0123456789"),
    )
    assert [offsets(mine, 3) for _ in range(2)] == [[0, 2], [1]]
