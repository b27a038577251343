"""Reads the topics partition by partition, and judges the forms of each when all of it is read.

All messages of a form lie on one partition number, so one partition's forms are in memory at a
time, and those that are not at their end: only where somebody added partitions do a form's messages
lie apart, and then these meet at the end. What comes first in the journey is read first: what the
hub does meanwhile can only bring a form on.
"""

import time
from collections.abc import AsyncIterator
from contextlib import aclosing
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from console.cli.link import Link, patiently
from console.reconcile.marks import Marks
from console.reconcile.report import Report, Wrong
from rules.endings import Terms, Verdict
from rules.facts import fact_of
from rules.publish import DisseminationRules
from rules.reconcile import judge
from rules.sightings import Desked, Form, Given, Letter, Sighting, Triaged
from schemas.base import Message
from schemas.codec import decode, identify
from schemas.records import DeadLetter
from schemas.reference import partition_of, reference_of
from schemas.rejection import Rejection
from schemas.topic import Cleanup, Topic
from schemas.topics import (
    ALERTS,
    ASSESSED,
    ASSESSMENTS,
    CONTROL_ROOM,
    CRIME,
    DEAD_LETTERS,
    DESK,
    INTAKE,
    INTELLIGENCE,
    MASH,
    SANITISED,
    SECTOR,
    TRIAGED,
)
from schemas.triage import Proposal
from streams import clock
from streams.canary import checked
from streams.envelope import Record
from streams.marks import is_discarded
from streams.reading import MissingTopicError
from streams.sealing import Keyring, key_if_any

_JOURNEY = (
    TRIAGED, ASSESSMENTS, ASSESSED, DESK, SANITISED, INTELLIGENCE, MASH, SECTOR, CONTROL_ROOM,
    CRIME, ALERTS, DEAD_LETTERS,
)  # fmt: skip


@dataclass(frozen=True)
class Asked:
    """What a reading is for: the terms of judgement, and from which forms on."""

    grace: timedelta
    breach: timedelta
    since: datetime | None = None


async def read(link: Link, rules: DisseminationRules, asked: Asked) -> Report:
    """Read every topic and prove what became of each form.

    Raises:
        MissingTopicError: the cluster lacks a topic.
        NoAnswerError: Kafka stopped answering.
    """
    for topic in (INTAKE, *_JOURNEY):
        if topic.name not in link.found:
            message = f"the cluster has no topic {topic.name}: run `cpi topics apply`"
            raise MissingTopicError(message)
    began = time.monotonic()
    # Without the key a canary that nobody has answered yet looks like any other submission.
    keyring = key_if_any(link.settings.key_path)
    reading = _Reading(link, rules, asked, Report(clock.now()), keyring)
    for partition in range(max(link.found[topic.name] for topic in _JOURNEY)):
        await reading.partition(partition)
    reading.rest()
    for partition in range(link.found[INTAKE.name]):
        await reading.intake(partition)
    reading.report.seconds = time.monotonic() - began
    return reading.report


