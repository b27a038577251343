"""Which groups there are, whose they are, and who has what; the cluster's answers are given."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from confluent_kafka import (
    ConsumerGroupState,
    KafkaError,
    KafkaException,
    Node,
    TopicPartition,
)
from confluent_kafka.admin import ConsumerGroupDescription, MemberAssignment, MemberDescription

from streams.lag_asking import Asker, Place
from streams.lag_survey import ABSENT, Found, Wanted, survey
from streams.lag_tail import OFFSETS

TOPICS = {
    OFFSETS: 8,
    "cpi.intake": 2,
    "cpi.triaged": 2,
    "cpi.mash": 3,
    "cpi.alerts": 1,
    "theirs": 1,
}
REFUSED = KafkaException(KafkaError(KafkaError.GROUP_AUTHORIZATION_FAILED))


@dataclass
class Told(Asker):
    """Answers as a test says."""

    members: Mapping[str, Sequence[Place]] = field(default_factory=dict)
    offsets: Mapping[str, Mapping[Place, int]] = field(default_factory=dict)
    state: ConsumerGroupState = ConsumerGroupState.STABLE
    hidden: Sequence[str] = ()

    def described(
        self, groups: Sequence[str]
    ) -> Mapping[str, ConsumerGroupDescription | KafkaException]:
        """One member a group, that has these partitions."""
        return {
            group: REFUSED if group in self.hidden else self._described(group) for group in groups
        }

    def _described(self, group: str) -> ConsumerGroupDescription:
        places = [TopicPartition(*place) for place in self.members.get(group, ())]
        member = MemberDescription(
            "member-1", "cpi-hub", "/10.0.0.7", MemberAssignment(places), "desk-1"
        )
        members = [member] if group in self.members else []
        return ConsumerGroupDescription(
            group,
            is_simple_consumer_group=False,
            members=members,
            partition_assignor="range",
            state=self.state,
            coordinator=Node(1, "localhost", 9092),
        )

    def _committed(
        self, groups: Sequence[str]
    ) -> Mapping[str, Mapping[Place, int] | KafkaException]:
        """What each has committed; the client crashes for a group that refuses to say."""
        assert not set(groups) & set(self.hidden)
        return {group: self.offsets.get(group, {}) for group in groups}


def found(asker: Told, *present: str, wanted: Wanted | None = None) -> dict[str, Found]:
    """What is found, by group."""
    wanted = wanted or Wanted("cpi-hub")
    return {each.group: each for each in survey(asker, present, TOPICS, wanted)}


def test_the_hubs_groups_are_there_even_if_they_never_were() -> None:
    """What was never read waits too."""
    made = found(Told())
    assert set(made) == {"cpi-hub", "cpi-hub-index", "cpi-hub-collate"}
    assert {each.state for each in made.values()} == {ABSENT}
    assert set(made["cpi-hub"].places) == {
        *(("cpi.intake", 0), ("cpi.intake", 1)),
        *(("cpi.triaged", 0), ("cpi.triaged", 1)),
    }


def test_an_owner_is_known_with_its_stage() -> None:
    """By the topic, for a group of the hub; its host without Java's slash."""
    made = found(
        Told(members={"cpi-hub": [("cpi.triaged", 1)], "x": [("theirs", 0)]}), "cpi-hub", "x"
    )
    owner = made["cpi-hub"].owners["cpi.triaged", 1]
    assert (owner.host, owner.client_id, owner.instance) == ("10.0.0.7", "cpi-hub", "desk-1")
    assert owner.stage == "assess"
    assert made["x"].owners["theirs", 0].stage is None
    assert (made["cpi-hub"].state, made["cpi-hub"].members) == ("stable", 1)


def test_a_group_is_whose_topics_it_reads() -> None:
    """As the catalogue names the readers."""
    offsets: dict[str, Mapping[Place, int]] = {
        "a": {("cpi.mash", 0): 1},
        "b": {("cpi.mash", 0): 1, ("cpi.alerts", 0): 1},
        "c": {("theirs", 0): 1},
        "cpi-hub-collate": {("cpi.mash", 0): 1},
    }
    made = found(Told(offsets=offsets), *offsets)
    assert {name: made[name].whose for name in offsets} == {
        "a": "mash",
        "b": "intelligence department, mash",
        "c": "other",
        "cpi-hub-collate": "hub",
    }


def test_partitions_that_nobody_has_yet_are_found_beside_those_that_somebody_has() -> None:
    """They were added; a group that reads one partition by its own choice is not asked for more."""
    asker = Told(
        members={"joined": [("cpi.mash", 0)]},
        offsets={"joined": {("cpi.mash", 1): 5}, "chosen": {("cpi.mash", 1): 5}},
    )
    made = found(asker, "joined", "chosen")
    assert list(made["joined"].added) == [("cpi.mash", 2)]
    assert made["chosen"].places == [("cpi.mash", 1)]


def test_a_group_that_may_not_be_looked_at_says_so() -> None:
    """In one line, with what to do."""
    made = found(Told(hidden=["secret"]), "secret", "plain")["secret"]
    assert made.trouble == "no right to look at the group: give the hub's user Describe on it"


def test_a_group_of_the_hub_that_is_hidden_is_not_taken_for_one_that_never_was() -> None:
    """What waits may be read all the same."""
    made = found(Told(hidden=["cpi-hub"]))
    assert (made["cpi-hub"].state, list(made["cpi-hub"].places)) == ("unknown", [])
    assert "no right" in (made["cpi-hub"].trouble or "")
    assert made["cpi-hub-index"].state == ABSENT


def test_a_group_that_shares_out_its_partitions_has_them_all() -> None:
    """Nobody has one at that moment: that is no stop."""
    asker = Told(members={"moving": []}, state=ConsumerGroupState.PREPARING_REBALANCING)
    assert found(asker, "moving")["moving"].settling


def test_only_what_is_wanted_is_spoken_of() -> None:
    """Of groups, and of topics."""
    wanted = Wanted("cpi-hub", groups=["cpi-hub"], topics=["cpi.intake"])
    made = found(Told(offsets={"cpi-hub": {("cpi.triaged", 0): 1}}), "cpi-hub", wanted=wanted)
    assert set(made) == {"cpi-hub"}
    assert made["cpi-hub"].places == [("cpi.intake", 0), ("cpi.intake", 1)]
