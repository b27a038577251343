"""``cpi evaluate``: the rules on labelled forms, in memory, and how good they are."""

import time
from collections.abc import Iterator, Sequence
from datetime import UTC
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from agents.journey import journey, try_all
from agents.vocabulary import load_vocabulary
from console.cli.common import AsJson, MisuseError, show_json
from console.cli.evaluation_page import document, show
from console.cli.try_forms import as_document
from rules.evaluation import Evaluation
from rules.evaluation import evaluate as evaluated
from rules.evaluation_cases import HELD_BACK, Case, CaseError, Filed, parse_cases
from rules.evaluation_faults import Fault, faults_of
from rules.evaluation_judging import Judged, Outcome, judge
from rules.vocabulary import Vocabulary
from schemas.form import CpiForm
from schemas.parsing import ParsedForm
from streams.settings import load_settings

CHECKOUT = Path(__file__).parents[2] / "tests" / "evaluation"
ROUNDS = 3
"""How often each form is timed; the quickest counts, disturbed least by other work."""


class Part(StrEnum):
    """A part of the labelled forms; ``end`` are the files whose names begin so."""

    LOOK = "look"
    END = "end"
    ALL = "all"


_Set = Annotated[
    list[Path] | None,
    typer.Option(
        "--set",
        metavar="FOLDER_OR_FILE",
        help="Labelled forms, TOML; may be given again. Else those of the checkout.",
    ),
]
_Part = Annotated[
    Part, typer.Option("--part", help=f"{HELD_BACK}: of files that are named {HELD_BACK}….")
]


def evaluate(*, sets: _Set = None, part: _Part = Part.ALL, as_json: AsJson = False) -> None:
    """Measure the rules on labelled forms: what `cpi try` makes of them, against the labels.

    Each form is taken as at its submitted_at, so the figures are the same on any day. Of files
    named end… no text is shown, only what kind of thing is wrong. A form that is held for a
    person leaks nothing and keeps nothing. Times are of the rules alone, the quickest of three.

    JSON: {"part", "forms", "held", "refused", "priority": {"classes": {class: SCORE}, "confusion":
    {expected: {proposed|"refused": count}}}, "destinations": {"exact", "each": {destination:
    SCORE}}, "district": {"accuracy"}, "redaction": {"without_leak", "gone", "leaks", "kept",
    "stay", "losses"}, "entities": {"fixed_format": SCORE, "types": {type: SCORE}, "aliases":
    {"expected", "found"}}, "time": {"median_ms", "ninety_ms", "usual_median_ms", "usual_forms"},
    "wrong": [{"id", "kind", "count", "detail": [text], "why"}]}; SCORE is {"recall",
    "precision", "f1", "expected", "right", "extra", "missed"}. A share of nothing is null.
    """
    filed = _of_part(_read(sets or _checkout()), part)
    vocabulary = load_vocabulary(load_settings().rules_dir)
    result, faults = figures(filed, vocabulary, ROUNDS)
    if as_json:
        show_json({"part": part.value} | document(result, faults))
    else:
        show(result, faults)


def labelled(part: Part) -> Sequence[Filed]:
    """Read the labelled forms of the checkout.

    Raises:
        MisuseError: there are none, or one of them is wrong.
    """
    return _of_part(_read(_checkout()), part)


def figures(
    filed: Sequence[Filed], vocabulary: Vocabulary, rounds: int = 0
) -> tuple[Evaluation, Sequence[Fault]]:
    """Measure the rules on labelled forms, timed in so many rounds; give what is wrong, too."""
    result = evaluated(_judged([each.case for each in filed], vocabulary, rounds))
    return result, faults_of(result.cases, {each.case.id for each in filed if each.held_back})


def _read(given: Sequence[Path]) -> tuple[Filed, ...]:
    try:
        return parse_cases([(path.name, _text(path)) for path in _files(given)])
    except CaseError as error:
        message = f"{error}: correct that and try again"
        raise MisuseError(message) from None


def _checkout() -> Sequence[Path]:
    if not CHECKOUT.is_dir():
        message = "there are no labelled forms here: give a file or a folder of them, --set FOLDER"
        raise MisuseError(message)
    return [CHECKOUT]


def _files(given: Sequence[Path]) -> Iterator[Path]:
    for path in given:
        if not path.is_dir():
            yield path
            continue
        inside = sorted(path.glob("*.toml"))
        if not inside:
            message = f"{path} holds no *.toml: give a folder of labelled forms with --set"
            raise MisuseError(message)
        yield from inside


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, ValueError) as error:
        why = (error.strerror if isinstance(error, OSError) else None) or "it is no UTF-8 text"
        message = f"{path} cannot be read ({why}): give labelled forms with --set"
        raise MisuseError(message) from None


def _of_part(filed: Sequence[Filed], part: Part) -> Sequence[Filed]:
    chosen = [each for each in filed if part in {Part.ALL, _part_of(each)}]
    if not chosen:
        message = f"none of the labelled forms is of the part {part.value}: give others with --set"
        raise MisuseError(message)
    return chosen


def _part_of(filed: Filed) -> Part:
    return Part.END if filed.held_back else Part.LOOK


def _judged(cases: Sequence[Case], vocabulary: Vocabulary, rounds: int) -> Iterator[Judged]:
    outcomes = [_tried(each.form, vocabulary) for each in cases]
    taken = [each.form for each, made in zip(cases, outcomes, strict=True) if not made.rejected]
    # Round by round: a form that was just read is still in mind, and would be quicker.
    timed = [[_milliseconds(form, vocabulary) for form in taken] for _ in range(rounds)]
    quickest = iter([min(times) for times in zip(*timed, strict=True)])
    for case, outcome in zip(cases, outcomes, strict=True):
        yield judge(case, outcome, None if outcome.rejected else next(quickest, None))


def _tried(form: CpiForm, vocabulary: Vocabulary) -> Outcome:
    parsed = ParsedForm(1, form, submission_id=form.submission_id)
    (tried,) = try_all([parsed], vocabulary, form.submitted_at.astimezone(UTC))
    return Outcome.model_validate(as_document(tried))


def _milliseconds(form: CpiForm, vocabulary: Vocabulary) -> float:
    now = form.submitted_at.astimezone(UTC)
    began = time.perf_counter()
    journey(form, vocabulary, now)
    return (time.perf_counter() - began) * 1000