@dataclass
class _Reading:
    """One reading under way."""

    link: Link
    rules: DisseminationRules
    asked: Asked
    report: Report
    keyring: Keyring | None
    answered: Marks = field(default_factory=Marks)
    canaries: Marks = field(default_factory=Marks)
    unfinished: dict[str, Form] = field(default_factory=dict)
    kept_since: dict[str, datetime] = field(default_factory=dict)
    unreadable: dict[str, Wrong] = field(default_factory=dict)
    letters: dict[str, Letter] = field(default_factory=dict)

    async def partition(self, partition: int) -> None:
        """Read one partition of every topic; count the forms that are at their end."""
        forms: dict[str, Form] = {}
        kept: dict[str, datetime] = {}
        for topic in _JOURNEY:
            async for record in self._records(topic, partition, kept):
                self._take(topic, record, forms)
        terms = self._terms(kept)
        for form in forms.values():
            verdict = judge(form, terms)
            if verdict.settled and self._at_home(form.reference, TRIAGED, partition):
                self._count(form, verdict)
            else:
                known = self.unfinished.setdefault(form.reference, Form(form.reference, []))
                known.facts.extend(form.facts)
        for topic_name, oldest in kept.items():
            self.kept_since[topic_name] = max(oldest, self.kept_since.get(topic_name, oldest))

    def rest(self) -> None:
        """Count the forms that are not at their end, and the records that cannot be read."""
        terms = self._terms(self.kept_since)
        for form in self.unfinished.values():
            lost = (self.letters.get(each.seen.place) for each in tuple(form.facts))
            form.facts.extend(each for each in lost if each and each not in form.facts)
            self._count(form, judge(form, terms))
        refused = self.letters.keys()
        self.report.wrong += [
            wrong
            for place, wrong in self.unreadable.items()
            if place not in refused and not self._before(wrong.last.at)
        ]

    async def intake(self, partition: int) -> None:
        """Find the submissions that came to nothing."""
        terms = self._terms(self.kept_since)
        async for record in self._records(INTAKE, partition, {}):
            at = record.appended_at
            if record.is_canary or self.canaries.has(partition, record.offset):
                continue
            if self.answered.has(partition, record.offset):
                self.report.intake["answered"] += 1
            elif not terms.late(at):
                self.report.intake["under_way"] += 1
            elif not terms.gone(at, TRIAGED.name, DEAD_LETTERS.name) and not self._before(at):
                self.report.intake["lost"] += 1
                what = ("submitted, but neither triaged nor dead-lettered",)
                reference = self._submitted(record)
                self.report.wrong.append(Wrong(reference, what, _sighting(record)))

    def _take(self, topic: Topic, record: Record, forms: dict[str, Form]) -> None:
        """Keep what one record says."""
        seen = _sighting(record)
        message = decode(topic.schema, record.value, self.link.ids)
        if isinstance(message, Rejection):
            told = record.value is None and (
                topic.cleanup is Cleanup.COMPACT or is_discarded(record)
            )
            if not told:
                what = (f"cannot be read: {message}",)
                self.unreadable[seen.place] = Wrong(None, what, seen)
            return
        if record.is_canary or (isinstance(message, DeadLetter) and message.of_canary):
            self._pass_over(message)
            return
        fact = fact_of(message, seen, self.rules)
        reference: str | None = getattr(message, "reference", None)
        if isinstance(fact, Letter):
            self._answer(fact.place)
            self.letters[fact.place] = fact
        elif isinstance(fact, Triaged):
            self._answer(fact.origin)
        elif isinstance(fact, Given) and not self._at_home(str(reference), topic, seen.partition):
            return  # the desk sends it on to its own partition
        if fact is not None and reference is not None:
            forms.setdefault(reference, Form(reference, [])).facts.append(fact)

    def _answer(self, place: str) -> None:
        _mark(self.answered, place)

    def _pass_over(self, message: Message) -> None:
        """Count nothing of a canary, nor its submission."""
        if isinstance(message, Proposal | DeadLetter):
            place = message.origin if isinstance(message, Proposal) else message.place
            _mark(self.canaries, place)

    def _at_home(self, reference: str, topic: Topic, partition: int) -> bool:
        return partition_of(reference, self.link.found[topic.name]) == partition

    def _count(self, form: Form, verdict: Verdict) -> None:
        received = (each.received_at for each in form.facts if isinstance(each, Desked | Triaged))
        if not self._before(min(received, default=form.last.at)):
            self.report.add(form, verdict)

    def _before(self, at: datetime) -> bool:
        return self.asked.since is not None and at < self.asked.since

    def _terms(self, kept_since: dict[str, datetime]) -> Terms:
        return Terms(self.report.as_of, self.asked.grace, self.asked.breach, kept_since)

    def _submitted(self, record: Record) -> str | None:
        who = identify(record.value, self.link.ids)
        if who.submission_id is None or who.submitted_at is None:
            return None
        return reference_of(who.submission_id, who.submitted_at)

    async def _records(
        self, topic: Topic, partition: int, kept: dict[str, datetime]
    ) -> AsyncIterator[Record]:
        """Yield a partition; note from when on it is whole where retention has shortened it."""
        if partition >= self.link.found[topic.name]:
            return
        first = True
        async with aclosing(self.link.reader.stretch(topic.name, partition)) as stretch:
            async for record in patiently(stretch):
                if first and record.offset > 0 and topic.cleanup is Cleanup.DELETE:
                    kept[topic.name] = record.appended_at
                first = False
                self.report.records += 1
                yield checked(record, self.keyring)
        if first and await self.link.reader.end(topic.name, partition) > 0:
            kept[topic.name] = self.report.as_of


def _mark(marks: Marks, place: str) -> None:
    topic, partition, offset = place.rsplit("/", 2)
    if topic == INTAKE.name:
        marks.add(int(partition), int(offset))


def _sighting(record: Record) -> Sighting:
    return Sighting(record.topic, record.partition, record.offset, record.appended_at)
