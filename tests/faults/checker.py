"""Judges from the topics alone whether a hub kept its guarantees; pure, and total.

It knows the catalogue, how values are read, and what was sent; nothing of how the hub works.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from schemas.assessment import AssessedForm
from schemas.base import Message
from schemas.codec import decode
from schemas.enums import ReceiptStatus
from schemas.records import DeadLetter, Receipt
from schemas.rejection import Rejection
from schemas.topics import DEAD_LETTERS, INTAKE, TRIAGED, topic_named
from tests.faults.expected import STATE, effect_of, expected, what_matters
from tests.faults.seen import Fate, Group, Seen, Sent, Verdict

Place = tuple[str, int, int]


@dataclass(frozen=True)
class Read:
    """A record with its message and the form that it is of."""

    seen: Seen
    message: Message
    reference: str


def judge(
    seen: Iterable[Seen],
    forms: Sequence[Sent],
    group: Group,
    letters_for: Collection[Place] = (),
) -> Verdict:
    """Compare what is on the topics with what must be there.

    ``letters_for`` are the places of records that must each have one dead letter.
    """
    records = sorted(seen, key=lambda each: (each.at_ms, each.partition, each.offset))
    known = {form.reference: form for form in forms}
    read, unread = _read(records, known)
    return Verdict(
        missing=(*_missing(read, forms, records), *_unburied(read, letters_for)),
        doubled=(*_too_many(read, forms), *_two_ids(read), *_changed(read), *_answers(read, forms)),
        disordered=tuple(_disordered(read)),
        uncommitted=uncommitted(group),
        letters=(*unread, *_letters(read, known, letters_for)),
        repeats=_repeats(read, known),
    )


def _read(records: Sequence[Seen], known: Mapping[str, Sent]) -> tuple[list[Read], list[str]]:
    """Read what is of these forms, and every dead letter; say what cannot be read."""
    read: list[Read] = []
    unread: list[str] = []
    for seen in records:
        reference = (seen.key or b"").decode(errors="replace")
        if seen.topic == INTAKE.name or (
            reference not in known and seen.topic != DEAD_LETTERS.name
        ):
            continue
        message = _decoded(seen.topic, seen.value)
        if isinstance(message, Rejection):
            # What a test put there itself has no id.
            unread += [f"{_place(seen)} cannot be read"] if seen.ce_id else []
        else:
            read.append(Read(seen, message, reference))
    return read, unread


@lru_cache(200_000)
def _decoded(topic: str, value: bytes | None) -> Message | Rejection:
    """A record is judged again and again until the hub is done."""
    return decode(topic_named(topic).schema, value)


def _missing(read: Sequence[Read], forms: Sequence[Sent], records: Sequence[Seen]) -> Iterable[str]:
    there = _ids(read)
    submitted = Counter(
        (each.key or b"").decode(errors="replace") for each in records if each.topic == INTAKE.name
    )
    lettered = {each.reference for each in read if isinstance(each.message, DeadLetter)}
    for form in forms:
        if submitted[form.submission_id] < form.copies:
            yield f"{form.reference} {submitted[form.submission_id]} of {form.copies} on the intake"
        if form.fate is Fate.DEAD_LETTER:
            if form.reference not in lettered:
                yield f"{form.reference} has no dead letter"
            continue
        for topic, count in expected(form).items():
            found = len(there[form.reference, topic])
            if found < count:
                yield f"{form.reference} {found} of {count} on {topic}"


def _too_many(read: Sequence[Read], forms: Sequence[Sent]) -> Iterable[str]:
    there = _ids(read)
    for form in forms:
        for topic, count in expected(form).items():
            found = there[form.reference, topic]
            if len(found) > count:
                yield f"{form.reference} {len(found)} for {count} on {topic}"


def _two_ids(read: Sequence[Read]) -> Iterable[str]:
    for (topic, effect), found in _by(read, lambda each: effect_of(each.message)).items():
        ids = {each.seen.ce_id for each in found}
        if effect is not None and len(ids) > 1:
            yield f"one effect, {len(ids)} ids on {topic}: {sorted(map(str, ids))}"


def _changed(read: Sequence[Read]) -> Iterable[str]:
    """The same id must say the same thing each time."""
    for (topic, ce_id), found in _by(read, lambda each: each.seen.ce_id).items():
        if topic in STATE or ce_id is None or len(found) == 1:
            continue
        first, *others = (what_matters(topic, each.message) for each in found)
        if any(each != first for each in others):
            yield f"{ce_id} says different things on {topic}"


def _answers(read: Sequence[Read], forms: Sequence[Sent]) -> Iterable[str]:
    """Each form is accepted once, and its other copies are repeats."""
    accepted = defaultdict(set)
    for each in read:
        if isinstance(each.message, Receipt) and each.message.status is ReceiptStatus.ACCEPTED:
            accepted[each.reference].add(each.seen.ce_id)
    for form in forms:
        if len(accepted[form.reference]) > 1:
            yield f"{form.reference} accepted {len(accepted[form.reference])} times"


def _disordered(read: Sequence[Read]) -> Iterable[str]:
    """First occurrences of a form's messages on a topic: their revisions never fall."""
    newest: dict[tuple[str, str], int] = defaultdict(int)
    for found in _by(read, lambda each: each.seen.ce_id).values():
        first, where = found[0].message, (found[0].seen.topic, found[0].reference)
        revision = getattr(first, "revision", None)
        if revision is None or where[0] in STATE:
            continue
        if revision < newest[where]:
            yield f"{where[1]} revision {revision} after {newest[where]} on {where[0]}"
        newest[where] = max(newest[where], revision)
    yield from _misplaced_decisions(read)


