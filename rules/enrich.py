"""Enrichment: the sanitised report becomes an intelligence log (flowchart; domain 2.3)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from rules.district import locate
from rules.entities.find import find_entities
from rules.entities.found import Found
from rules.entity_words import EntityWords
from rules.folding import fold
from rules.form_entities import FieldEntity, form_entities
from rules.links import Mention, distinct, link, links_of_text, strength
from rules.postcodes import Districts
from rules.risk import RiskRules, assess_risk
from schemas.enums import EntityType, LinkStrength, LinkType, Pole
from schemas.intelligence import Entity, IntelligenceLog, Link
from schemas.sanitised import Contents, SanitisedReport

NARRATIVE = "contents.narrative"
"""The field name of the narrative; fields of the form's rows are named as ``subjects.0.name``."""

POLE: Mapping[EntityType, Pole] = MappingProxyType(
    {
        EntityType.PERSON: Pole.PERSON,
        EntityType.DATE_OF_BIRTH: Pole.EVENT,
        EntityType.POSTCODE: Pole.LOCATION,
        EntityType.ADDRESS: Pole.LOCATION,
        EntityType.WHAT3WORDS: Pole.LOCATION,
        EntityType.ORGANISATION: Pole.LOCATION,
    }
)
"""The POLE class of each type (domain 2.3); what is not here is an object."""

_ROW_LINKS = {
    EntityType.DATE_OF_BIRTH: LinkType.BORN_ON,
    EntityType.ADDRESS: LinkType.RESIDES_AT,
    EntityType.POSTCODE: LinkType.RESIDES_AT,
    EntityType.VEHICLE: LinkType.USES,
}


@dataclass
class _Gathered:
    """The entities of a log while they are gathered: each once, however it is written."""

    entities: dict[tuple[EntityType, str], Entity]

    def add(
        self,
        one: Found | FieldEntity,
        field: str,
        canonical: str,
        aliases: tuple[str, ...],
        span: tuple[int | None, int | None] = (None, None),
    ) -> str:
        """Add an entity, or its aliases where it is known; gives its id."""
        key = (one.type, fold(canonical))
        known = self.entities.get(key)
        if known is None:
            self.entities[key] = known = Entity(
                entity_id=f"E{len(self.entities) + 1}",
                type=one.type,
                pole=POLE.get(one.type, Pole.OBJECT),
                raw=one.raw,
                canonical=canonical,
                aliases=aliases,
                field=field,
                start=span[0],
                end=span[1],
            )
        elif not set(aliases) <= set(known.aliases):
            merged = tuple(dict.fromkeys((*known.aliases, *aliases)))
            self.entities[key] = known.model_copy(update={"aliases": merged})
        return known.entity_id


def enrich(
    report: SanitisedReport,
    words: EntityWords,
    districts: Districts,
    risk_rules: RiskRules,
    now: datetime,
) -> IntelligenceLog:
    """Make the intelligence log of a report: entities, links, district, risk.

    The district that a person ruled goes before what the rules read. The log's id is the
    reference and a number, so that an assessment can split a form later (DESIGN 1).
    """
    entities, links = _elements(report, words)
    return IntelligenceLog(
        log_id=f"{report.reference}/1",
        reference=report.reference,
        revision=report.revision,
        received_at=report.received_at,
        created_at=now,
        contents=report.contents,
        grade=report.grade,
        decision=report.decision,
        entities=entities,
        links=links,
        located=locate(
            report.contents,
            entities,
            districts,
            ruled=report.decision.district,
            suggested=report.suggested_district,
        ),
        risk=assess_risk(report.contents, report.grade, entities, report.decision, risk_rules),
    )


def as_in_text(entity: Entity, text: str) -> Entity:
    """Name a person as the text does where only a field of the form gives the whole name."""
    if entity.type is not EntityType.PERSON or fold(entity.canonical) in fold(text):
        return entity
    named = next((alias for alias in entity.aliases if fold(alias) in fold(text)), None)
    if named is None or fold(named) not in fold(entity.canonical).split():
        return entity
    aliases = tuple(alias for alias in entity.aliases if alias != named)
    return entity.model_copy(update={"canonical": named, "aliases": aliases})


def _elements(
    report: SanitisedReport, words: EntityWords
) -> tuple[tuple[Entity, ...], tuple[Link, ...]]:
    contents, firm = report.contents, strength(report.grade)
    fields = list(form_entities(contents, words))
    gathered = _Gathered({})
    links: list[Link] = []
    for field, text in _texts(contents):
        mentions = [
            Mention(_add(gathered, found, field, fields), found.type, found.start, found.end)
            for found in find_entities(text, words)
        ]
        links += links_of_text(text, mentions, firm)
    rows: dict[str, list[tuple[FieldEntity, str]]] = {}
    for one in fields:
        entity_id = gathered.add(one, one.field, one.canonical, one.aliases)
        rows.setdefault(one.row, []).append((one, entity_id))
    for row in rows.values():
        links += _links_of_row(row, firm)
    return tuple(gathered.entities.values()), distinct(links)


def _texts(contents: Contents) -> Iterable[tuple[str, str]]:
    yield NARRATIVE, contents.narrative
    if contents.action_taken:
        yield "contents.action_taken", contents.action_taken


def _subject_of(found: Found, fields: Iterable[FieldEntity]) -> str:
    """Give the subject whom a part of a name or an alias in the text can only mean."""
    if found.type is not EntityType.PERSON:
        return found.canonical
    key = fold(found.canonical)
    fitting = {
        one.canonical
        for one in fields
        if one.type is EntityType.PERSON
        and (key in fold(one.canonical).split() or key in {fold(alias) for alias in one.aliases})
    }
    return fitting.pop() if len(fitting) == 1 else found.canonical


def _add(gathered: _Gathered, found: Found, field: str, fields: Iterable[FieldEntity]) -> str:
    """Add what a text names; a part of a subject's name is an alias of the subject."""
    canonical = _subject_of(found, fields)
    own = () if found.canonical == canonical else (found.canonical,)
    span = found.start, found.end
    return gathered.add(found, field, canonical, (*found.aliases, *own), span)


def _links_of_row(row: list[tuple[FieldEntity, str]], firm: LinkStrength) -> Iterable[Link]:
    """Link a subject to birth and home, a driver to the vehicle: one row is one fact."""
    people = [entity_id for one, entity_id in row if one.type is EntityType.PERSON]
    if not people:
        return
    for one, entity_id in row:
        if kind := _ROW_LINKS.get(one.type):
            yield link(people[0], entity_id, kind, firm)
