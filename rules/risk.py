"""The risk assessment of a log: the second decision point (flowchart; domain 0.5, 2.5)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Literal

from pydantic import Field

from rules.ages import ADULT, age_of, ages_in
from rules.cues import Cues, weighable
from rules.datafile import Entry
from rules.phrasebook import Handed
from rules.phrases import PhraseError
from rules.sentences import Prose, split
from rules.weights import weigh
from schemas.assessment import Ruling
from schemas.enums import RiskLevel, Theme
from schemas.intelligence import Entity, Risk, RiskAssessment
from schemas.sanitised import Contents, Grade

Dimension = Literal["subject", "public", "police", "source", "legal"]
"""What is at risk: the person, the public, the officers, the source, the force's legal duty."""

DIMENSIONS: tuple[Dimension, ...] = ("subject", "public", "police", "source", "legal")
LEVELS = tuple(RiskLevel)
"""Lowest first."""

_NOTHING = "nothing in the log points to it"


class RuleEntry(Entry):
    """Signs of a dimension at a level; any one of them is enough."""

    dimension: Dimension
    level: RiskLevel
    because: str
    source: str
    cues: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()
    themes: tuple[Theme, ...] = ()
    handling: Literal["P", "C"] | None = None
    child: bool = False


class RaiseEntry(Entry):
    """Levels that together send a log to the control room."""

    because: str
    at_least: dict[Dimension, RiskLevel] = Field(min_length=1)


class RiskFile(Entry):
    """risk.toml. ``raise`` is a word of Python, so the field has another name."""

    child_words: tuple[str, ...]
    rule: tuple[RuleEntry, ...] = Field(min_length=1)
    raises: tuple[RaiseEntry, ...] = Field(alias="raise", min_length=1)


@dataclass(frozen=True, slots=True)
class RiskRules:
    """risk.toml ready for use, with the cues that it names."""

    file: RiskFile
    cues: Cues
    owners: tuple[int, ...]
    child: int


@dataclass(frozen=True)
class _Signs:
    """What of a log the rules ask for; what few of them do is found only then."""

    contents: Contents
    text: str
    prose: Prose
    when: datetime
    handling: str
    asked: RiskRules

    @cached_property
    def phrases(self) -> Handed:
        """The phrases that stand in the text, by owner."""
        return self.asked.cues.lexicon.book.hits(self.prose)

    @cached_property
    def families(self) -> frozenset[str]:
        """The families of the cues."""
        found = self.asked.cues.lexicon.search_prose(self.prose)
        return frozenset(match.family.id for match in found)

    @cached_property
    def themes(self) -> frozenset[Theme]:
        """All themes of the log."""
        return frozenset((self.contents.theme, *self.contents.other_themes))

    @cached_property
    def danger(self) -> bool:
        """Whether the words as a whole come to HIGH."""
        cues = self.asked.cues
        found = weighable(self.prose, cues.lexicon, cues.weights.tree)
        return cues.weights.least.danger(weigh([found], cues.weights).shares)

    @cached_property
    def child(self) -> bool:
        """Whether somebody is under age."""
        ages = [age_of(person, self.when) for person in self.contents.subjects]
        minors = any(age < ADULT for age in [*ages, *ages_in(self.text)] if age is not None)
        return minors or self.asked.child in self.phrases


def read_risk(file: RiskFile, cues: Cues) -> RiskRules:
    """Make risk.toml ready for use.

    Raises:
        PhraseError: for a phrase that cannot be read, or a family that cues.toml does not have.
    """
    known = {one.family.id for one in cues.lexicon.families}
    for name in (name for rule in file.rule for name in rule.cues):
        if name not in known:
            raise PhraseError(name, "is no family of cues.toml")
    enter = cues.lexicon.book.enter
    owners = tuple(enter(rule.phrases) for rule in file.rule)
    return RiskRules(file, cues, owners, enter(file.child_words))


def assess_risk(
    contents: Contents,
    grade: Grade,
    entities: tuple[Entity, ...],
    ruling: Ruling,
    risk_rules: RiskRules,
) -> RiskAssessment:
    """Assess the risks of a log, each with its level and what made it so.

    The five dimensions always stand in the same order. Whether the log is raised to the control
    room comes from the contents alone: a HIGH or CRIME goes there anyway, and what a ruling does
    with it is the dissemination's matter. Cues make a level high only where the words as a whole
    come to HIGH, as in triage. ``entities`` change nothing yet; a weapon or a dog is
    not among their types. Source: flowchart; domain 0.5, 2.5.
    """
    del entities
    signs = _signs(contents, grade, ruling.decided_at, risk_rules)
    levels: dict[Dimension, RiskLevel] = dict.fromkeys(DIMENSIONS, RiskLevel.NONE)
    because: dict[Dimension, str] = dict.fromkeys(DIMENSIONS, _NOTHING)
    for number, rule in enumerate(risk_rules.file.rule):
        higher = LEVELS.index(rule.level) > LEVELS.index(levels[rule.dimension])
        if higher and _applies(number, rule, signs):
            levels[rule.dimension] = rule.level
            because[rule.dimension] = rule.because
    return RiskAssessment(
        risks=tuple(
            Risk(dimension=one, level=levels[one], because=because[one]) for one in DIMENSIONS
        ),
        raise_to_control_room=any(_reached(one, levels) for one in risk_rules.file.raises),
    )


def _signs(contents: Contents, grade: Grade, when: datetime, rules: RiskRules) -> _Signs:
    text = "\n\n".join((contents.narrative, contents.action_taken or ""))
    prose = split(text, rules.cues.lexicon.guards.grammar, when)
    return _Signs(contents, text, prose, when, grade.code[-1:], rules)


def _applies(number: int, rule: RuleEntry, signs: _Signs) -> bool:
    plain = (
        signs.asked.owners[number] in signs.phrases
        or not signs.themes.isdisjoint(rule.themes)
        or (rule.handling is not None and rule.handling == signs.handling)
    )
    if not plain and signs.families.isdisjoint(rule.cues):
        return False
    if rule.child and not signs.child:
        return False
    return plain or rule.level is not RiskLevel.HIGH or signs.danger


def _reached(one: RaiseEntry, levels: Mapping[Dimension, RiskLevel]) -> bool:
    return all(
        LEVELS.index(levels[name]) >= LEVELS.index(level) for name, level in one.at_least.items()
    )
