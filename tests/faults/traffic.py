"""A partner who sends forms while things break, and a Duty Supervisor who decides on them."""

import itertools
import threading
from collections.abc import Callable
from typing import Self
from uuid import uuid4

from confluent_kafka import Producer

from schemas.assessment import Assessment
from schemas.catalogue import ASSESSMENT, CPI_FORM
from schemas.codec import encode
from schemas.enums import Priority
from schemas.form import CpiForm
from schemas.reference import partition_of, reference_of
from schemas.topics import ASSESSMENTS, INTAKE
from streams import clock
from tests.faults.client import producer, wait_until
from tests.faults.seen import Fate, Sent
from tests.forms import raw_form, told

ANY = -1
"""Wherever librdkafka's own partitioner puts a record."""

_FLUSH_SECONDS = 90.0
_KNOWN_SECONDS = 30.0
_TEXTS = {
    Priority.HIGH: "Jaydn Foss has a knife on him and will stab Kai at stop {} in Mill Lane.",
    Priority.CRIME: "Last night someone broke the window of {} Mill Lane and stole the till.",
}


class Traffic:
    """Sends forms in a thread of its own while the test breaks things; a context manager.

    ``arrived`` says how many forms are through: no more than ``ahead`` may be under way, so that
    what waits when a fault ends is what the fault held up. Every fourth form is submitted twice,
    every third is assessed three times, every eighth is HIGH, every eighth a CRIME. Half of the
    assessments lie where librdkafka's own partitioner puts them, the others where the hub wants
    them (``partitions``).
    """

    def __init__(
        self,
        servers: str,
        arrived: Callable[[], int],
        *,
        automatic: bool,
        partitions: int,
        ahead: int = 12,
    ) -> None:
        self._producer: Producer = producer(servers)
        self._arrived = arrived
        self._automatic = automatic
        self._partitions = partitions
        self._ahead = ahead
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._flow, daemon=True)
        self._numbers = itertools.count()
        self._unacknowledged = 0
        self.sent: list[Sent] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        if self._thread.ident is not None:
            self._thread.join()
        self._producer.purge()

    def begin(self) -> None:
        """Let forms flow until ``end``."""
        self._thread.start()

    def end(self) -> None:
        """Send no more."""
        self._stop.set()
        if self._thread.ident is not None:
            self._thread.join()

    def flush(self) -> None:
        """Wait until the broker has all that was sent."""
        left = self._producer.flush(_FLUSH_SECONDS)
        assert not left, f"{left} records of the tests' own did not reach the broker"

    def send(self, count: int) -> None:
        """Send so many forms at once."""
        for _ in range(count):
            self.send_one()

    def send_one(  # noqa: PLR0913 - a test names the one or two that it needs
        self,
        priority: Priority | None = None,
        *,
        copies: int | None = None,
        assessments: int | None = None,
        partition: int = ANY,
        alerts: int | None = None,
        fate: Fate = Fate.ARRIVES,
    ) -> Sent:
        """Send one form, its copies, and its assessments."""
        number = next(self._numbers)
        kind = priority or _kind(number)
        form = CpiForm.model_validate(_raw(kind, number))
        times = copies or (2 if number % 4 == 1 else 1)
        decisions = assessments if assessments is not None else self._decisions(number)
        reference = reference_of(form.submission_id, form.submitted_at)
        for _ in range(times):
            self._produce(INTAKE.name, str(form.submission_id), encode(CPI_FORM, form), partition)
        for place in range(1, decisions + 1):
            self.assess(reference, kind, place)
        sent = Sent(
            reference,
            str(form.submission_id),
            kind,
            times,
            decisions + (1 if self._automatic else 0),
            self._alerts(kind) if alerts is None else alerts,
            fate,
        )
        self.sent.append(sent)
        return sent

    def assess(self, reference: str, priority: Priority, number: int) -> None:
        """Decide, as a client of the supervisors' does."""
        made = Assessment(
            assessment_id=uuid4(),
            reference=reference,
            priority=priority,
            assessed_by="DS 1234",
            assessed_at=clock.now(),
            rationale=str(number),
        )
        place = ANY if len(self.sent) % 2 else partition_of(reference, self._partitions)
        self._produce(ASSESSMENTS.name, reference, encode(ASSESSMENT, made), place)

    def _flow(self) -> None:
        while not self._stop.is_set():
            self._producer.poll(0)
            if len(self.sent) - self._arrived() < self._ahead:
                self.send_one()
            self._stop.wait(0.02)

    def _produce(self, topic: str, key: str, value: bytes, partition: int = ANY) -> None:
        def taken() -> bool:
            self._producer.produce(topic, value, key, partition)
            return True

        # The client learns of a partition that was added with its next look at the cluster.
        wait_until(taken, _KNOWN_SECONDS, f"{topic}/{partition} in the client")

    def _decisions(self, number: int) -> int:
        """How many assessments a form gets."""
        several = number % 3 == 2
        if self._automatic:
            return 2 if several else 0
        return 3 if several else 1

    def _alerts(self, kind: Priority) -> int:
        """A HIGH proposal alerts at once, unless it is the decision already."""
        return 1 if kind is Priority.HIGH and not self._automatic else 0


def _kind(number: int) -> Priority:
    return {3: Priority.HIGH, 6: Priority.CRIME}.get(number % 8, Priority.NORMAL)


def _raw(kind: Priority, number: int) -> dict[str, object]:
    if kind in _TEXTS:
        return told(_TEXTS[kind].format(number + 1))
    form = raw_form()
    information = form["information"]
    narrative = f"{information['narrative']} It was seen there {number + 2} times."
    return {**form, "information": {**information, "narrative": narrative}}
