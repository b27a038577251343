"""Recommends a priority for a form, with the words that made it so; a person decides."""

from collections.abc import Iterable, Iterator

from rules.cues import Cues
from rules.sentences import split
from rules.weighing import Placed, Weighed, weigh
from schemas.enums import Priority
from schemas.form import CpiForm
from schemas.triage import Because, Recommendation

NARRATIVE = "information.narrative"
"""The field that an outcome without words points to."""

NO_CUE = "no_cue"
DANGER = "immediate_danger"
WITHDRAWN = "immediate_danger_withdrawn"

Texts = tuple[tuple[str, str], ...]
"""The fields of a form that are searched, with their texts."""


def triage(form: CpiForm, cues: Cues) -> Recommendation:
    """Recommend HIGH, CRIME, NORMAL or NO_FURTHER_ACTION for a form.

    The highest of all matters wins and what speaks for each is named, highest first and in each
    the gravest first, with its exact words: ``text[start:end] == words``, in characters of the
    named field. A ticked danger raises to HIGH (words "true", span 0 to 4) unless the text takes
    it back; then the words that do so are named. It never lowers. Where something else lowers
    what would be HIGH, that is named, and after it what was set aside. Nothing found is NORMAL,
    with the one reason ``no_cue``. Source: flowchart; DESIGN 1; domain 4.1, 4.2.
    """
    texts = _texts(form)
    found = _placed(form, texts, cues)
    weighed = weigh(found, cues.limits)
    danger = _ticked(form, texts, cues)
    ticked = danger is not None and danger.rule == DANGER
    because = [danger] if ticked and danger is not None else []
    priority = Priority.NORMAL
    if ticked or weighed.danger:
        priority = Priority.HIGH
    elif weighed.idle:
        priority = Priority.NO_FURTHER_ACTION
    elif weighed.crime:
        priority = Priority.CRIME
    # A family may speak for one priority and against another: its words stand once, where first.
    because += dict.fromkeys(_reasons(priority, weighed, found))
    if danger is not None and not ticked:
        because.append(danger)
    if not because:
        because = [Because(rule=NO_CUE, words="", field=NARRATIVE, start=0, end=0)]
    return Recommendation(priority=priority, because=tuple(because))


def _placed(form: CpiForm, texts: Texts, cues: Cues) -> list[Placed]:
    """Find the cues of all texts; the sentences of a later text follow those of an earlier."""
    grammar = cues.lexicon.guards.grammar
    found: list[Placed] = []
    before = 0
    for field, text in texts:
        prose = split(text, grammar, form.submitted_at)
        matches = cues.lexicon.search_prose(prose)
        found += [Placed(field, text, one, before + one.sentence) for one in matches]
        before += len(prose.limits)
    return found


def _reasons(priority: Priority, weighed: Weighed, found: list[Placed]) -> Iterator[Because]:
    if priority is Priority.NO_FURTHER_ACTION:
        yield from _named(one for one in _gravest(found, "idle") if one.family.idle > 0)
        return
    yield from _named(_gravest(weighed.danger, "high"))
    named = {id(one) for one in weighed.danger}
    if weighed.crime:
        crime = [one for one in found if one.family.crime > 0 and id(one) not in named]
        yield from _named(_gravest(crime, "crime"))
    if priority is not Priority.HIGH:
        yield from _named(weighed.calm)
        yield from _named(_gravest(weighed.eased, "high"))


def _gravest(cues: Iterable[Placed], points: str) -> list[Placed]:
    return sorted(cues, key=lambda one: -int(getattr(one.family, points)))


def _named(cues: Iterable[Placed]) -> Iterator[Because]:
    named: set[str] = set()
    for one in cues:
        # What a supervisor reads in five seconds: the first words of each family, not all of them.
        if one.family.id in named:
            continue
        named.add(one.family.id)
        start, end = one.match.start, one.match.end
        words = one.text[start:end]
        yield Because(rule=one.family.id, words=words, field=one.field, start=start, end=end)


def _texts(form: CpiForm) -> Texts:
    information = form.information
    return (
        (NARRATIVE, information.narrative),
        ("information.action_taken", information.action_taken or ""),
    )


def _ticked(form: CpiForm, texts: Texts, cues: Cues) -> Because | None:
    """Name the tick or, where the text takes it back, the words that do; null without one."""
    if not form.immediate_danger:
        return None
    for field, text in texts:
        for match in cues.withdraws.search(text, form.submitted_at):
            start, end = match.start, match.end
            words = text[start:end]
            return Because(rule=WITHDRAWN, words=words, field=field, start=start, end=end)
    return Because(rule=DANGER, words="true", field=DANGER, start=0, end=len("true"))
