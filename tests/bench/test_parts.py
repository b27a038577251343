"""What the bench reckons with: its forms, its samples, its figures, its page."""

import pytest

from agents.vocabulary import load_vocabulary
from bench import page
from bench.cost import case_of
from bench.forms import forms, mixed
from bench.latency import share
from bench.memory import settled, slope
from bench.samples import record_of
from bench.steps import Column, step_of
from bench.tables import Table
from schemas.enums import Priority
from schemas.reference import reference_of

TABLE = Table("one hop", ("way", "µs"), (("bare", "9"),), "Trust the ratio.")


@pytest.mark.parametrize("words", [60, 200])
def test_one_in_twenty_forms_is_high(words: int) -> None:
    """Triage proposes HIGH for the forms that say so, and for no other of the bench."""
    cues = load_vocabulary(None)
    for form, urgent in mixed(60, seed=7, words=words):
        case = case_of(form, cues)
        assert (case.assessed.recommendation.priority is Priority.HIGH) is urgent
        assert words <= len(form.information.narrative.split()) <= words + 25


def test_no_two_forms_are_alike() -> None:
    """Each seed makes forms of its own, and the same ones every time."""
    ids = [form.submission_id for seed in (1, 2) for form in forms(20, seed)]
    assert len(set(ids)) == 40
    assert forms(3, seed=1) == forms(3, seed=1)


def test_the_columns_do_more_and_more() -> None:
    """The bytes pass; the form is written again as it was; the proposal goes by its reference."""
    (form,) = forms(1, seed=1)
    key, value, given = record_of(form)
    assert step_of(Column.NOTHING)(key, value, given) == (key, value, given)
    assert step_of(Column.CODEC)(key, value, given)[:2] == (key, value)
    reference = reference_of(form.submission_id, form.submitted_at)
    assert step_of(Column.RULES)(key, value, given)[0] == reference.encode()


def test_a_share_is_the_nearest_rank() -> None:
    """The 99th percentile of a hundred is the last but one; of few it is the last."""
    assert share(list(range(1, 101)), 0.99) == 99
    assert share([3.0, 1.0, 2.0], 0.99) == 3.0
    assert share([3.0, 1.0, 2.0], 0.5) == 2.0


def test_growth_is_fitted_after_the_start() -> None:
    """What pools and caches take at first is no growth; what goes on after is."""
    start = [(0, 50.0), (100, 90.0)]
    flat = [(forms, 100.0) for forms in range(200, 800, 100)]
    growing = [(forms, 100.0 + forms / 1000) for forms in range(200, 800, 100)]
    assert slope(settled([*start, *flat])) == pytest.approx(0)
    assert slope(settled([*start, *growing])) * 10_000 == pytest.approx(10)
    assert slope([(1, 1.0)]) == 0


def test_the_page_takes_the_tables_between_its_markers() -> None:
    """What people wrote stays, what was measured before goes; a missing marker is refused."""
    text = f"# Before\n{page.PART.begin}\nold\n{page.PART.end}\nafter\n"
    written = page.page(text, "Two cores.", [TABLE])
    assert "old" not in written
    assert written.startswith("# Before\n")
    assert written.endswith(f"{page.PART.end}\nafter\n")
    assert "**One hop**\n\n| way | µs |\n| --- | --- |\n| bare | 9 |\n\nTrust" in written
    with pytest.raises(ValueError, match="lacks a marker"):
        page.page("# Nothing", "Two cores.", [TABLE])


def test_the_checkout_has_the_page() -> None:
    """`make bench ARGS=--write` finds its markers."""
    assert page.page(page.PART.page.read_text(encoding="utf-8"), "", [])
