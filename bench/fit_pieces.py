"""Fits the weights of pieces.toml to the labelled forms to look at: ``make weights``.

What can be weighed of a piece is ``rules/pieces.py``'s alone. A piece goes where half of its words
that say something are labelled as what must go. scikit-learn finds the weights that tell those
pieces best from the others (logistic regression); the strongest are kept.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression

from agents.vocabulary import load_vocabulary
from rules.evaluation_cases import Case, parse_cases
from rules.folding import words_of
from rules.giveaways import Giveaways
from rules.pieces import Pieces, Signs

ROOT = Path(__file__).parents[1]
FILE = ROOT / "rules" / "data" / "pieces.toml"
STRENGTH = 0.1
"""How far the weights follow the labels (scikit-learn's C)."""

LEAST_PIECES = 4
KEPT = 9_000
"""Signs that are kept: those of the strongest weights."""

_HALF = 0.5
_COUNTS = {1: 1.0, 0: 0.7, -1: 1.5}
# How much what stands in and beside a piece of a narrative speaks for its pointing to its writer,

_HEAD = """\
# How much what stands in and beside a piece of a narrative speaks for its pointing to its writer,
# fitted to labelled forms by `make weights`. A line: the weight, the sort of sign, a colon and its
# value. Sorts: word, words (two that follow each other), kind and kinds (of kinds.toml; `to says`
# is an action), whose (preposition, determiner, kind), first and last word of the piece, its
# length; before, after, near before, near after, kind before, kind after, sign before, sign after:
# what stands beside it; clause, sentence: the kinds in them; opens: what its clause begins with;
# first person: how many words off one is; place, placed: where in the text it stands. A line may
# be changed or taken out by hand, until the next fit.

# What speaks for a piece before it is read, the least share for which it goes, and what its own
# words and kinds must come to for a look at what stands beside it.
bias = {bias}
least = {least}
glance = {glance}

"""


class Sample(NamedTuple):
    """A piece: its file, its label (1 goes, -1 stays, 0 neither is said) and its signs."""

    file: str
    label: int
    signs: dict[Signs, int]


def samples(giveaways: Giveaways) -> list[Sample]:
    """Read the pieces of all forms that may be looked at."""
    folder = ROOT / "tests" / "evaluation"
    files = [(path.name, path.read_text(encoding="utf-8")) for path in folder.glob("look-*.toml")]
    return [
        Sample(filed.file, label, dict.fromkeys(signs, 1))
        for filed in parse_cases(sorted(files))
        for label, signs in _labelled(filed.case, giveaways)
    ]


def _labelled(case: Case, giveaways: Giveaways) -> Iterator[tuple[int, Iterator[Signs]]]:
    pieces, expected = giveaways.cut(case.form), case.expected
    gone = _covered(pieces, expected.gone)
    entities = [name for one in expected.entities for name in (one.canonical, *one.aliases)]
    stay = _covered(pieces, (*expected.stay, *entities))
    for number, piece in enumerate(pieces.all):
        if not pieces.may_go(piece):
            continue
        places = range(piece.start, piece.end)
        telling = [at for at in places if pieces.prose.words[at] not in giveaways.kinds.small]
        share = sum(at in gone for at in telling) / len(telling)
        label = 1 if share >= _HALF else -1 if stay.intersection(places) else 0
        yield label, pieces.signs(number)


def _covered(pieces: Pieces, phrases: Sequence[str]) -> set[int]:
    """Give the words of a text that stand in one of the phrases."""
    words = [tuple(words_of(word)) for word in pieces.prose.words]
    plain = ["".join(word) for word in words]
    found: set[int] = set()
    for phrase in phrases:
        wanted = [word.replace("'", "") for word in words_of(phrase)]
        for at in range(len(plain) - len(wanted) + 1):
            if wanted and plain[at : at + len(wanted)] == wanted:
                found.update(range(at, at + len(wanted)))
    return found


def fit(chosen: Sequence[Sample]) -> tuple[float, dict[Signs, float]]:
    """Fit the bias and the weights to samples; only the strongest are kept."""
    vectors = DictVectorizer()
    named = [{f"{sort}: {value}": 1 for sort, value in one.signs} for one in chosen]
    matrix = vectors.fit_transform(named)
    often = np.asarray((matrix > 0).sum(0)).ravel() >= LEAST_PIECES
    names = vectors.get_feature_names_out()[often]
    labels = np.array([one.label for one in chosen])
    model = LogisticRegression(C=STRENGTH, max_iter=200, solver="liblinear")
    counts = np.array([_COUNTS[label] for label in labels])
    model.fit(matrix[:, often], labels == 1, sample_weight=counts)
    weights = model.coef_[0]
    strongest = np.argsort(-abs(weights))[:KEPT]
    found = {}
    for at in strongest:
        sort, _, value = str(names[at]).partition(": ")
        found[sort, value] = round(float(weights[at]), 2)
    return round(float(model.intercept_[0]), 3), {sign: one for sign, one in found.items() if one}


def text_of(bias: float, limits: tuple[float, float], weights: dict[Signs, float]) -> str:
    """Give the text of pieces.toml."""
    ranked = sorted(weights.items(), key=lambda one: (-abs(one[1]), one[0]))
    lines = "\n".join(f"{weight:+6.2f}  {sort}: {value}" for (sort, value), weight in ranked)
    return (
        f"{_HEAD.format(bias=bias, least=limits[0], glance=limits[1])}signs = '''\n{lines}\n'''\n"
    )


def main() -> None:
    """Fit, write."""
    giveaways = load_vocabulary(None).giveaways
    bias, weights = fit(samples(giveaways))
    FILE.write_text(text_of(bias, (giveaways.least, giveaways.glance), weights), encoding="utf-8")


if __name__ == "__main__":
    main()
