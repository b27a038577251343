"""What ``cpi evaluate`` says: tables for people, one document for programs."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import typer

from console.cli.common import show_table
from rules.evaluation import CLASSES, Evaluation, Score
from rules.evaluation_faults import Fault
from schemas.enums import Priority

REFUSED = "refused"
_SCORES = ("recall", "precision", "F1", "expected", "right", "extra", "missed")


def document(result: Evaluation, faults: Sequence[Fault]) -> dict[str, Any]:
    """Give the JSON document."""
    redaction, timing = result.redaction, result.time
    return {
        "forms": len(result.cases),
        "held": result.held,
        "refused": result.refused,
        "priority": {
            "classes": _scores(result.priorities),
            "confusion": {each.value: _confused(result, each) for each in CLASSES},
        },
        "destinations": {
            "exact": result.exact_destinations,
            "each": _scores(result.destinations),
        },
        "district": {"accuracy": result.districts},
        "redaction": {
            "without_leak": redaction.without_leak,
            "gone": redaction.gone,
            "leaks": redaction.leaks,
            "kept": redaction.kept,
            "stay": redaction.stay,
            "losses": redaction.losses,
        },
        "entities": {
            "fixed_format": _score(result.fixed_format),
            "types": _scores(result.entities),
            "aliases": {"expected": result.aliases.expected, "found": result.aliases.right},
        },
        "time": {
            "median_ms": timing.median,
            "ninety_ms": timing.ninety,
            "usual_median_ms": timing.usual,
            "usual_forms": timing.usual_forms,
        },
        "wrong": [vars(each) for each in faults],
    }


def show(result: Evaluation, faults: Sequence[Fault]) -> None:
    """Write the tables."""
    typer.echo(f"{len(result.cases)} forms, {result.held} held, {result.refused} refused\n")
    show_table(("priority", *_SCORES), _rows(result.priorities))
    typer.echo("")
    columns = (*(each.value for each in CLASSES), REFUSED)
    confusion = [(each.value, *map(str, _confused(result, each).values())) for each in CLASSES]
    show_table(("expected, proposed:", *columns), confusion)
    typer.echo("")
    show_table(("destination", *_SCORES), _rows(result.destinations))
    typer.echo(f"exactly the right destinations: {_figure(result.exact_destinations)}")
    typer.echo(f"the right district: {_figure(result.districts)}\n")
    typer.echo("\n".join(_redaction(result)) + "\n")
    fixed = ("all of a fixed format", *_cells(result.fixed_format))
    show_table(("entities", *_SCORES), [*_rows(result.entities), fixed])
    typer.echo(f"aliases: {result.aliases.right} of {result.aliases.expected} found\n")
    typer.echo("\n".join(_timing(result)) + "\n")
    if faults:
        show_table(("case", "wrong", "times", "what"), map(_row, faults))
    else:
        typer.echo("nothing is wrong")


def _scores(scores: Mapping[Any, Score]) -> dict[str, dict[str, float | None]]:
    return {str(kind): _score(score) for kind, score in scores.items()}


def _score(score: Score) -> dict[str, float | None]:
    return {
        "recall": score.recall,
        "precision": score.precision,
        "f1": score.f1,
        "expected": score.expected,
        "right": score.right,
        "extra": score.extra,
        "missed": score.missed,
    }


def _confused(result: Evaluation, expected: Priority) -> dict[str, int]:
    proposed = {each.value: result.confusion.get((expected, each), 0) for each in CLASSES}
    return proposed | {REFUSED: result.confusion.get((expected, None), 0)}


def _rows(scores: Mapping[Any, Score]) -> Iterator[tuple[str, ...]]:
    yield from ((str(kind), *_cells(score)) for kind, score in scores.items())


def _cells(score: Score) -> tuple[str, ...]:
    shares = (score.recall, score.precision, score.f1)
    counts = (score.expected, score.right, score.extra, score.missed)
    return (*map(_figure, shares), *map(str, counts))


def _redaction(result: Evaluation) -> Iterator[str]:
    part = result.redaction
    leaks = f"{part.leaks} of {part.gone} strings leak"
    yield f"forms without a leak: {_figure(part.without_leak)} ({leaks})"
    losses = f"{part.losses} of {part.stay} strings are lost"
    yield f"kept of what must stay: {_figure(part.kept)} ({losses})"


def _timing(result: Evaluation) -> Iterator[str]:
    part = result.time
    yield f"time a form: median {_figure(part.median)} ms, 90 % within {_figure(part.ninety)} ms"
    yield f"of 150 to 250 words: median {_figure(part.usual)} ms ({part.usual_forms} forms)"


def _row(fault: Fault) -> tuple[str, str, str, str]:
    why = f" (why: {fault.why})" if fault.why else ""
    told = "; ".join(" ".join(each.split()) for each in fault.detail)
    return fault.id, fault.kind, str(fault.count), told + why


def _figure(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"
