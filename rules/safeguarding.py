"""Which arms of a MASH a log concerns, by age and content (domain 2.9, 4.2)."""

from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from rules.ages import ADULT, age_of, ages_in, in_school
from rules.datafile import Entry
from schemas.destinations import MashArm
from schemas.enums import Priority, SubjectRole, Theme
from schemas.intelligence import IntelligenceLog
from schemas.sanitised import Person

_OUTSIDE = (SubjectRole.SUSPECT, SubjectRole.ASSOCIATE)
_GRAVER = (Priority.HIGH, Priority.CRIME)
_CONCERNED = (SubjectRole.PERSON_AT_RISK, SubjectRole.VICTIM)


class SafeguardingEntry(Entry):
    """The part of dissemination.toml on whom a log concerns."""

    child_roles: tuple[SubjectRole, ...]
    adult_roles: tuple[SubjectRole, ...]
    child_themes: tuple[Theme, ...]
    adult_themes: tuple[Theme, ...]
    mental_health_themes: tuple[Theme, ...]
    old_age: int
    unknown_age: Literal["children", "adults"]
    mash_only_themes: tuple[Theme, ...]
    crime_themes: tuple[Theme, ...]


@dataclass(frozen=True, slots=True)
class Concern:
    """Why a log concerns a child, an adult at risk, or somebody's mental health; null if not."""

    child: str | None
    adult: str | None
    mental_health: str | None
    beyond_mental_health: bool

    def arms(self) -> Iterator[tuple[MashArm, str]]:
        """Give each arm that is concerned, with why."""
        general = self.mental_health is None or self.beyond_mental_health
        if self.child and general:
            yield MashArm.CHILDREN, self.child
        if self.adult and general:
            yield MashArm.ADULTS, self.adult
        if self.mental_health and self.child:
            yield MashArm.CHILD_MENTAL_HEALTH, f"{self.mental_health}; {self.child}"
        if self.mental_health and (self.adult or not self.child):
            yield MashArm.ADULT_MENTAL_HEALTH, self.mental_health


def text_of(log: IntelligenceLog) -> str:
    """Give the texts of a log as one, for searching."""
    return "\n\n".join((log.contents.narrative, log.contents.action_taken or ""))


def concern(log: IntelligenceLog, rules: SafeguardingEntry, about: AbstractSet[str]) -> Concern:
    """Say whom a log concerns, from the subjects' ages and roles, the themes and the text.

    ``about`` are the topics of dissemination.toml that the text speaks of.
    A person at risk whose age nothing tells counts as ``unknown_age`` says. The text's plain
    mention of a child is enough where the log is HIGH or CRIME; a NORMAL one needs a concern, or an
    age.
    """
    text = text_of(log)
    themes = {log.contents.theme, *log.contents.other_themes}
    child = _child(log, rules, about, themes, text)
    adult = _adult(log, rules, about, themes, text)
    if child is None and adult is None and _of_unknown_age(log):
        reason = "a person at risk whose age is not known"
        child = reason if rules.unknown_age == "children" else None
        adult = reason if child is None else None
    mental = themes.intersection(rules.mental_health_themes)
    why = "the theme is mental health" if mental else None
    if why is None and "mental_health" in about:
        why = "the text speaks of somebody's mental health"
    other = bool(themes - set(rules.mental_health_themes) - {Theme.OTHER})
    beyond = other or not about.isdisjoint({"child_concern", "adult_at_risk"})
    return Concern(child, adult, why, beyond)


def _child(
    log: IntelligenceLog,
    rules: SafeguardingEntry,
    about: AbstractSet[str],
    themes: set[Theme],
    text: str,
) -> str | None:
    when = log.received_at
    if any(_is_child(one, when) and one.role in rules.child_roles for one in log.contents.subjects):
        return "a subject under 18 is concerned"
    concerned = [one for one in log.contents.subjects if one.role in _CONCERNED]
    adults = bool(concerned) and all(_is_adult(one, when) for one in concerned)
    if _is_mentioned(log.decision.priority, about, adults=adults):
        return "the text speaks of a child"
    return None if adults else _child_told(rules, about, themes, text)


def _child_told(
    rules: SafeguardingEntry, about: AbstractSet[str], themes: set[Theme], text: str
) -> str | None:
    if themes.intersection(rules.child_themes):
        return "the theme is one that concerns children"
    if "child_concern" in about:
        return "the text speaks of a concern for a child"
    if any(age < ADULT for age in ages_in(text)):
        return "the text gives the age of a child"
    return None


def _is_mentioned(priority: Priority, about: AbstractSet[str], *, adults: bool) -> bool:
    """Say whether a mention of a child is enough.

    In a crime "the lads" are who did it, more often than whom it was done to; and where it was
    done to an adult, a child who is spoken of beside is no concern yet.
    """
    if priority is Priority.CRIME:
        return "child_beside" in about and not adults
    return priority is Priority.HIGH and "child" in about


def _adult(
    log: IntelligenceLog,
    rules: SafeguardingEntry,
    about: AbstractSet[str],
    themes: set[Theme],
    text: str,
) -> str | None:
    graver = log.decision.priority in _GRAVER
    for person in log.contents.subjects:
        if not _is_adult(person, log.received_at) or person.role in _OUTSIDE:
            continue
        if person.role in rules.adult_roles:
            return "an adult is named as a person at risk"
        if person.vulnerabilities:
            return "an adult with vulnerabilities is concerned"
        if graver and (age_of(person, log.received_at) or 0) >= rules.old_age:
            return "an old person is concerned"
    if themes.intersection(rules.adult_themes):
        return "the theme is one that concerns adults at risk"
    if graver and any(age >= rules.old_age for age in ages_in(text)):
        return "the text gives the age of an old person"
    return "the text speaks of an adult at risk" if "adult_at_risk" in about else None


def _of_unknown_age(log: IntelligenceLog) -> bool:
    return any(
        person.role is SubjectRole.PERSON_AT_RISK and age_of(person, log.received_at) is None
        for person in log.contents.subjects
    )


def _is_child(person: Person, when: datetime) -> bool:
    age = age_of(person, when)
    if age is None:
        return person.role in _CONCERNED and in_school(person)
    return age < ADULT


def _is_adult(person: Person, when: datetime) -> bool:
    age = age_of(person, when)
    return age is not None and age >= ADULT
