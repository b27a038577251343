"""The rules are as good as they were: no figure falls under its floor, and the page tells it."""

import tomllib
from collections.abc import Mapping
from pathlib import Path

import pytest

from console.cli.evaluate import Part
from console.cli.rules_page import GOALS, PART, Goal, measured, page

FLOORS: Mapping[str, Mapping[str, float]] = tomllib.loads(
    Path(__file__).with_name("rules_floors.toml").read_text(encoding="utf-8")
)
ROUNDED = 0.0005
PARTS = (Part.LOOK, Part.END)


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("goal", GOALS, ids=lambda goal: goal.name)
def test_no_figure_falls_under_its_floor(goal: Goal, part: Part) -> None:
    """The floor is what was reached: who betters a figure raises it, so it cannot fall again."""
    reached, floor = goal.of(measured(part)[0]), FLOORS[part.value][goal.name]
    assert reached is not None
    assert floor - ROUNDED <= reached, f"{goal.what} has fallen from {floor}"
    assert reached <= floor + ROUNDED, f"raise the floor of {goal.what} to {reached:.3f}"


def test_each_floor_is_of_a_figure() -> None:
    """None that stands in the file is measured by nobody."""
    names = {goal.name for goal in GOALS}
    assert {part: set(floors) for part, floors in FLOORS.items()} == {
        part.value: names for part in PARTS
    }


def test_the_page_is_up_to_date() -> None:
    """The figures in docs/rules.md are generated from the labelled forms."""
    text = PART.page.read_text(encoding="utf-8")
    assert page(text) == text
