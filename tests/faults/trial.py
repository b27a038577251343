"""One fault, from the first form to the verdict: watched, judged, entered in the matrix."""

import time
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace

from confluent_kafka import KafkaException

from schemas.topics import ASSESSED, INTELLIGENCE, MASH, SANITISED, TRIAGED
from tests.faults.checker import Place, judge, uncommitted
from tests.faults.client import Watcher, wait_until
from tests.faults.hub import READS, Hub
from tests.faults.matrix import Matrix, Row, Scenario
from tests.faults.seen import Sent, Verdict
from tests.faults.traffic import Traffic

LIMIT_SECONDS = 60.0
"""No form may be stranded for longer, counted from the end of the fault."""

PATIENCE_SECONDS = 90.0
"""How long a test looks, to tell what is late from what is gone."""

JOURNEY = (TRIAGED, ASSESSED, SANITISED, INTELLIGENCE, MASH)
_LOOK_SECONDS = 0.25
_SHOWN = 12


@dataclass
class Trial:
    """A hub with forms flowing through it and something that watches."""

    hub: Hub
    watcher: Watcher
    traffic: Traffic
    runs: int = 1
    letters_for: set[Place] = field(default_factory=set)
    others: list[Sent] = field(default_factory=list)

    @property
    def forms(self) -> Sequence[Sent]:
        """Everything sent."""
        return (*self.traffic.sent, *self.others)

    def wait_for(self, more: int, seconds: float = 120.0) -> None:
        """Wait until the hub has written so many more records: it is in the midst of its work."""
        target = self.watcher.count(*JOURNEY) + more
        wait_until(lambda: self.watcher.count(*JOURNEY) >= target, seconds, f"{more} more records")

    def judge(self) -> Verdict:
        """Judge what is there now."""
        group = self.hub.offsets.group(READS)
        return judge(self.watcher.records, self.forms, group, self.letters_for)

    def _look(self, last: Verdict) -> Verdict:
        """Judge, once the offsets say that it is worth it."""
        group = self.hub.offsets.group(READS)
        waiting = uncommitted(group)
        return replace(last, uncommitted=waiting) if waiting else self.judge()

    def settle(self) -> tuple[float, Verdict]:
        """Wait until all is there, twice in a row; the fault ends when this is called.

        Returns:
            The seconds that it took, and the last verdict.
        """
        began = time.monotonic()
        found, first = Verdict(missing=("Kafka does not answer",)), 0.0
        while time.monotonic() < began + PATIENCE_SECONDS:
            time.sleep(_LOOK_SECONDS)
            try:
                found = self._look(found)
            except KafkaException:
                continue
            if not found.complete:
                first = 0.0
            elif first and time.monotonic() > first + 1.0:
                return first - began, found
            else:
                first = first or time.monotonic()
        with suppress(KafkaException):
            found = self.judge()
        return PATIENCE_SECONDS, found


@contextmanager
def trial(scenario: Scenario, hub: Hub, matrix: Matrix) -> Iterator[Trial]:
    """Break things in the body; afterwards everything must be as it should.

    Raises:
        AssertionError: it is not; the first findings.
    """
    hub.tainted = True
    with Watcher(hub.servers, hub.offsets) as watcher:

        def arrived() -> int:
            return len(watcher.keys(MASH))  # where every form goes, whatever it is

        with Traffic(
            hub.servers, arrived, automatic=hub.automatic, partitions=hub.settings.partitions
        ) as traffic:
            under_way = Trial(hub, watcher, traffic)
            yield under_way
            traffic.end()
            traffic.flush()
            seconds, verdict = under_way.settle()
    row = Row.of(
        scenario, hub.settings.assessment, under_way.runs, under_way.forms, seconds, verdict
    )
    matrix.add(row)
    wrong = verdict.wrong
    more = f"\nand {len(wrong) - _SHOWN} more" if len(wrong) > _SHOWN else ""
    assert not wrong, "\n".join((*wrong[:_SHOWN], f"(workers: {hub.log})")) + more
    assert seconds <= LIMIT_SECONDS, f"stranded for {seconds:.0f} seconds"
    hub.tainted = False


def references(forms: Collection[Sent]) -> set[str]:
    """The references of forms."""
    return {form.reference for form in forms}
