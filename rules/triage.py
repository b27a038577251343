"""Recommends a priority for a form, with the words that made it so; a person decides."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from rules.cues import Cues
from rules.guards import guard
from rules.sentences import Prose, split
from rules.weighing import Placed, Weighed, weigh
from rules.weights import FAMILY, Found, find, strongest
from rules.weights import weigh as weigh_words
from rules.weights_file import Shares, Tree, Weights
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
    """A text of a form: its field, itself, its words, and what of it can be weighed."""

    field: str
    text: str
    prose: Prose
    found: tuple[Found, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """What is found in a form: its texts, its cues, and what the cues come to by themselves."""

    texts: tuple[Text, ...]
    cues: tuple[Placed, ...]
    weighed: Weighed

    @property
    def danger(self) -> bool:
        """Whether the families of cues come to HIGH."""
        return bool(self.weighed.danger)


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
    reading = read(form, cues, weights.tree)
    shares = weigh_words([one.found for one in reading.texts], weights)
    reached = list(_reached(shares, weights, danger=reading.danger))
    danger = _ticked(form, cues)
    ticked = danger is not None and danger.rule == DANGER
    because = [danger] if danger is not None and ticked else []
    for priority in reached:
        because += _reasons(priority, reading)
    if danger is not None and not ticked:
        because.append(danger)
    if not because:
        because = [Because(rule=NO_CUE, words="", field=NARRATIVE, start=0, end=0)]
    highest = Priority.HIGH if ticked else next(iter(reached), Priority.NORMAL)
    return Recommendation(priority=highest, because=tuple(because))


def read(form: CpiForm, cues: Cues, tree: Tree) -> Reading:
    """Find the cues of all texts, and the words in a tree of them; the sentences of a later text follow those of an earlier."""
    guards = cues.lexicon.guards
    texts: list[Text] = []
    found: list[Placed] = []
    before = 0
    for field, text in _texts(form):
        prose = split(text, guards.grammar, form.submitted_at)
        matches = cues.lexicon.search_prose(prose)
        families = ((tree.get(f"{FAMILY}{one.family.id}"), one.sentence) for one in matches)
        known = (Found(node, sentence, 0, 0) for node, sentence in families if node)
        words = find(prose, guard(prose, guards), tree)
        texts.append(Text(field, text, prose, (*words, *known)))
        found += [Placed(field, text, one, before + one.sentence) for one in matches]
        before += len(prose.limits)
    return Reading(tuple(texts), tuple(found), weigh(found, cues.limits))


def _reached(shares: Shares, weights: Weights, *, danger: bool) -> Iterator[Priority]:
    """Give the priorities that are reached, highest first."""
    least = weights.least
    if shares.high >= (least.confirmed if danger else least.high):
        yield Priority.HIGH
    if shares.crime >= least.crime:
        yield Priority.CRIME
    elif shares.idle >= least.idle and shares.high < least.high:
        yield Priority.NO_FURTHER_ACTION


def _reasons(priority: Priority, reading: Reading) -> Iterator[Because]:
    points = {Priority.HIGH: "high", Priority.CRIME: "crime"}.get(priority, "idle")
    cues = [one for one in reading.cues if getattr(one.family, points) > 0]
    yield from _named(_gravest(cues, points))
    for one in reading.texts:
        place = _PLACES.index(priority)
        for each in strongest(one.found, place, _MOST_WORDS):
            start, end = one.prose.span(each.start, each.end)
            words = one.text[start:end]
            yield Because(rule=WORDS, words=words, field=one.field, start=start, end=end)


def _gravest(cues: Iterable[Placed], points: str) -> Sequence[Placed]:
    return sorted(cues, key=lambda one: -int(getattr(one.family, points)))


def _named(cues: Iterable[Placed]) -> Iterator[Because]:
    for one in cues:
        start, end = one.match.start, one.match.end
        words = one.text[start:end]
        yield Because(rule=one.family.id, words=words, field=one.field, start=start, end=end)


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
