"""The entity index: in which forms an entity stands, and when that are so many that it matters."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

from schemas.enums import AlertKind
from schemas.index import IndexedForm, IndexEntry, Piece
from schemas.intelligence import IntelligenceLog, SeenBefore
from schemas.records import Alert
from schemas.reference import LONDON, form_key

MOST_FORMS = 500
"""Forms that an entry keeps, the newest: enough for any count that a person would read."""

_SHOWN = 10
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip


def index(entry: IndexEntry | None, piece: Piece, window: timedelta) -> IndexEntry | None:
    """Enter the form of a piece under its entity; null where it stands there already.

    The same pieces give the same entry in whatever order and however often they come. What was
    received more than ``window`` before the newest form is left out.
    """
    known = {form_key(each.reference): each for each in (entry.forms if entry else ())}
    if form_key(piece.of_form) in known:
        return None
    known[form_key(piece.of_form)] = IndexedForm(
        reference=piece.of_form, received_at=piece.received_at
    )
    forms = sorted(known.values(), key=_order)
    oldest = forms[-1].received_at - window
    kept = tuple(each for each in forms if each.received_at >= oldest)[-MOST_FORMS:]
    made = IndexEntry(entity_key=piece.entity_key, type=piece.type, forms=kept)
    return None if entry is not None and kept == entry.forms else made


def cluster(
    before: IndexEntry | None, after: IndexEntry, piece: Piece, size: int, now: datetime
) -> Alert | None:
    """Call a person when the forms that hold an entity have become ``size``, or its double, ….

    Names the kind of entity and the forms, never the entity (DESIGN 3).
    """
    had = len(before.forms) if before else 0
    reached = [step for step in _steps(size) if had < step <= len(after.forms)]
    if not reached:
        return None
    forms = [each.reference for each in after.forms if each.reference != piece.of_form]
    kind = piece.type.value.replace("_", " ")
    since = month_of(after.forms[0].received_at)
    others = ", ".join(forms[-_SHOWN:])
    return Alert(
        alert_id=f"{piece.entity_key}/cluster/{reached[-1]}",
        reference=piece.of_form,
        kind=AlertKind.CLUSTER,
        priority=piece.priority,
        received_at=piece.received_at,
        due_at=now,
        raised_at=now,
        reason=f"The same {kind} is in {len(after.forms)} forms since {since}, too in {others}.",
    )


def seen_before(
    log: IntelligenceLog,
    keys: Mapping[str, str],
    entries: Mapping[str, IndexEntry],
    window: timedelta,
) -> tuple[SeenBefore, ...]:
    """Say which entities of a log stand in earlier forms. ``keys`` are those of ``gather.keys_of``.

    What came later does not count, so that a log made again says no less and nothing else.
    """
    return tuple(_seen(log, keys, entries, window))


def _seen(
    log: IntelligenceLog,
    keys: Mapping[str, str],
    entries: Mapping[str, IndexEntry],
    window: timedelta,
) -> Iterator[SeenBefore]:
    own = form_key(log.reference)
    for entity_id, key in keys.items():
        forms = [
            each
            for each in (entries[key].forms if key in entries else ())
            if form_key(each.reference) != own
            and log.received_at - window <= each.received_at <= log.received_at
        ]
        if forms:
            yield SeenBefore(
                entity_id=entity_id,
                forms=len(forms),
                since=forms[0].received_at,
                references=tuple(each.reference for each in forms[-_SHOWN:]),
            )


def month_of(moment: datetime) -> str:
    """Name a month as people say it: ``August 2026``."""
    local = moment.astimezone(LONDON)
    return f"{_MONTHS[local.month - 1]} {local.year}"


def _order(form: IndexedForm) -> tuple[datetime, str]:
    return form.received_at, form.reference


def _steps(size: int) -> Iterator[int]:
    while size <= MOST_FORMS:
        yield size
        size *= 2
