"""``cpi reconcile`` on a real Kafka: what the stages write, and with a message less."""

import asyncio
from dataclasses import dataclass
from typing import Any

import pytest
from confluent_kafka import Producer

from schemas.assessment import DeskEntry
from schemas.base import Message
from schemas.codec import encode
from schemas.destinations import MashReferral
from schemas.form import CpiForm
from schemas.records import CANARY
from schemas.reference import partition_of
from schemas.rejection import Rejection
from schemas.stages import DeadLetterStatus, Stage
from schemas.topic import Topic
from schemas.topics import (
    ASSESSED,
    ASSESSMENTS,
    DEAD_LETTERS,
    INTAKE,
    MASH,
    SANITISED,
    TOPICS,
    TRIAGED,
)
from streams import clock
from streams.dead_letters import dead_letter
from streams.envelope import Context, Record
from streams.outcome import Outgoing
from streams.topics import existing
from tests.console.conftest import Hub, one_line
from tests.console.samples import UNTOLD, name_of, proposal
from tests.forms import SOURCE_WORDS, form
from tests.journeys import Journey, at_desk, dead, journey

pytestmark = pytest.mark.kafka

PERSONAL = (*SOURCE_WORDS, UNTOLD, "Jaydn", "HX19", "Mill Lane", "grey Audi", "SO14")
_TOPIC_OF = {topic.schema.model: topic for topic in TOPICS}


@dataclass(frozen=True)
class Since:
    """What is on the topics from now on; other tests leave theirs there."""

    hub: Hub
    at: str

    def words(self) -> tuple[str, ...]:
        """The command, with no grace: what lacks is wrong at once."""
        return ("reconcile", "--grace", "0", "--since", self.at)

    def report(self, status: int = 0) -> Any:  # noqa: ANN401 - a JSON document
        """Run it."""
        return self.hub.json(*self.words(), status=status)

    def put(self, *messages: Message) -> None:
        """Write messages to their topics."""
        self.hub.put(*(Outgoing(_TOPIC_OF[type(each)], each) for each in messages))

    def put_at(self, topic: Topic, partition: int, key: str, value: bytes) -> None:
        """Write bytes to a place of one's own choosing, as a foreign client would."""
        client = Producer({"bootstrap.servers": self.hub.options["bootstrap.servers"]})
        client.produce(topic.name, value, key, partition)
        assert client.flush(20) == 0

    def partitions(self, topic: Topic) -> int:
        """Count the partitions of a topic."""
        return asyncio.run(existing(self.hub.options))[topic.name]


@pytest.fixture
def since(hub: Hub) -> Since:
    """The topics from the start of the test on."""
    return Since(hub, clock.now().isoformat())


def accepted(since: Since, mine: CpiForm) -> Journey:
    """Write a form's journey, but for what its destinations get."""
    (placed,) = since.hub.put(Outgoing(INTAKE, mine))
    origin = f"{placed.topic}/{placed.partition}/{placed.offset}"
    made = journey(mine)
    desk: DeskEntry = at_desk(mine, made.decided)
    since.put(proposal(mine, origin), made.decided, desk, made.report, made.log)
    return made


def split(made: Journey) -> tuple[MashReferral, list[Message]]:
    """The MASH's message, and the others."""
    (referral,) = (each for each in made.sent if isinstance(each, MashReferral))
    return referral, [each for each in made.sent if each is not referral]


def counts(report: Any) -> dict[tuple[str, str | None], int]:  # noqa: ANN401 - a JSON document
    """The table."""
    return {(each["state"], each["destination"]): each["forms"] for each in report["counts"]}


def test_a_form_that_reached_its_destinations_is_proved(since: Since) -> None:
    """Status 0; the same message a second time is counted and not wrong."""
    made = accepted(since, form())
    referral, others = split(made)
    since.put(referral, *others, referral)
    report = since.report()
    assert report["ok"] is True
    assert counts(report) == {("delivered", "mash"): 1, ("delivered", "sector"): 1}
    assert (report["forms"], report["wrong"], report["open"]) == (1, [], [])
    assert report["repeats"]["mash"] == 1


def test_a_message_that_was_never_written_is_found(since: Since) -> None:
    """Status 1, the reference, what is missing, and the last sighting."""
    whole, broken = accepted(since, form()), accepted(since, form())
    referral, others = split(broken)
    since.put(*whole.sent, *others)
    report = since.report(status=1)
    (wrong,) = report["wrong"]
    assert wrong["reference"] == referral.reference
    assert wrong["what"] == [f"mash: lacks {referral.message_id}"]
    assert wrong["last"]["topic"] == "cpi.sector"
    assert counts(report)["wrong", "mash"] == 1
    result = since.hub.cpi(*since.words())
    assert result.exit_code == 1
    (line,) = (each for each in result.stdout.splitlines() if referral.reference in each)
    assert f"lacks {referral.message_id}; last seen at cpi.sector/" in line
    assert not [word for word in PERSONAL if word.lower() in result.output.lower()]
    since.put(referral)
    assert since.report()["ok"] is True


