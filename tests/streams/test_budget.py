"""A stage that fails too often stops; one that is sent much bad input does not."""

from streams.budget import Budget


def noted(budget: Budget, *failed: bool) -> list[str | None]:
    """What is said after each record."""
    return [budget.note([each]) for each in failed]


def test_so_many_failures_in_a_row_are_too_many() -> None:
    """The count is of failures one after the other; a success begins it anew."""
    budget = Budget(3, 1.0)
    assert noted(budget, True, True, False, True, True) == [None] * 5  # noqa: FBT003 - a history
    assert budget.note([True]) == "3 records in a row failed"


def test_so_large_a_share_of_the_last_200_is_too_large() -> None:
    """More than the share, and only once there have been 200."""
    budget = Budget(1000, 0.5)
    assert not any(noted(budget, *[True, False] * 100))
    assert budget.note([True]) is None
    assert budget.note([True]) == "101 of the last 200 records failed"


def test_what_is_long_ago_does_not_count() -> None:
    """A bad hour yesterday does not stop a stage today."""
    budget = Budget(1000, 0.5)
    noted(budget, *[True] * 150)
    assert not any(noted(budget, *[False] * 150, *[True] * 50))


def test_all_that_succeeds_is_no_matter() -> None:
    """However much it is."""
    assert not any(noted(Budget(1, 0.001), *[False] * 500))
