"""One row a form: what each event adds to it. The order and the number of events do not matter.

Every part of a row is the greatest of what was said of it, in an order that two copies of one event
cannot differ in; so a replay, a repeat and two topics that come in another order change nothing.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any, TypeVar

from schemas.assessment import AssessedForm
from schemas.base import Message
from schemas.collation import CollationRow, Mark, RowDecision, RowForm, RowLog, RowSent
from schemas.content import content_hash
from schemas.destinations import Dissemination, MashReferral
from schemas.enums import AuditAction, HowKnown
from schemas.form import CpiForm
from schemas.intelligence import IntelligenceLog
from schemas.records import AuditEntry
from schemas.sanitised import Sealed
from schemas.triage import Proposal

T = TypeVar("T")

Seal = Callable[[str], Sealed]
"""Seals the name of an organisation for a row."""


def with_event(row: CollationRow | None, message: Message, seal: Seal) -> CollationRow | None:
    """Add to a row what a message says of its form; null where it says nothing new.

    ``row`` is null for a form that nothing was known of.
    """
    add = _ADD.get(type(message)) or (_sent if isinstance(message, Dissemination) else None)
    if add is None:
        return None
    known = row or CollationRow(reference=getattr(message, "reference", None) or "")
    changed = add(known, message, seal)
    return None if changed == row else changed


def concerns(message: Message) -> bool:
    """Whether a message says anything that a row keeps: of the audit trail, only erasures do."""
    if isinstance(message, AuditEntry):
        return message.action is AuditAction.ERASURE and message.reference is not None
    return isinstance(message, Dissemination) or type(message) in _ADD


def _proposed(row: CollationRow, it: Proposal, seal: Seal) -> CollationRow:
    return _with_form(row, it, seal)


def _assessed(row: CollationRow, it: AssessedForm, seal: Seal) -> CollationRow:
    row = _with_form(row, it, seal)
    made = RowDecision(
        revision=it.revision,
        priority=it.decision.priority,
        status=it.decision.status,
        decided_at=it.decision.decided_at,
    )
    known = {each.revision: each for each in row.decisions}
    known[it.revision] = max(
        (made, known.get(it.revision, made)),
        key=lambda each: (each.decided_at, each.priority, each.status),
    )
    return row.model_copy(update={"decisions": _sorted(known)})


def _logged(row: CollationRow, it: IntelligenceLog, _seal: Seal) -> CollationRow:
    types = {each.entity_id: each.type for each in it.entities}
    again = sorted(types[each.entity_id] for each in it.seen_before or ())
    made = RowLog(
        log_id=it.log_id,
        revision=it.revision,
        created_at=it.created_at,
        district=it.located.district,
        grade=it.grade.code,
        raised=it.risk.raise_to_control_room,
        seen_again=tuple(again),
    )
    known = {each.log_id: each for each in row.logs}
    known[it.log_id] = max(
        (made, known.get(it.log_id, made)),
        key=lambda each: (each.revision, each.created_at, each.model_dump_json()),
    )
    return row.model_copy(update={"logs": _sorted(known)})


def _sent(row: CollationRow, it: Any, _seal: Seal) -> CollationRow:  # noqa: ANN401 - each destination has a class of its own
    made = RowSent(
        log_id=it.log_id,
        destination=it.destination,
        arm=it.arm if isinstance(it, MashReferral) else None,
        first_at=it.issued_at,
        revision=it.revision,
        status=it.status,
    )
    place = (made.log_id, made.destination, made.arm or "")
    known = {(each.log_id, each.destination, each.arm or ""): each for each in row.sent}
    before = known.get(place, made)
    newest = max((made, before), key=lambda each: (each.revision, each.status))
    first = min(made.first_at, before.first_at)
    known[place] = newest.model_copy(update={"first_at": first})
    return row.model_copy(update={"sent": _sorted(known)})


def _audited(row: CollationRow, it: AuditEntry, _seal: Seal) -> CollationRow:
    if not concerns(it):
        return row
    erased = min(it.at, row.erased_at or it.at)
    form = row.form and row.form.model_copy(update={"sealed": None})
    return row.model_copy(update={"erased_at": erased, "form": form})


def _with_form(row: CollationRow, it: Proposal | AssessedForm, seal: Seal) -> CollationRow:
    """Take the form that the desk admitted; before that is known, the first that was received."""
    admitted, content = isinstance(it, AssessedForm), content_hash(it.form)
    proposed, known = it.recommendation.priority, row.form
    rank = (not admitted, it.received_at, content, proposed)
    if known is not None and rank >= _rank(known):
        return row
    made = RowForm(
        received_at=it.received_at,
        content_hash=content,
        admitted=admitted,
        channel=it.channel,
        agency_type=it.form.submitter.agency_type,
        sealed=None if row.erased_at else seal(" ".join(it.form.submitter.organisation.split())),
        theme=it.form.information.theme,
        proposed=proposed,
        marks=tuple(marks_of(it.form)),
    )
    return row.model_copy(update={"form": made, "reference": it.reference})


def _rank(form: RowForm) -> tuple[bool, datetime, str, str]:
    return not form.admitted, form.received_at, form.content_hash, form.proposed


def marks_of(form: CpiForm) -> Iterable[Mark]:
    """Say what makes a form good to work with (domain section 6: quality)."""
    having = {
        Mark.SUBJECT_NAMED: any(each.name for each in form.subjects),
        Mark.DATE_OF_BIRTH: any(each.date_of_birth for each in form.subjects),
        Mark.VEHICLE_REGISTRATION: any(each.registration for each in form.vehicles),
        Mark.PLACE: bool(form.locations) or any(each.address for each in form.subjects),
        Mark.PROVENANCE: (
            form.source.how_known is not HowKnown.OTHER and form.source.risk_if_used is not None
        ),
        Mark.KNOWN_FROM: form.information.known_from is not None,
        Mark.ONE_MATTER: not form.information.other_themes,
    }
    return (mark for mark, has in having.items() if has)


def _sorted(known: Mapping[Any, T]) -> tuple[T, ...]:
    return tuple(known[key] for key in sorted(known))


_ADD: dict[type, Callable[[CollationRow, Any, Seal], CollationRow]] = {
    Proposal: _proposed,
    AssessedForm: _assessed,
    IntelligenceLog: _logged,
    AuditEntry: _audited,
}