def test_a_form_under_way_has_time_until_the_grace_is_over(since: Since) -> None:
    """An hour is not over yet."""
    accepted(since, form())
    words = ("reconcile", "--grace", "3600", "--since", since.at)
    report = since.hub.json(*words)
    assert counts(report) == {("under_way", "mash"): 1, ("under_way", "sector"): 1}
    assert {each["state"] for each in report["open"]} == {"under_way"}


def test_a_submission_that_came_to_nothing_is_found(since: Since) -> None:
    """Neither triaged nor dead-lettered; with its letter it is answered."""
    mine = form()
    (placed,) = since.hub.put(Outgoing(INTAKE, mine))
    report = since.report(status=1)
    assert [each["reference"] for each in report["wrong"]] == [name_of(mine)]
    assert report["wrong"][0]["last"]["offset"] == placed.offset
    key = str(mine.submission_id).encode()
    record = Record(INTAKE.name, placed.partition, placed.offset, key, b"x", {}, clock.now())
    letter = dead_letter(record, Stage.TRIAGE, Rejection("is odd"), since.hub.keyring, clock.now())
    since.put(letter)
    assert since.report()["wrong"] == []


def test_a_record_that_cannot_be_read_is_wrong_unless_it_is_dead_lettered(since: Since) -> None:
    """Nobody reads a destination's topic but the destination; the desk reads assessments."""
    since.put_at(MASH, 0, "junk", b"junk")
    report = since.report(status=1)
    assert [each["last"]["topic"] for each in report["wrong"]] == ["cpi.mash"]
    assert report["wrong"][0]["what"][0].startswith("cannot be read: ")
    later = Since(since.hub, clock.now().isoformat())
    later.put_at(ASSESSMENTS, 0, "junk", b"junk")
    (wrong,) = later.report(status=1)["wrong"]
    offset = wrong["last"]["offset"]
    record = Record(ASSESSMENTS.name, 0, offset, b"junk", b"junk", {}, clock.now())
    letter = dead_letter(record, Stage.ASSESS, Rejection("is odd"), since.hub.keyring, clock.now())
    later.hub.put(Outgoing(DEAD_LETTERS, letter))
    assert later.report()["wrong"] == []


def test_a_message_on_another_partition_is_found_all_the_same(since: Since) -> None:
    """Somebody added partitions: what came after that lies elsewhere."""
    made = accepted(since, form())
    referral, others = split(made)
    since.put(*others)
    partitions = since.partitions(MASH)
    elsewhere = (partition_of(referral.reference, partitions) + 1) % partitions
    value = encode(MASH.schema, referral)
    since.put_at(MASH, elsewhere, referral.reference, value)
    report = since.report()
    assert counts(report) == {("delivered", "mash"): 1, ("delivered", "sector"): 1}


def test_a_message_of_an_unknown_form_is_wrong(since: Since) -> None:
    """An orphan, named."""
    referral, _ = split(journey(form()))
    since.put(referral)
    (wrong,) = since.report(status=1)["wrong"]
    assert wrong["reference"] == referral.reference
    assert wrong["what"] == ["cpi.mash has it, but nobody accepted it"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--since", "yesterday"), "is no time with its zone"),
        (("--since", "2026-10-05T14:03:00"), "is no time with its zone"),
        (("--grace", "-1"), "--grace"),
    ],
)
def test_a_wrong_call_is_refused_in_a_line(hub: Hub, words: tuple[str, ...], said: str) -> None:
    """Status 2."""
    result = hub.cpi("reconcile", *words)
    assert result.exit_code == 2
    assert said in one_line(result)


def test_without_a_cluster_it_says_what_to_do(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    """Status 2: nothing was proved, neither good nor bad."""
    monkeypatch.setenv("CPI_KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:9")
    result = hub.cpi("reconcile")
    assert result.exit_code == 2
    assert "does not answer" in one_line(result)


def test_a_canary_is_in_no_count_nor_is_its_failure(since: Since) -> None:
    """Neither its submission, nor a letter of it, nor what became of that; a form beside it is."""
    before = since.report()["intake"]["answered"]
    made = accepted(since, form())
    since.put(*made.sent)
    mine, other = form(), form()
    places = since.hub.put(Outgoing(INTAKE, mine), Outgoing(INTAKE, other))
    passed = journey(mine)
    triaged = proposal(mine, f"{INTAKE.name}/{places[0].partition}/{places[0].offset}")
    own = (Outgoing(TRIAGED, triaged), Outgoing(ASSESSED, passed.decided))
    since.hub.put(*own, Outgoing(SANITISED, passed.report), context=Context(canary=True))
    letter = dead(Stage.TRIAGE, INTAKE, places[1].offset, mine=other)
    failed = letter.model_copy(
        update={"reason": f"{CANARY}{letter.reason}", "partition": places[1].partition}
    )
    since.put(failed, failed.model_copy(update={"status": DeadLetterStatus.REDRIVEN}))
    report = since.report()
    assert (report["forms"], report["wrong"]) == (1, [])
    assert report["intake"] == {"answered": before + 1, "under_way": 0, "lost": 0}
    since.hub.put(*own)  # without the mark it is a form, whose journey is not whole
    assert since.report(status=1)["forms"] == 2
