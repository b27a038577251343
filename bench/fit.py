"""Fits the weights of weights.toml to labelled texts: ``make weights``.

The texts are those of ``tests/evaluation/texts`` and the forms to look at, never those that are
held back. What is weighed, and how, is ``rules/weights.py``'s alone. scikit-learn finds the weights
that tell the labels apart best (logistic regression); the strongest are kept.
"""

import tomllib
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from scipy.sparse import csr_matrix, diags
from sklearn.linear_model import LogisticRegression

from agents.vocabulary import load_vocabulary
from rules.evaluation_cases import parse_cases
from rules.triage import proposed, read
from rules.weights import Found, Weighed, weigh
from rules.weights_file import NOTHING, SHORTEST, Bias, Least, Node, Weight, Weights
from schemas.enums import Priority
from schemas.form import CpiForm

ROOT = Path(__file__).parents[1]
FILE = ROOT / "rules" / "data" / "weights.toml"
STRENGTH = 5.0
"""How far the weights follow the texts (scikit-learn's C)."""

KEPT = 14_000
"""Weights that are kept: those that can move a share most."""

LEAST_TEXTS = 2
FOLDS = 5
_ORDER = (Priority.HIGH, Priority.CRIME, Priority.NO_FURTHER_ACTION)
_HEAD = """# How much words speak for a priority, fitted to labelled texts by `make weights`.
#
# A line: how rare the word is, its weights for HIGH, CRIME and NO_FURTHER_ACTION against NORMAL,
# and the word, or two or three that follow each other in a sentence. -word is denied, <word is long
# ago, ?word is imagined or of a training, ~word is of an idiom; # is a number; @family is a family
# of cues.toml. What counts is a weight times its rarity. A line may be changed or taken out by
# hand, until the next fit.

# What speaks for a priority before a word is read.
bias = {{ {bias} }}

# The least share of all that is said for which a priority is proposed; HIGH is asked for first.
least = {{ {least} }}

"""


SOME = Weight(0.0, 0.0, 0.0, 1.0)
Row = tuple[float, ...]
"""Rarity, and the weights for HIGH, CRIME and NO_FURTHER_ACTION."""


class Fitted(NamedTuple):
    """Weights as found."""

    weights: dict[Node, Row]
    bias: Bias


class Grown(dict[str, Node]):
    """A tree that holds whatever is looked for in it, up to three words."""

    def __init__(self, names: dict[Node, str], before: str = "", more: int = 3) -> None:
        super().__init__()
        self._names, self._before, self._more = names, before, more

    def get(self, word: str, default: Any = None) -> Node | Any:  # noqa: ANN401, D102 - as dict has it
        if not self._more:
            return default
        if word not in self:
            name = f"{self._before} {word}".strip()
            self[word] = Node(SOME, Grown(self._names, name, self._more - 1))
            self._names[self[word]] = name
        return self[word]


class Sample(NamedTuple):
    """A labelled text as triage reads it, and the file that it stands in."""

    file: str
    label: Priority
    texts: list[tuple[Found, ...]]


def samples() -> tuple[list[Sample], dict[Node, str]]:
    """Read all labelled texts that may be looked at; give the name of each thing found, too."""
    cues, names = load_vocabulary(None).cues, dict[Node, str]()
    tree, made = Grown(names), []
    for file, label, form in _forms():
        made.append(Sample(file, label, [one.found for one in read(form, cues, tree)]))
    return made, names


def _forms() -> Iterator[tuple[str, Priority, CpiForm]]:
    folder = ROOT / "tests" / "evaluation"
    files = [(path.name, path.read_text(encoding="utf-8")) for path in folder.glob("look-*.toml")]
    first = None
    for filed in parse_cases(sorted(files)):
        first = first or filed.case.form
        yield filed.file, filed.case.expected.priority, filed.case.form
    if first is None:
        return
    for file, priority, narrative in _narratives(folder):
        told = {"narrative": narrative, "action_taken": None}
        about = first.information.model_copy(update=told)
        yield file, priority, first.model_copy(update={"information": about})


def _narratives(folder: Path) -> Iterator[tuple[str, Priority, str]]:
    for path in sorted((folder / "texts").glob("*.toml")):
        for one in tomllib.loads(path.read_text(encoding="utf-8"))["text"]:
            yield path.name, Priority(one["priority"]), one["narrative"]
    own = folder.parent / "rules" / "narratives.toml"
    for priority, narratives in tomllib.loads(own.read_text(encoding="utf-8")).items():
        yield from ((own.name, Priority(priority), narrative) for narrative in narratives)


def fit(chosen: Sequence[Sample]) -> Fitted:
    """Fit weights to samples: to all that is found often enough, then to the strongest alone."""
    counts = [Counter(one.node for text in each.texts for one in text) for each in chosen]
    seen = Counter(node for count in counts for node in count)
    labels = [each.label.value for each in chosen]
    found = _fitted(counts, [node for node, many in seen.items() if many >= LEAST_TEXTS], labels)
    if len(found.weights) <= KEPT:
        return found
    ranked = sorted(found.weights.items(), key=_moves)
    return _fitted(counts, [node for node, _ in ranked[:KEPT]], labels)


