"""Weighed words: which priority do the words of a form speak for together? Domain 4.2.

Each word, and each run of two or three in a sentence, that is known has a weight for HIGH, CRIME
and NO_FURTHER_ACTION, against NORMAL; so has each family of cues. A rare one counts more than a
common one, and a long text no more than a short one. The weights were fitted to labelled texts
(``bench/fit.py``) and stand in weights.toml for a supervisor to read.
"""

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from rules.guards import Guarded, Reach
from rules.phrase_index import EVERYDAY
from rules.sentences import Prose
from rules.weights_file import NOTHING, Node, Shares, Tree, Weight, Weights, total

FAMILY = "@"
"""Stands before the id of a family of cues."""

_NUMBER = "#"
_MATTER = 3
_OF_WHOLE = 0.95
_PRIORITIES = 3


class Found(NamedTuple):
    """What can be weighed, found in a text: its node, its sentence, its words up to ``end``.

    A family of cues has no words of its own here: ``start`` and ``end`` are 0.
    """

    node: Node
    sentence: int
    start: int
    end: int


def find(prose: Prose, guarded: Guarded, tree: Tree) -> list[Found]:
    """Give the words of a text and the runs of two and three in a sentence that a tree holds.

    Before a word stand the marks of the guards that reach it (guards.toml); a number is ``#``.
    """
    words, begin = _marked(prose, guarded), 0
    found: list[Found] = []
    for number, limit in enumerate(prose.limits):
        for at in range(begin, limit):
            node, stop = tree.get(words[at]), at + 1
            while node is not None:
                if node.weight is not NOTHING:
                    found.append(Found(node, number, at, stop))
                if stop == limit or not node.further:
                    break
                node, stop = node.further.get(words[stop]), stop + 1
        begin = limit
    return found


class Weighed(NamedTuple):
    """What a form comes to: all of it, the most of one matter, the most HIGH of one sentence."""

    shares: Shares
    gravest: Shares
    loudest: float


def weigh(texts: Iterable[Sequence[Found]], weights: Weights) -> Weighed:
    """Weigh what was found in the texts of a form together, and each matter of each by itself.

    What three sentences say is not outweighed by the other forty: the shares of HIGH and CRIME are
    mostly those of the whole form, and in part those of the gravest matter. What stands twice in a
    sentence counts once there.
    """
    counts: Counter[Node] = Counter()
    matters: list[Shares] = []
    loudest = 0.0
    for text in texts:
        sentences: dict[int, dict[Node, None]] = {}
        counts.update([node for node, _, _, _ in text])
        for node, sentence, _, _ in text:
            sentences.setdefault(sentence, {})[node] = None
        sums = {one: total([node.weight for node in found]) for one, found in sentences.items()}
        loudest = max([loudest, *(weights.shares(one).high for one in sums.values())])
        matters += _matters(sums, weights)
    often = [
        node.weight if many == 1 else _often(node.weight, many) for node, many in counts.items()
    ]
    whole = weights.shares(total(often))
    if not matters:
        return Weighed(whole, whole, whole.high)
    gravest = Shares(*map(max, zip(*matters, strict=True)))
    high = _OF_WHOLE * whole.high + (1 - _OF_WHOLE) * gravest.high
    crime = _OF_WHOLE * whole.crime + (1 - _OF_WHOLE) * gravest.crime
    return Weighed(whole._replace(high=high, crime=crime), gravest, loudest)


def strongest(text: Sequence[Found], words: Sequence[str], of: int, most: int) -> list[Found]:
    """Give what speaks most for a priority in a text, nothing twice, in the text's order.

    ``words`` are those of the text, ``of`` is the place of the priority in a weight. Families of
    cues are left out, and what is made of everyday words alone: nobody could check it.
    """
    telling = (one for one in reversed(text) if not EVERYDAY.issuperset(words[one.start : one.end]))
    known = {one.node: one for one in telling}
    ranked = sorted(known.values(), key=lambda one: -_for(one.node.weight, of))
    chosen: list[Found] = []
    for one in ranked:
        if len(chosen) == most or _for(one.node.weight, of) <= 0:
            break
        if all(one.end <= other.start or other.end <= one.start for other in chosen):
            chosen.append(one)
    return sorted(chosen, key=lambda one: one.start)


def _for(weight: Weight, of: int) -> float:
    """Say how much more a word speaks for one priority than for any other."""
    return weight[of] - max(0.0, *(weight[n] for n in range(_PRIORITIES) if n != of))


def _often(weight: Weight, many: int) -> Weight:
    often = 1 + math.log(many)
    high, crime, idle, squared = weight
    return Weight(high * often, crime * often, idle * often, squared * often * often)


def _matters(sums: Mapping[int, Weight], weights: Weights) -> Iterator[Shares]:
    """Give the shares of each run of sentences, by their sums."""
    for first in sums:
        near = [sums[n] for n in range(first, first + _MATTER) if n in sums]
        yield weights.shares(total(near))


def _marked(prose: Prose, guarded: Guarded) -> list[str]:
    words = [word if word.isalpha() or not _has_figure(word) else _NUMBER for word in prose.words]
    for reach in guarded.reaches:
        mark = reach.guard.mark
        if mark is None:
            continue
        for at in _reached(prose, reach):
            if not words[at].startswith(mark):
                words[at] = mark + words[at]
    return words


def _has_figure(word: str) -> bool:
    return any(map(str.isdecimal, word))


def _reached(prose: Prose, reach: Reach) -> Iterable[int]:
    scope, reached = reach.guard.scope, reach.reached
    if scope in {"before", "after", "overlap"}:
        found: Iterable[int] = reached
    elif scope == "text":
        found = range(len(prose.words))
    else:
        numbers = prose.clause if scope == "clause" else prose.sentence
        found = [at for at, number in enumerate(numbers) if number in reached]
    return [at for at in found if prose.clause[at] not in reach.kept]
