"""Which destinations a log goes to, and why (DESIGN 1, "Destinations"; domain 2.9, 4.6)."""

from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from rules.dissemination_files import DisseminationRules
from rules.safeguarding import Concern, concern, text_of
from rules.sentences import split
from schemas.destinations import MashArm
from schemas.enums import DecisionStatus, Destination, Priority, SubjectRole
from schemas.intelligence import IntelligenceLog

_OFFENCE, _TOPIC, _DEPARTMENT = "offence", "topic/", "department/"

About = AbstractSet[str]
"""What a text speaks of: an offence, topics, matters of departments."""


@dataclass(frozen=True, slots=True)
class Route:
    """One message to one destination and why; ``mash`` and ``arm``, or a department's id."""

    destination: Destination
    because: str
    mash: str | None = None
    arm: MashArm | None = None
    department: str | None = None


def routes(log: IntelligenceLog, rules: DisseminationRules) -> tuple[Route, ...]:
    """Say which messages a log becomes: one a MASH arm, one a department, one for each other.

    A form that nobody has assessed goes to the control room alone. A person's destinations replace
    the rules' own. NO_FURTHER_ACTION goes nowhere. Nothing goes to a sector where the district is
    unknown. Source: DESIGN 1; flowchart.
    """
    decision = log.decision
    if decision.status is DecisionStatus.NOT_YET_ASSESSED:
        return (Route(Destination.CONTROL_ROOM, "nobody has assessed the form yet"),)
    if decision.priority is Priority.NO_FURTHER_ACTION:
        return ()
    found = frozenset(about(log, rules) if log.about is None else log.about)
    topics = {one.removeprefix(_TOPIC) for one in found if one.startswith(_TOPIC)}
    whom = concern(log, rules.file.safeguarding, topics)
    if decision.destinations is not None:
        return tuple(_chosen(log, rules, whom, found))
    return tuple(_by_rule(log, rules, whom, found))


def about(log: IntelligenceLog, rules: DisseminationRules) -> tuple[str, ...]:
    """Say what the text of a log speaks of, as far as its routes depend on that."""
    prose = split(text_of(log), rules.cues.guards.grammar, log.received_at)
    families = {match.family.id: match.family for match in rules.cues.search_prose(prose)}
    topics = dict.fromkeys(match.family.id for match in rules.topics.search_prose(prose))
    named = rules.cues.book.hits(prose)
    departments = (
        one.id
        for owner, one in zip(rules.department_owners, rules.departments, strict=True)
        if owner in named or not families.keys().isdisjoint(one.cues)
    )
    offence = any(family.offence for family in families.values())
    return (
        *([_OFFENCE] if offence else []),
        *(f"{_TOPIC}{one}" for one in topics),
        *(f"{_DEPARTMENT}{one}" for one in departments),
    )


def with_about(log: IntelligenceLog, rules: DisseminationRules) -> IntelligenceLog:
    """Write into a log what its text speaks of, so that publish need not search it again."""
    return log.model_copy(update={"about": about(log, rules)})


def needs_person(log: IntelligenceLog, rules: DisseminationRules) -> str | None:
    """Say why a person must look, in a sentence; null where nobody must.

    A log whose district is unknown has no sector, and its MASH can only be the default one.
    """
    del rules
    decision = log.decision
    if decision.status is DecisionStatus.NOT_YET_ASSESSED:
        return None
    if decision.priority is Priority.NO_FURTHER_ACTION or log.located.district is not None:
        return None
    local = {Destination.SECTOR, Destination.MASH}
    if decision.destinations is not None and local.isdisjoint(decision.destinations):
        return None
    return f"The district is unknown: {log.located.because}."


def destinations(found: tuple[Route, ...]) -> tuple[Destination, ...]:
    """Give the destinations of routes, each once, in their order."""
    return tuple(dict.fromkeys(route.destination for route in found))


def _chosen(
    log: IntelligenceLog, rules: DisseminationRules, whom: Concern, found: About
) -> Iterator[Route]:
    why = "chosen by the person who assessed the form"
    for destination in dict.fromkeys(log.decision.destinations or ()):
        if destination is Destination.MASH:
            arms = tuple(whom.arms()) or ((MashArm(rules.file.safeguarding.unknown_age), why),)
            yield from _mash(log, rules, arms)
        elif destination is Destination.SECTOR:
            yield from _sector(log, rules, found, why)
        else:
            yield Route(destination, why)


def _by_rule(
    log: IntelligenceLog, rules: DisseminationRules, whom: Concern, found: About
) -> Iterator[Route]:
    priority = log.decision.priority
    if priority is not Priority.NORMAL:
        yield Route(Destination.CONTROL_ROOM, f"the priority is {priority.value}")
    elif log.risk.raise_to_control_room:
        yield Route(Destination.CONTROL_ROOM, "the risk assessment raised the log")
    offence = _offence(log, rules, found)
    if priority is Priority.CRIME:
        yield Route(Destination.CRIME_OCCURRENCE, "the priority is CRIME")
    elif priority is Priority.HIGH and offence:
        yield Route(Destination.CRIME_OCCURRENCE, offence)
    arms = tuple(whom.arms())
    yield from _mash(log, rules, arms)
    if not (arms and priority is Priority.NORMAL and _for_mash_alone(log, rules, found)):
        yield from _sector(log, rules, found, "the log of the district")


def _offence(log: IntelligenceLog, rules: DisseminationRules, found: About) -> str | None:
    if _of_themselves(log, rules):
        return None
    if _OFFENCE in found:
        return "the text speaks of an offence"
    if any(person.role is SubjectRole.VICTIM for person in log.contents.subjects):
        return "a victim is named"
    themes = {log.contents.theme, *log.contents.other_themes}
    if themes.intersection(rules.file.safeguarding.crime_themes):
        return "the theme is an offence"
    return None


def _of_themselves(log: IntelligenceLog, rules: DisseminationRules) -> bool:
    """Say whether the log is of someone's harm to themselves: nobody did it to them."""
    contents = log.contents
    themes = {contents.theme, *contents.other_themes}
    roles = {person.role for person in contents.subjects}
    others = roles.intersection({SubjectRole.SUSPECT, SubjectRole.VICTIM})
    return themes <= set(rules.file.safeguarding.mash_only_themes) and not others


def _for_mash_alone(log: IntelligenceLog, rules: DisseminationRules, found: About) -> bool:
    contents = log.contents
    themes = {contents.theme, *contents.other_themes}
    suspect = any(person.role is SubjectRole.SUSPECT for person in contents.subjects)
    welfare = themes <= set(rules.file.safeguarding.mash_only_themes)
    return welfare and not (suspect or contents.vehicles or _OFFENCE in found)


def _mash(
    log: IntelligenceLog, rules: DisseminationRules, arms: tuple[tuple[MashArm, str], ...]
) -> Iterator[Route]:
    district = log.located.district
    mash = rules.mash_of.get(district, rules.default_mash) if district else rules.default_mash
    for arm, why in arms:
        yield Route(Destination.MASH, why, mash=mash, arm=arm)


def _sector(
    log: IntelligenceLog, rules: DisseminationRules, found: About, why: str
) -> Iterator[Route]:
    if log.located.district is None:
        return
    yield Route(Destination.SECTOR, why)
    themes = {log.contents.theme, *log.contents.other_themes}
    for one in rules.departments:
        if themes.intersection(one.themes) or f"{_DEPARTMENT}{one.id}" in found:
            yield Route(Destination.SECTOR, f"concerns {one.name}", department=one.id)
