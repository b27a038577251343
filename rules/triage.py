"""Recommends a priority for a form, with the words that made it so; a person decides."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from rules.cues import Cues, Match, weighable
from rules.sentences import Prose, split
from rules.weights import Found, Weighed, strongest, weigh
from rules.weights_file import Least, Tree
from schemas.enums import Priority
from schemas.form import CpiForm
from schemas.triage import Because, Recommendation

NARRATIVE = "information.narrative"
"""The field that an outcome without words points to."""

NO_CUE = "no_cue"
WORDS = "weighed_words"
DANGER = "immediate_danger"
WITHDRAWN = "immediate_danger_withdrawn"

_MOST_WORDS = 4
_PLACES = (Priority.HIGH, Priority.CRIME, Priority.NO_FURTHER_ACTION)


@dataclass(frozen=True, slots=True)
class Text:
    """A text of a form: its field, itself, its words, its cues, and what can be weighed."""

    field: str
    text: str
    prose: Prose
    cues: tuple[Match, ...]
    found: tuple[Found, ...]


def triage(form: CpiForm, cues: Cues) -> Recommendation:
    """Recommend HIGH, CRIME, NORMAL or NO_FURTHER_ACTION for a form.

    The highest of all matters wins and what speaks for each is named, highest first, with its
    exact words: ``text[start:end] == words``, in characters of the named field. First the cues of
    a priority, then the words that weigh most for it. A ticked danger raises to HIGH (words
    "true", span 0 to 4) unless the text takes it back; then the words that do so are named. It
    never lowers. Nothing found is NORMAL, with the one reason ``no_cue``. Source: flowchart;
    DESIGN 1; domain 4.1, 4.2.
    """
    weights = cues.weights
    texts = read(form, cues, weights.tree)
    weighed = weigh([one.found for one in texts], weights)
    danger = _ticked(form, cues)
    ticked = danger is not None and danger.rule == DANGER
    said = proposed(weighed, weights.least)
    priority = Priority.HIGH if ticked else said
    because = [danger] if danger is not None and ticked else []
    because += _reasons(said, texts)
    if danger is not None and not ticked:
        because.append(danger)
    if not because:
        because = [Because(rule=NO_CUE, words="", field=NARRATIVE, start=0, end=0)]
    return Recommendation(priority=priority, because=tuple(because))


def read(form: CpiForm, cues: Cues, tree: Tree) -> tuple[Text, ...]:
    """Find the cues of all texts of a form, and the words that a tree holds."""
    return tuple(_read(field, text, form, cues, tree) for field, text in _texts(form))


def _read(field: str, text: str, form: CpiForm, cues: Cues, tree: Tree) -> Text:
    lexicon = cues.lexicon
    prose = split(text, lexicon.guards.grammar, form.submitted_at)
    found = tuple(weighable(prose, lexicon, tree))
    return Text(field, text, prose, lexicon.search_prose(prose), found)


def proposed(weighed: Weighed, least: Least) -> Priority:
    """Give the highest priority that is reached.

    One sentence that says it plainly is enough for HIGH, however much else is said; a crime is
    told though all else is idle.
    """
    shares, gravest, loudest = weighed
    plain = loudest >= least.sentence and shares.idle < least.idle
    if least.danger(shares) or plain:
        return Priority.HIGH
    if least.offence(shares):
        return Priority.CRIME
    if shares.idle >= least.idle:
        told = gravest.crime >= least.told
        return Priority.CRIME if told else Priority.NO_FURTHER_ACTION
    return Priority.NORMAL


def _reasons(priority: Priority, texts: Sequence[Text]) -> Iterator[Because]:
    """Name the cues of a priority, the words that weigh most for it, and cues of a crime beside."""
    if priority is Priority.NORMAL:
        return
    yield from _cues(priority, texts)
    place = _PLACES.index(priority)
    for one in texts:
        for word in strongest(one.found, one.prose.words, place, _MOST_WORDS):
            yield _because(WORDS, one, *one.prose.span(word.start, word.end))
    if priority is Priority.HIGH:
        yield from _cues(Priority.CRIME, texts, but=Priority.HIGH)


def _cues(
    priority: Priority, texts: Iterable[Text], but: Priority | None = None
) -> Iterator[Because]:
    for one in texts:
        for cue in one.cues:
            speaks_for = cue.family.speaks_for
            if priority in speaks_for and but not in speaks_for:
                yield _because(cue.family.id, one, cue.start, cue.end)


def _because(rule: str, one: Text, start: int, end: int) -> Because:
    return Because(rule=rule, words=one.text[start:end], field=one.field, start=start, end=end)


def _texts(form: CpiForm) -> Iterator[tuple[str, str]]:
    yield NARRATIVE, form.information.narrative
    if form.information.action_taken:
        yield "information.action_taken", form.information.action_taken


def _ticked(form: CpiForm, cues: Cues) -> Because | None:
    """Name the tick or, where the text takes it back, the words that do; null without one."""
    if not form.immediate_danger:
        return None
    for field, text in _texts(form):
        for match in cues.withdraws.search(text, form.submitted_at):
            start, end = match.start, match.end
            words = text[start:end]
            return Because(rule=WITHDRAWN, words=words, field=field, start=start, end=end)
    return Because(rule=DANGER, words="true", field=DANGER, start=0, end=len("true"))
