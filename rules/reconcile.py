"""Proves what became of a form (DESIGN 4.1): exactly one state for each of its destinations.

Judged by the newest log, and by the newest decision where its log is not there yet. The vocabulary
is today's: where it routes otherwise than when the log was made, that shows as wrong.
"""

from collections.abc import Iterator

from rules.at_destinations import NO_ACTION, call_of, destinations, doubled, unasked
from rules.endings import Ending, State, Terms, Verdict, unfinished
from rules.letters import ended_by, open_letter, stands_open
from rules.sightings import (
    Decided,
    Desked,
    Fact,
    Form,
    Given,
    Letter,
    Logged,
    Sanitised,
    Sent,
    Triaged,
)
from schemas.enums import AlertKind, DecisionStatus, Priority
from schemas.topics import (
    ALERTS,
    ASSESSED,
    DEAD_LETTERS,
    INTAKE,
    INTELLIGENCE,
    SANITISED,
    TRIAGED,
)

NAMES_SOURCE = "the text still names the source"


def judge(form: Form, terms: Terms) -> Verdict:
    """Say where a form stands at each destination, and what is wrong with it.

    What is not at a destination yet comes first. A form of which only letters and calls are there
    has no ending, but for one that triage refused.
    """
    known = [each for each in form.facts if isinstance(each, Triaged | Desked)]
    made = [each for each in form.facts if isinstance(each, Decided | Sanitised | Logged | Sent)]
    if not known and not made:
        return Verdict(tuple(_refused(form)))
    first = min((each.seen for each in form.facts), key=lambda seen: seen.at)
    if not known and first.at < terms.now:
        gone = terms.gone(first.at, TRIAGED.name)
        return Verdict((), () if gone else (f"{first.topic} has it, but nobody accepted it",))
    endings = (*_decision(form, terms), *destinations(form, terms))
    faults = (*doubled(form), *unasked(form, terms), *_unapplied(form, terms))
    return Verdict(endings, (*faults, *_other_content(form, terms)))


def newest_decision(form: Form) -> Decided | None:
    """Give the newest decision on a form, from whichever topic still has it."""
    found = [*form.of(Decided), *(each.decided for each in form.of(Logged))]
    found += [each.decided for each in form.of(Desked) if each.decided]
    return max(found, key=lambda each: each.revision, default=None)


def _refused(form: Form) -> Iterator[Ending]:
    letter = next((each for each in form.of(Letter) if each.topic == INTAKE.name), None)
    if letter is not None:
        yield ended_by(letter, None)


def _decision(form: Form, terms: Terms) -> Iterator[Ending]:
    """Say where the newest decision stands, or the form before any, as far as no log tells."""
    decided = newest_decision(form)
    if decided is None:
        yield _undecided(form, terms)
        return
    revision = decided.revision
    if decided.priority is Priority.NO_FURTHER_ACTION and revision == 1:
        yield Ending(State.CLOSED, None, NO_ACTION, decided.seen.at)
        return
    released = any(each.revision == revision for each in form.of(Logged))
    yield from _released(form, revision) if released else _unreleased(form, terms, revision)
    if released and decided.status is DecisionStatus.NOT_YET_ASSESSED:
        yield _awaiting(form, terms)


def _undecided(form: Form, terms: Terms) -> Ending:
    admitted, letter = bool(form.of(Desked)), open_letter(form, 0, TRIAGED.name)
    if letter and admitted and stands_open(letter):
        return Ending(State.WRONG, None, "dead-lettered and at the desk", letter.seen.at)
    if letter and not admitted:
        return ended_by(letter, None)
    if admitted or not terms.late(form.last.at):
        return _awaiting(form, terms)
    what = "triaged, but it never came to the desk"
    return unfinished(form.last.at, terms, None, what, DEAD_LETTERS.name)


def _awaiting(form: Form, terms: Terms) -> Ending:
    known = [each.received_at for each in form.of(Desked)]
    known += [each.received_at for each in form.of(Triaged)]
    since = min(known, default=form.last.at)
    overdue = terms.now - since > terms.breach
    return Ending(State.AWAITING_ASSESSMENT, None, None, since, overdue)


def _unreleased(form: Form, terms: Terms, revision: int) -> Iterator[Ending]:
    call = call_of(form, AlertKind.RELEASE_BLOCKED, revision)
    letter = open_letter(form, revision, ASSESSED.name, SANITISED.name)
    if call and letter and stands_open(letter):
        what = f"revision {revision} is held for a person and dead-lettered"
        yield Ending(State.WRONG, None, what, letter.seen.at)
    elif call:
        yield Ending(State.HELD, None, NAMES_SOURCE, call.seen.at)
    elif letter:
        yield ended_by(letter, None)
    else:
        sanitised = any(each.revision == revision for each in form.of(Sanitised))
        what = f"revision {revision} has no {'log' if sanitised else 'sanitised text'}"
        topics = (INTELLIGENCE.name, ALERTS.name, DEAD_LETTERS.name)
        yield unfinished(form.last.at, terms, None, what, *topics)


def _released(form: Form, revision: int) -> Iterator[Ending]:
    """Find a revision that has a log, but was stopped before it too."""
    call = call_of(form, AlertKind.RELEASE_BLOCKED, revision)
    letter = open_letter(form, revision, ASSESSED.name, SANITISED.name)
    other = "held for a person" if call else "dead-lettered" if stands_open(letter) else None
    if other:
        what = f"revision {revision} is {other} and has a log"
        yield Ending(State.WRONG, None, what, form.last.at)


def _unapplied(form: Form, terms: Terms) -> Iterator[str]:
    """Find assessments that the desk has passed over."""
    desks = form.of(Desked)
    numbers = [each.last_assessment for each in desks if each.last_assessment is not None]
    early = {offset for each in desks for offset in each.early}
    for each in form.of(Given) if desks else ():
        waits = each.seen.offset in early or each.seen.offset <= max(numbers, default=-1)
        if not waits and _unanswered(each, form, terms):
            yield f"the assessment at {each.seen.place} was not applied"


def _other_content(form: Form, terms: Terms) -> Iterator[str]:
    """Find forms that came under the same id with other content, and were not refused."""
    admitted = {each.content_hash for each in form.of(Desked)}
    for each in form.of(Triaged) if admitted else ():
        if each.content_hash not in admitted and _unanswered(each, form, terms):
            yield f"other content under the same id at {each.seen.place} was not refused"


def _unanswered(fact: Fact, form: Form, terms: Terms) -> bool:
    """Whether a record has no letter, though it should by now."""
    refused = any(each.place == fact.seen.place for each in form.of(Letter))
    gone = terms.gone(fact.seen.at, DEAD_LETTERS.name)
    return terms.late(fact.seen.at) and not (refused or gone)
