"""Where partitions begin and end is asked as far as it is of use."""

from collections.abc import Collection, Mapping

import pytest
from confluent_kafka import KafkaError, KafkaException

from streams import lag_bounds
from streams.lag_asking import Asker, Place
from streams.lag_bounds import Bounds

READ, BEHIND, NEW = ("cpi.mash", 0), ("cpi.mash", 1), ("cpi.mash", 2)


class Counting(Asker):
    """A cluster in which every partition has offsets 5 to 100, of which 90 are settled."""

    def __init__(self) -> None:
        self.asked: dict[str, list[Place]] = {"earliest": [], "settled": [], "written": []}

    def earliest(self, places: Collection[Place]) -> Mapping[Place, int | KafkaException]:
        """Give the first offset."""
        return self._told("earliest", places, 5)

    def settled(self, places: Collection[Place]) -> Mapping[Place, int]:
        """Give the last stable offset."""
        return self._told("settled", places, 90)

    def written(self, places: Collection[Place]) -> Mapping[Place, int | KafkaException]:
        """Give the end."""
        return self._told("written", places, 100)

    def _told(self, what: str, places: Collection[Place], offset: int) -> Mapping[Place, int]:
        self.asked[what] += places
        return dict.fromkeys(places, offset)


def test_what_is_settled_is_asked_where_something_waits() -> None:
    """One group at the end of a partition is not enough where another is behind, or never read."""
    asker = Counting()
    ends = Bounds(asker).read({READ: {100}, BEHIND: {100, 40}, NEW: {None}})
    assert sorted(asker.asked["settled"]) == [BEHIND, NEW]
    assert ends.of(READ) == (5, 100, 100)
    assert ends.of(BEHIND) == ends.of(NEW) == (5, 90, 100)


def test_where_partitions_begin_is_asked_in_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of many in which nothing waits; each has its turn, and what was said is kept."""
    monkeypatch.setattr(lag_bounds, "_IN_TURN", 2)
    asker = Counting()
    bounds, places = Bounds(asker), {("cpi.mash", number): {100} for number in range(5)}
    readings = [bounds.read(places) for _ in range(3)]
    known = [[ends.of(place) == (5, 100, 100) for place in places] for ends in readings]
    assert [sum(each) for each in known] == [2, 4, 5]
    assert sorted(set(asker.asked["earliest"])) == sorted(places)
    bounds.read({place: {100, 3} for place in places})
    assert sorted(asker.asked["earliest"][-5:]) == sorted(places), "all of them, where all wait"


def test_an_error_of_a_partition_stands_for_it() -> None:
    """No right to it, or no such partition any more."""
    error = KafkaException(KafkaError(KafkaError.TOPIC_AUTHORIZATION_FAILED))

    class Refusing(Counting):
        def written(self, places: Collection[Place]) -> Mapping[Place, int | KafkaException]:
            return {each: error for each in places if each == READ}

    ends = Bounds(Refusing()).read({READ: {100}, NEW: {None}})
    assert ends.of(READ) is error
    assert ends.of(NEW) is None


def test_where_a_partition_begins_is_asked_again_after_an_error(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """At once, not when its turn comes: until then it could not be looked at."""
    monkeypatch.setattr(lag_bounds, "_IN_TURN", 1)
    error = KafkaException(KafkaError(KafkaError.LEADER_NOT_AVAILABLE))

    class Failing(Counting):
        def earliest(self, places: Collection[Place]) -> Mapping[Place, int | KafkaException]:
            first = not self.asked["earliest"]
            found = super().earliest(places)
            return dict.fromkeys(places, error) if first else found

    bounds = Bounds(Failing())
    assert bounds.read({READ: {100}, NEW: {100}}).of(READ) is error
    assert bounds.read({READ: {100}, NEW: {100}}).of(READ) == (5, 100, 100)
