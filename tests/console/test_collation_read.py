"""Which rows need not be read for a month that was not issued."""

import pytest

from console.collation_read import _MONTH, _last_submitted


@pytest.mark.parametrize(
    ("wanted", "last"),
    [({"2026-09", "2025-12"}, b"202610"), ({"2026-12"}, b"202701")],
)
def test_a_form_may_be_submitted_minutes_after_its_month_by_its_own_clock(
    wanted: set[str], last: bytes
) -> None:
    """So the month after the last wanted one is read, too; what is later is not."""
    assert _last_submitted(wanted) == last
    assert b"CPI-202611-ABCDEFGHJK"[_MONTH] == b"202611"
