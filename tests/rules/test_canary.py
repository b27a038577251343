"""The canary's form goes all the way; what is missing is told by stage and partition."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from agents.journey import journey
from rules.canary import Watch, canary_form
from schemas.canary import CanaryArrival
from schemas.enums import Destination, Priority
from schemas.stages import Stage
from tests.rules.factories import vocabulary

NOW = datetime(2026, 10, 5, 13, 30, tzinfo=UTC)
FIRST, SECOND, THIRD = (f"CPI-202610-000000000{number}" for number in (1, 2, 3))


def at(seconds: float) -> datetime:
    """A moment."""
    return NOW + timedelta(seconds=seconds)


def come(watch: Watch, reference: str, seconds: float, stage: Stage = Stage.PUBLISH) -> None:
    """Let one arrive that was received at the beginning."""
    made = CanaryArrival(reference=reference, stage=stage, received_at=NOW, arrived_at=NOW)
    watch.come(made, at(seconds))


def test_an_ordinary_form_that_says_the_same_goes_to_one_sector() -> None:
    """Each stage has something to do with it, and the packaged vocabulary holds nothing of it."""
    form = canary_form(UUID(int=1), NOW)
    found = journey(form, vocabulary(), NOW)
    assert found.recommendation.priority is Priority.NORMAL
    assert found.destinations == (Destination.SECTOR,)
    assert not found.held


def test_what_has_not_arrived_is_missing_until_it_does() -> None:
    """At the stage where it has not; the time is the broker's."""
    watch = Watch()
    assert watch.missing(Stage.PUBLISH, at(90)) == 0
    watch.send(FIRST, 0, NOW)
    assert watch.missing(Stage.PUBLISH, at(90)) == 90
    come(watch, FIRST, 1.5)
    come(watch, FIRST, 2.5)
    assert (watch.missing(Stage.PUBLISH, at(90)), watch.missing(Stage.GATHER, at(90))) == (0, 90)
    assert watch.arrived == {Stage.PUBLISH: 1}
    assert watch.last_at == {Stage.PUBLISH: at(2.5)}


def test_only_a_later_one_of_its_partition_tells_that_one_is_lost() -> None:
    """Else a partition that stands still would be hidden by those that do not."""
    watch = Watch()
    watch.send(FIRST, 0, NOW)
    watch.send(SECOND, 1, at(60))
    come(watch, SECOND, 61)
    assert watch.missing(Stage.PUBLISH, at(120)) == 120
    watch.send(THIRD, 0, at(120))
    come(watch, THIRD, 121)
    assert watch.missing(Stage.PUBLISH, at(200)) == 0
    assert (watch.arrived[Stage.PUBLISH], watch.seconds[Stage.PUBLISH]) == (2, 121)


def test_what_others_have_sent_is_seen_and_not_counted() -> None:
    """Also what this sender had sent before it was started again."""
    watch = Watch()
    come(watch, FIRST, 2)
    assert watch.last_at == {Stage.PUBLISH: at(2)}
    assert not watch.arrived
