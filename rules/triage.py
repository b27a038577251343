"""Recommends a priority for a form, with the words that made it so; a person decides."""

from rules.cues import Cues, Match
from rules.sentences import split
from rules.weighing import Place, Texts, Weighed, weigh
from schemas.enums import Priority
from schemas.form import CpiForm
from schemas.triage import Because, Recommendation

NARRATIVE = "information.narrative"
"""The field that an outcome without words points to."""

NO_CUE = "no_cue"
DANGER = "immediate_danger"
WITHDRAWN = "immediate_danger_withdrawn"

# A withdrawn danger has no priority of its own: it stands last, beside whatever else was found.
_ORDER = (Priority.HIGH, Priority.CRIME, Priority.NORMAL, Priority.NO_FURTHER_ACTION, None)
_NOTHING = (Priority.NO_FURTHER_ACTION, None)

_Matter = tuple[Priority | None, Because]


def triage(form: CpiForm, cues: Cues) -> Recommendation:
    """Recommend HIGH, CRIME, NORMAL or NO_FURTHER_ACTION for a form.

    The highest of all matters wins and every one is named, highest first, with its exact words:
    ``text[start:end] == words``, in characters of the named field. A ticked danger raises to HIGH
    (words "true", span 0 to 4) unless the text takes it back; then the words that do so are
    named. It never lowers. Where no cue is HIGH, several kinds of signs together are, each named.
    Nothing found is NORMAL, with the one reason ``no_cue``.
    No further action is proposed only where nothing else was found. Source: flowchart; DESIGN 1;
    domain 4.1, 4.2.
    """
    texts = _texts(form)
    grammar = cues.lexicon.guards.grammar
    searched = [
        (field, text, cues.whole.search_prose(split(text, grammar, form.submitted_at)))
        for field, text in texts
    ]
    weighed = weigh(searched, cues.evidence)
    found = _found(searched, weighed, cues)
    danger = _danger(form, texts, cues)
    if danger is None or danger[0] is None:
        found = _lowered(found, weighed)
    if danger is not None:
        found.append(danger)
    if all(priority in _NOTHING for priority, _ in found) and not (
        weighed.is_idle or _idle(found, texts, cues)
    ):
        found = [one for one in found if one[0] is None]
    if not found:
        nothing = Because(rule=NO_CUE, words="", field=NARRATIVE, start=0, end=0)
        return Recommendation(priority=Priority.NORMAL, because=(nothing,))
    found.sort(key=lambda one: _ORDER.index(one[0]))
    highest = found[0][0] or Priority.NORMAL
    return Recommendation(priority=highest, because=tuple(because for _, because in found))


def _found(texts: Texts, weighed: Weighed, cues: Cues) -> list[_Matter]:
    """Find families, then signs that come to HIGH and traces that come to CRIME together."""
    found: list[_Matter] = [
        (_raises(match, weighed), _because(match, field, text))
        for field, text, matches in texts
        for match in matches
        if match.family.raises
    ]
    traced = [
        (Priority.CRIME, _because(match, field, text))
        for field, text, matches in texts
        for match in cues.traces.together(matches)
    ]
    raised = {priority for priority, _ in found}
    if not raised & {Priority.HIGH} and not weighed.settles and (weighed.danger or not traced):
        found += [
            (Priority.HIGH, _because(match, field, text))
            for field, text, matches in texts
            for match in cues.signs.together(matches, weighed.danger_weights)
        ]
    if not raised & {Priority.CRIME} and not weighed.hearsay:
        found += traced
    return found


def _raises(match: Match, weighed: Weighed) -> Priority | None:
    passed_on = match.family.intelligence and weighed.hearsay
    return None if passed_on else match.family.raises


def _lowered(found: list[_Matter], weighed: Weighed) -> list[_Matter]:
    """Set aside what the form as a whole takes back; it stays named, after what took it back."""
    if weighed.is_idle:
        idle = [_evidence(Priority.NO_FURTHER_ACTION, one) for one in weighed.idle]
        return [*idle, *((None, because) for _, because in found)]
    if not weighed.settles or not any(priority is Priority.HIGH for priority, _ in found):
        return found
    calm = [_evidence(None, one) for one in (*weighed.calm, *weighed.hearsay)]
    kept = [one for one in found if one[0] is not Priority.HIGH]
    aside: list[_Matter] = [
        (None, because) for priority, because in found if priority is Priority.HIGH
    ]
    return [*kept, *calm, *aside]


def _evidence(priority: Priority | None, place: Place) -> _Matter:
    field, text, match = place
    return priority, _because(match, field, text)


def _texts(form: CpiForm) -> tuple[tuple[str, str], ...]:
    information = form.information
    return (
        (NARRATIVE, information.narrative),
        ("information.action_taken", information.action_taken or ""),
    )


def _because(match: Match, field: str, text: str) -> Because:
    start, end = match.start, match.end
    return Because(rule=match.family.id, words=text[start:end], field=field, start=start, end=end)


def _danger(form: CpiForm, texts: tuple[tuple[str, str], ...], cues: Cues) -> _Matter | None:
    if not form.immediate_danger:
        return None
    for field, text in texts:
        for match in cues.withdraws.search(text, form.submitted_at):
            return None, _because(match, field, text).model_copy(update={"rule": WITHDRAWN})
    return Priority.HIGH, Because(rule=DANGER, words="true", field=DANGER, start=0, end=len("true"))


def _idle(found: list[_Matter], texts: tuple[tuple[str, str], ...], cues: Cues) -> bool:
    said = sum(len(text.split()) for _, text in texts)
    named = sum(len(because.words.split()) for _, because in found)
    return said - named <= cues.most_other_words
