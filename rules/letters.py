"""Which dead letters of a form still count."""

from collections.abc import Iterator

from rules.endings import Ending, State
from rules.sightings import Called, Desked, Fact, Form, Letter, Logged, Sanitised, Sent
from schemas.enums import Destination
from schemas.topics import ASSESSED, INTELLIGENCE, SANITISED, TRIAGED


def open_letter(form: Form, revision: int, *topics: str) -> Letter | None:
    """Give the newest letter of a revision, from these topics, that nothing has solved since.

    One that was redriven is under way again. Solved is one after which the same stage succeeded for
    the same revision. Revision 0 is the form's admission to the desk. Of a letter that came again
    the newest counts.
    """
    newest = {each.letter_id: each for each in sorted(form.of(Letter), key=_time)}
    counting = [
        each
        for each in newest.values()
        if each.topic in topics
        and not each.sent_on
        and _concerns(each, form, revision)
        and not any(_time(done) >= _time(each) for done in _successes(each, form, revision))
    ]
    return counting[-1] if counting else None


def ended_by(letter: Letter, destination: Destination | None) -> Ending:
    """Say where a form stands that came no further: closed where its letter was given up."""
    if letter.discarded is not None:
        why = f"discarded: {letter.discarded}"
        return Ending(State.CLOSED, destination, why, letter.seen.at)
    return Ending(State.DEAD_LETTERED, destination, letter.reason, letter.seen.at)


def stands_open(letter: Letter | None) -> bool:
    """Whether there is a letter that somebody still has to see to."""
    return letter is not None and letter.discarded is None


def _time(fact: Fact) -> float:
    return fact.seen.at.timestamp()


def _concerns(letter: Letter, form: Form, revision: int) -> bool:
    """Whether it is this revision; a letter whose record is gone counts for any."""
    if letter.topic == TRIAGED.name:
        # Another form sent under the same id lies at another offset than the one admitted.
        admitted = {each.position for each in form.of(Desked)}
        return not admitted or letter.offset in admitted
    found = {
        number
        for each in form.facts
        if each.seen.place == letter.place
        and (number := getattr(each, "revision", None)) is not None
    }
    return not found or revision in found


def _successes(letter: Letter, form: Form, revision: int) -> Iterator[Fact]:
    """Give what shows that the stage of a letter has done its work for the revision."""
    kinds = {
        TRIAGED.name: (),
        ASSESSED.name: (Sanitised, Logged, Sent, Called),
        SANITISED.name: (Logged, Sent, Called),
        INTELLIGENCE.name: (Sent, Called),
    }[letter.topic]
    if letter.topic == TRIAGED.name:
        yield from form.of(Desked)
    yield from (
        each
        for each in form.facts
        if isinstance(each, kinds) and getattr(each, "revision", None) == revision
    )