def _misplaced_decisions(read: Sequence[Read]) -> Iterable[str]:
    """The revisions of a form are its assessments in the order in which they were sent.

    The rationale of an assessment is its number (tests/faults/traffic.py).
    """
    numbers: dict[str, dict[int, int]] = defaultdict(dict)
    for each in read:
        if isinstance(each.message, AssessedForm):
            rationale = each.message.decision.rationale or ""
            if rationale.isdecimal():
                numbers[each.reference][each.message.revision] = int(rationale)
    for reference, found in numbers.items():
        sent = [found[revision] for revision in sorted(found)]
        if sent != sorted(sent):
            yield f"{reference} assessments applied in the order {sent}"


def uncommitted(group: Group) -> tuple[str, ...]:
    """Say which partitions are not committed to their end, neither below nor beyond it."""
    at = {place: max(group.committed.get(place, 0), 0) for place in group.ends}
    return tuple(
        f"{place[0]}/{place[1]} committed {at[place]}, ends at {end}"
        for place, end in sorted(group.ends.items())
        if at[place] != end
    )


def _unburied(read: Sequence[Read], places: Collection[Place]) -> Iterable[str]:
    buried = _buried(read)
    for place in places:
        if place not in buried:
            yield f"{'/'.join(map(str, place))} has no dead letter"


def _letters(
    read: Sequence[Read], known: Mapping[str, Sent], places: Collection[Place]
) -> Iterable[str]:
    """Dead letters that nobody expects, and second ones for one record."""
    for place, found in _buried(read).items():
        letter = found[0].message
        form = known.get(found[0].reference)
        doomed = form is not None and form.fate is Fate.DEAD_LETTER
        if place not in places and not doomed and isinstance(letter, DeadLetter):
            yield f"{'/'.join(map(str, place))} at {letter.stage}: {letter.field} {letter.reason}"
        if len({each.seen.ce_id for each in found}) > 1:
            yield f"{'/'.join(map(str, place))} has more than one letter"


def _repeats(read: Sequence[Read], known: Mapping[str, Sent]) -> int:
    total = 0
    for (topic, ce_id), found in _by(read, lambda each: each.seen.ce_id).items():
        if ce_id is None:
            continue  # a client's own, without headers
        form = known.get(found[0].reference)
        legal = form.copies if form and topic == TRIAGED.name else 1
        total += 0 if topic in STATE else max(len(found) - legal, 0)
    return total


def _buried(read: Sequence[Read]) -> dict[Place, list[Read]]:
    found: dict[Place, list[Read]] = defaultdict(list)
    for each in read:
        if isinstance(each.message, DeadLetter):
            letter = each.message
            found[letter.topic, letter.partition, letter.offset].append(each)
    return found


def _ids(read: Sequence[Read]) -> dict[tuple[str, str], set[str | None]]:
    found: dict[tuple[str, str], set[str | None]] = defaultdict(set)
    for each in read:
        found[each.reference, each.seen.topic].add(each.seen.ce_id)
    return found


def _by(
    read: Sequence[Read], name: Callable[[Read], object]
) -> dict[tuple[str, object], list[Read]]:
    found: dict[tuple[str, object], list[Read]] = defaultdict(list)
    for each in read:
        found[each.seen.topic, name(each)].append(each)
    return found


def _place(seen: Seen) -> str:
    return f"{seen.topic}/{seen.partition}/{seen.offset}"
