"""What of a form is at its destinations, against what its newest log routes to (DESIGN 4.1)."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from rules.endings import Ending, State, Terms, unfinished
from rules.letters import ended_by, open_letter, stands_open
from rules.sightings import Called, Form, Letter, Logged, Sent
from rules.withdrawal import Place
from schemas.enums import AlertKind, Destination, Priority, ReportStatus
from schemas.topics import ALERTS, DEAD_LETTERS, INTELLIGENCE

NO_DISTRICT = "the district is unknown"
NO_ACTION = "no further action"

Endings = dict[Destination | None, Ending]


def newest_logs(form: Form) -> list[Logged]:
    """Give the logs of the newest revision that has any, each once."""
    logs = form.of(Logged)
    revision = max((each.revision for each in logs), default=0)
    return list({each.log_id: each for each in logs if each.revision == revision}.values())


def call_of(form: Form, kind: AlertKind, revision: int) -> Called | None:
    """Give the call of a person to look at a revision."""
    calls = (each for each in form.of(Called) if each.kind is kind)
    return next((each for each in calls if each.revision == revision), None)


def destinations(form: Form, terms: Terms) -> tuple[Ending, ...]:
    """Say where the newest log stands at each destination; none where there is no log."""
    logs = newest_logs(form)
    if not logs:
        return ()
    letter = open_letter(form, logs[0].revision, INTELLIGENCE.name)
    endings = _at_each(form, terms, logs, letter)
    if any(each.calls for each in logs):
        _call_for_district(endings, form, terms, logs, letter)
    if not endings:
        endings[None] = _nowhere(logs, letter)
    return tuple(endings.values())


def doubled(form: Form) -> Iterator[str]:
    """Find messages of one log and revision to one place that differ in their id."""
    ids: dict[tuple[str, Place, int], set[str]] = defaultdict(set)
    for each in form.of(Sent):
        ids[each.log_id, each.place, each.revision].add(each.message_id)
    for found in ids.values():
        if len(found) > 1:
            yield f"the same twice: {' and '.join(sorted(found))}"


def unasked(form: Form, terms: Terms) -> Iterator[str]:
    """Find messages that no log asks for."""
    logs = newest_logs(form)
    revision = max((each.revision for each in logs), default=0)
    expected = {name for each in logs for _, name in each.expected}
    for each in {sent.message_id: sent for sent in form.of(Sent)}.values():
        gone = each.seen.at >= terms.now or terms.gone(each.seen.at, INTELLIGENCE.name)
        if each.revision > revision and not gone:
            yield f"{each.message_id} has no log"
        asked = each.message_id in expected or each.status is ReportStatus.WITHDRAWN
        if each.revision == revision and not asked:
            yield f"{each.message_id} is not what its log routes to"


def repeats(form: Form) -> Mapping[Destination, int]:
    """Count the messages at each destination that came again with the same id."""
    counts: dict[Destination, int] = defaultdict(int)
    seen: set[str] = set()
    for each in form.of(Sent):
        counts[each.destination] += each.message_id in seen
        seen.add(each.message_id)
    return counts


def _at_each(form: Form, terms: Terms, logs: Sequence[Logged], letter: Letter | None) -> Endings:
    now = [each for each in form.of(Sent) if each.revision == logs[0].revision]
    lacking = _lacking(form, logs, now)
    endings: Endings = {}
    for destination in Destination:
        here = [each for each in now if each.destination is destination]
        missing = lacking.get(destination)
        if missing and letter:
            endings[destination] = ended_by(letter, destination)
        elif missing:
            what, topic = f"lacks {', '.join(missing)}", f"cpi.{destination.value}"
            endings[destination] = unfinished(
                form.last.at, terms, destination, what, topic, DEAD_LETTERS.name
            )
        elif here and letter and stands_open(letter) and not lacking:
            both = "delivered and dead-lettered"
            endings[destination] = Ending(State.WRONG, destination, both, letter.seen.at)
        elif here:
            endings[destination] = _arrived(destination, here)
    return endings


def _lacking(
    form: Form, logs: Sequence[Logged], now: Sequence[Sent]
) -> Mapping[Destination, Sequence[str]]:
    """Name by destination the messages, new and taking back, that should be there and are not."""
    there = {each.message_id for each in now}
    wanted = sorted(pair for each in logs for pair in each.expected)
    lacking: dict[Destination, list[str]] = defaultdict(list)
    for destination, name in wanted:
        if name not in there:
            lacking[destination].append(name)
    settled = {each.place for each in now}
    for each in _standing_before(form, logs[0].revision):
        if each.place not in settled and each.destination not in lacking:
            lacking[each.destination].append(f"what takes back {each.message_id}")
    return lacking


def _standing_before(form: Form, revision: int) -> Iterator[Sent]:
    """As ``rules.withdrawal.standing_before``, of facts."""
    newest: dict[Place, Sent] = {}
    for each in sorted(form.of(Sent), key=lambda sent: sent.revision):
        if each.revision < revision:
            newest[each.place] = each
    yield from (each for each in newest.values() if each.status is not ReportStatus.WITHDRAWN)


def _arrived(destination: Destination, here: Sequence[Sent]) -> Ending:
    since = max(each.seen.at for each in here)
    if all(each.status is ReportStatus.WITHDRAWN for each in here):
        return Ending(State.CLOSED, destination, "withdrawn", since)
    return Ending(State.DELIVERED, destination, None, since)


def _call_for_district(
    endings: Endings, form: Form, terms: Terms, logs: Sequence[Logged], letter: Letter | None
) -> None:
    """Add that a person has been called; the sector waits for that, if it is meant to get it."""
    target = Destination.SECTOR if any(each.calls_for_sector for each in logs) else None
    if target in endings and endings[target].state is not State.CLOSED:
        return
    call = call_of(form, AlertKind.DISTRICT_UNKNOWN, logs[0].revision)
    if call:
        endings[target] = Ending(State.HELD, target, NO_DISTRICT, call.seen.at)
    elif letter:
        endings[target] = ended_by(letter, target)
    else:
        what = f"{NO_DISTRICT} and nobody was called"
        endings[target] = unfinished(
            form.last.at, terms, target, what, ALERTS.name, DEAD_LETTERS.name
        )


def _nowhere(logs: Sequence[Logged], letter: Letter | None) -> Ending:
    if letter:
        return ended_by(letter, None)
    void = logs[0].decided.priority is Priority.NO_FURTHER_ACTION
    reason = NO_ACTION if void else "no destination"
    return Ending(State.CLOSED, None, reason, logs[0].seen.at)