def _moves(item: tuple[Node, Row]) -> tuple[float, Row]:
    rarity, *towards = item[1]
    return -rarity * max(map(abs, towards)), item[1]


def _fitted(
    counts: Sequence[Counter[Node]], nodes: Sequence[Node], labels: Sequence[str]
) -> Fitted:
    columns = {node: at for at, node in enumerate(nodes)}
    triples = [
        (1 + np.log(many), row, columns[node])
        for row, count in enumerate(counts)
        for node, many in count.items()
        if node in columns
    ]
    values, rows, places = zip(*triples, strict=True)
    matrix = csr_matrix((values, (rows, places)), (len(counts), len(nodes)))
    seen = np.asarray((matrix > 0).sum(0)).ravel()
    rarity = 1 + np.log((1 + len(counts)) / (1 + seen))
    matrix = matrix.multiply(rarity).tocsr()
    length = np.sqrt(np.asarray(matrix.multiply(matrix).sum(1)).ravel())
    matrix = diags(1 / np.maximum(length, SHORTEST)) @ matrix
    model = LogisticRegression(C=STRENGTH, max_iter=4000, class_weight="balanced")
    model.fit(matrix, labels)
    classes = list(model.classes_)
    normal, own = classes.index("NORMAL"), [classes.index(one.value) for one in _ORDER]
    weights = np.round(model.coef_[own] - model.coef_[normal], 2)
    bias = np.round(model.intercept_[own] - model.intercept_[normal], 3)
    table = {
        node: (round(float(rarity[at]), 2), *map(float, weights[:, at]))
        for node, at in columns.items()
    }
    return Fitted(table, Bias(**dict(zip(Bias.model_fields, map(float, bias), strict=True))))


def text_of(fitted: Fitted, least: Least, names: dict[Node, str]) -> str:
    """Give the text of weights.toml."""
    numbers = ", ".join(f"{name} = {value}" for name, value in fitted.bias)
    limits = ", ".join(f"{name} = {value}" for name, value in least)
    ranked = sorted(
        fitted.weights, key=lambda node: (_moves((node, fitted.weights[node])), names[node])
    )
    lines = []
    for node in ranked:
        rarity, *towards = fitted.weights[node]
        lines.append(f"{rarity:6.2f} {' '.join(f'{one:+6.2f}' for one in towards)}  {names[node]}")
    words = "\n".join(lines)
    return f"{_HEAD.format(bias=numbers, least=limits)}words = '''\n{words}\n'''\n"


def check(chosen: Sequence[Sample], least: Least) -> None:
    """Say how good weights are on whole files that they were not fitted to.

    A file was written at one go: what other files tell of it is what to expect of a stranger's.
    """
    given: list[tuple[Sample, Priority]] = []
    files = sorted({each.file for each in chosen})
    for held in (set(files[fold::FOLDS]) for fold in range(FOLDS)):
        weights = _laid(fit([each for each in chosen if each.file not in held]), chosen, least)
        own = [each for each in chosen if each.file in held]
        given += [(each, proposed(_weighed(each, weights), least)) for each in own]
    forms = [one for one in given if one[0].file.startswith("look")]
    _tell("forms", forms)
    _tell("texts", [one for one in given if one not in forms])


def _laid(fitted: Fitted, chosen: Sequence[Sample], least: Least) -> Weights:
    for node in (one.node for each in chosen for text in each.texts for one in text):
        node.weight = NOTHING
    for node, (rarity, *towards) in fitted.weights.items():
        high, crime, idle = (rarity * one for one in towards)
        node.weight = Weight(high, crime, idle, rarity * rarity)
    return Weights({}, fitted.bias, least)


def _weighed(sample: Sample, weights: Weights) -> Weighed:
    known = ([one for one in text if one.node.weight is not NOTHING] for text in sample.texts)
    return weigh(known, weights)


def _tell(what: str, given: Sequence[tuple[Sample, Priority]]) -> None:
    for priority in Priority:
        own = [said == priority for one, said in given if one.label == priority]
        said = [one.label == priority for one, said in given if said == priority]
        print(  # noqa: T201 - a tool for who tunes
            f"{what}: {priority.value}: recall {sum(own) / max(1, len(own)):.3f}, "
            f"precision {sum(said) / max(1, len(said)):.3f}"
        )


def main() -> None:
    """Fit, tell, write."""
    least = load_vocabulary(None).cues.weights.least
    chosen, names = samples()
    check(chosen, least)
    FILE.write_text(text_of(fit(chosen), least, names), encoding="utf-8")


if __name__ == "__main__":
    main()
