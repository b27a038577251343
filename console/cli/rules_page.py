"""Writes the rules' figures into ``docs/rules.md``, between its two markers."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple

from agents.vocabulary import load_vocabulary
from console.cli.evaluate import Part, figures, labelled
from console.cli.generated import DOCS, Generated, table
from rules.evaluation import Evaluation, Score
from rules.evaluation_faults import Fault
from schemas.enums import EntityType, Priority

PART = Generated(
    DOCS / "rules.md",
    "<!-- figures: generated from tests/evaluation, do not edit -->",
    "<!-- end of the figures -->",
)


class Goal(NamedTuple):
    """A figure that is to be reached, as a share; ``least`` is the goal, null where there is none.

    ``name`` is its name in ``tests/console/rules_floors.toml``.
    """

    name: str
    what: str
    least: float | None
    of: Callable[[Evaluation], float | None]


def _priority(priority: Priority, part: str) -> Callable[[Evaluation], float | None]:
    def read(result: Evaluation) -> float | None:
        share: float | None = getattr(result.priorities[priority], part)
        return share

    return read


GOALS = (
    Goal("high_recall", "HIGH recall", 0.98, _priority(Priority.HIGH, "recall")),
    Goal("high_precision", "HIGH precision", 0.85, _priority(Priority.HIGH, "precision")),
    Goal("crime_recall", "CRIME recall", 0.95, _priority(Priority.CRIME, "recall")),
    Goal("crime_precision", "CRIME precision", None, _priority(Priority.CRIME, "precision")),
    Goal("normal_recall", "NORMAL recall", None, _priority(Priority.NORMAL, "recall")),
    Goal(
        "no_further_action_recall",
        "NO_FURTHER_ACTION recall",
        None,
        _priority(Priority.NO_FURTHER_ACTION, "recall"),
    ),
    Goal("without_leak", "forms without a leak", 1.0, lambda one: one.redaction.without_leak),
    Goal("kept", "kept of what must stay", 0.98, lambda one: one.redaction.kept),
    Goal("fixed_format", "entities of a fixed format, F1", 0.97, lambda one: one.fixed_format.f1),
    Goal("person", "people, F1", 0.92, lambda one: one.entities[EntityType.PERSON].f1),
    Goal("destinations", "exactly the right destinations", None, lambda o: o.exact_destinations),
    Goal("district", "the right district", None, lambda one: one.districts),
)
"""The figures that have a floor; the goals are those for forms that nobody who tuned has read."""


@cache
def measured(part: Part) -> tuple[Evaluation, Sequence[Fault]]:
    """Measure the packaged rules on a part of the labelled forms of the checkout, once."""
    return figures(labelled(part), load_vocabulary(None))


def tables() -> str:
    """Measure the rules on all labelled forms of the checkout, and say it in Markdown."""
    (look, look_faults), (end, end_faults) = measured(Part.LOOK), measured(Part.END)
    parts = {
        f"to look at ({len(look.cases)} forms)": look,
        f"held back ({len(end.cases)} forms)": end,
    }
    blocks = (
        table(("figure", "goal", *parts), _goals(parts.values())),
        "### Entities, held back",
        table(("type", "recall", "precision", "F1", "expected"), _scores(end.entities)),
        "### What is wrong with the held-back forms",
        "Only the kind of thing: whoever tunes the rules does not read these forms.",
        table(("wrong", "forms"), _wrong(end_faults)),
        "### What is wrong with the forms to look at",
        table(("form", "wrong", "what"), _told(look_faults)),
        "### The families of cues",
        table(("family", "speaks for", "meaning", "source"), _families()),
    )
    return "\n\n".join(blocks)


def page(text: str) -> str:
    """Give the page with its figures as they are now.

    Raises:
        ValueError: the page lacks a marker.
    """
    return PART.put(text, tables())


def write_page() -> None:
    """Write the figures into the checkout."""
    PART.write(tables())


def _goals(results: Any) -> Iterator[Sequence[str]]:  # noqa: ANN401 - a view of a mapping
    for goal in GOALS:
        reached = [_figure(goal.of(result)) for result in results]
        yield goal.what, _figure(goal.least), *reached


def _scores(scores: Mapping[EntityType, Score]) -> Iterator[Sequence[str]]:
    for kind, one in scores.items():
        yield kind.value, *map(_figure, (one.recall, one.precision, one.f1)), str(one.expected)


def _wrong(faults: Sequence[Fault]) -> Iterator[Sequence[str]]:
    kinds: dict[str, list[str]] = {}
    for fault in faults:
        told = fault.kind.value if not fault.detail else f"{fault.kind.value}: {fault.detail[0]}"
        kinds.setdefault(told, []).append(fault.id)
    for told, ids in kinds.items():
        yield told, ", ".join(ids)


def _told(faults: Sequence[Fault]) -> Iterator[Sequence[str]]:
    for fault in faults:
        told = "; ".join(" ".join(each.split()) for each in fault.detail)
        yield fault.id, fault.kind.value, told.replace("|", "\\|")


def _families() -> Iterator[Sequence[str]]:
    for listed in load_vocabulary(None).cues.lexicon.families:
        one = listed.family
        speaks_for = ", ".join(each.value for each in one.speaks_for) or "-"
        yield f"`{one.id}`", speaks_for, one.meaning, one.source


def _figure(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"
