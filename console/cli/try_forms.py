"""``cpi try``: the rules on forms, in memory. Shows personal data: that is what it is for."""

from collections.abc import Iterator
from typing import Any

import typer

from agents.journey import Journey, Tried, try_all
from agents.vocabulary import load_vocabulary
from console.cli.common import AsJson, Status, cited, show_json
from console.cli.forms import Files, forms_in
from rules.enrich import as_in_text
from schemas.intelligence import Entity, IntelligenceLog
from streams import clock
from streams.settings import load_settings

NARRATIVE = "contents.narrative"

_NOTHING: dict[str, Any] = {
    "submission_id": None,
    "reference": None,
    "rejected": None,
    "proposal": None,
    "destinations": None,
    "district": None,
    "grade": None,
    "sanitised": None,
    "entities": None,
}


def try_(files: Files, *, as_json: AsJson = False) -> int:
    """Say what the hub would make of forms, without sending them; status 1 if it refuses one.

    JSON lines, one object a form, in order: {"submission_id", "reference", "rejected",
    "proposal": {"priority", "because"}, "destinations", "district", "grade", "sanitised",
    "entities"}. Of a rejected form all but its id and the reason is null. A form that would be
    held for a person, because its text still names the source, has "sanitised" null and the
    reasons in "held".
    """
    vocabulary = load_vocabulary(load_settings().rules_dir)
    parsed = [form for _, form in forms_in(files)]
    rejected = False
    for tried in try_all(parsed, vocabulary, clock.now()):
        rejected = rejected or tried.journey is None
        if as_json:
            show_json(as_document(tried), indent=None)
        else:
            typer.echo("\n".join(_lines(tried)) + "\n")
    return Status.WRONG if rejected else Status.DONE


def as_document(tried: Tried) -> dict[str, Any]:
    """Give the JSON object of one form (DESIGN section 6)."""
    document = _NOTHING | {"submission_id": str(tried.submission_id or "") or None}
    if tried.journey is None:
        return document | {"rejected": "; ".join(map(str, tried.rejections))}
    return document | _accepted(tried.journey)


def _accepted(journey: Journey) -> dict[str, Any]:
    proposal = journey.recommendation.model_dump(mode="json")
    told = {
        "reference": journey.reference,
        "proposal": proposal,
        "destinations": [destination.value for destination in journey.destinations],
    }
    if journey.log is None:
        return told | {"entities": [], "held": list(journey.held)}
    return told | _of_log(journey.log)


def _of_log(log: IntelligenceLog) -> dict[str, Any]:
    return {
        "district": log.located.district and log.located.district.value,
        "grade": log.grade.code,
        "sanitised": log.contents.narrative,
        "entities": [
            _entity(as_in_text(each, log.contents.narrative))
            for each in log.entities
            if each.field == NARRATIVE
        ],
    }


def _entity(entity: Entity) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "type": entity.type.value,
        "raw": entity.raw,
        "canonical": entity.canonical,
        "start": entity.start,
        "end": entity.end,
    }
    return shown | ({"aliases": list(entity.aliases)} if entity.aliases else {})


def _lines(tried: Tried) -> Iterator[str]:
    journey = tried.journey
    if journey is None:
        yield f"{tried.submission_id or 'a form without an id'}: rejected"
        yield from (f"  {rejection}" for rejection in tried.rejections)
        return
    yield f"{journey.reference}  {journey.recommendation.priority.value}"
    yield from (f"  {cited(because)}" for because in journey.recommendation.because)
    yield f"  destinations: {', '.join(each.value for each in journey.destinations) or 'none'}"
    log = journey.log
    if log is None:
        yield f"  held for a person, the text still names its source: {'; '.join(journey.held)}"
        return
    yield f"  district: {log.located.district or 'unknown'}, grade: {log.grade.code}"
    yield f"  sanitised: {log.contents.narrative}"
    found = [entity for entity in log.entities if entity.field == NARRATIVE]
    yield from (f"    {entity.type.value}: {entity.canonical}" for entity in found)
