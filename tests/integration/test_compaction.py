"""The changelog of the collation grows with the forms, not with what happens to them."""

from collections import Counter
from datetime import UTC, datetime

import pytest

from schemas.collation import CollationRow
from schemas.topics import ROWS
from streams.outcome import Outgoing
from tests.integration.cluster import configure
from tests.integration.conftest import Start
from tests.integration.running import RunningHub, until
from tests.rules.collation_factories import EVENTS, row_of

pytestmark = pytest.mark.kafka

_TIMES = 40
_SOON = "100"


@pytest.fixture(scope="module")
def bare_hub(idle_hub: Start) -> RunningHub:
    """Topics without a worker; what is older than a moment is compacted."""
    hub = idle_hub(partitions=1)
    for name in ("max.compaction.lag.ms", "segment.ms", "delete.retention.ms"):
        configure(hub.options, ROWS, name, _SOON)
    configure(hub.options, ROWS, "min.cleanable.dirty.ratio", "0.01")
    return hub


def test_old_versions_of_a_row_are_compacted_away(bare_hub: RunningHub) -> None:
    """Forty versions of the row of each of two forms: in the end few are left, the newest too."""
    row = row_of(EVENTS)
    assert row is not None
    references = ("CPI-202610-ABCDEFGHJK", "CPI-202610-0123456789")
    for number in range(_TIMES):
        changes = {"erased_at": datetime(2026, 11, 1, 0, number, tzinfo=UTC)}
        versions = [row.model_copy(update={**changes, "reference": each}) for each in references]
        bare_hub.send(*(Outgoing(ROWS, version) for version in versions))

    def left() -> list[CollationRow]:
        # A record more, so that the segment before it is no longer the active one.
        bare_hub.send(Outgoing(ROWS, row.model_copy(update={"reference": references[0]})))
        return list(bare_hub.messages(ROWS))

    def few(rows: object) -> bool:
        found = Counter(each.reference for each in rows)  # type: ignore[attr-defined] # rows, as left gives them
        return found[references[1]] == 1 and found[references[0]] < _TIMES

    # The broker's cleaner sleeps for fifteen seconds at a time.
    until(left, few, "compaction", 90)
