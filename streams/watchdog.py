"""Notices that a worker stands still while there is work, says where, and ends it.

Runs in a thread of its own, so that a loop that is stuck cannot stop it.
"""

import threading
import time
from collections.abc import Callable, Sequence

from confluent_kafka import IsolationLevel, KafkaException, TopicPartition
from confluent_kafka.admin import OffsetSpec

from streams import clients
from streams.clients import Options
from streams.consuming import Group
from streams.inbox import Inbox
from streams.lanes import Lane, Where
from streams.stopping import Exit, end
from streams.tools import Tools
from streams.vitals import Vitals

_COMMITTED = IsolationLevel.READ_COMMITTED
_LATEST = OffsetSpec.latest()  # type: ignore[no-untyped-call] # it has no types
_LOOK_SECONDS = 1.0
_ASK_SECONDS = 3.0
_ASK_EVERY_SECONDS = 10.0
# It looks each second; where it asks a cluster that is slow, a little later.
_LATE_SECONDS = 15.0
# After this share of the time that work may stand still, those outside are told; at the whole of it
# the process ends.
_TOLD_AT = 0.5


class Watchdog:
    """Watches a group and the inboxes of its stages; knows whether they are ready, and move.

    ``vitals`` is told while they are ready. ``conditions`` say what else has to be true for that.
    """

    def __init__(  # noqa: PLR0913 - each is another part of the worker
        self,
        group: Group,
        inboxes: Sequence[Inbox],
        tools: Tools,
        options: Options,
        vitals: Vitals | None = None,
        *,
        conditions: Sequence[Callable[[], str | None]] = (),
    ) -> None:
        self._vitals = vitals
        self._conditions = conditions
        self._answered = True
        self._pulse = tools.pulse
        self._admin = clients.admin(options)
        self._ends: dict[Where, int] = {}
        self._group = group
        self._inboxes = inboxes
        self._patience = tools.settings.stall_after.total_seconds()
        self._seen: dict[Lane, tuple[tuple[int, int], float]] = {}
        self._stopping = threading.Event()
        self._began = self._whole_at = self._looked_at = time.monotonic()

    def start(self) -> None:
        """Begin to watch."""
        self._began = self._whole_at = self._looked_at = time.monotonic()
        threading.Thread(target=self._watch, name="watchdog", daemon=True).start()

    def stop(self) -> None:
        """Watch no more."""
        self._stopping.set()
        if self._vitals:
            self._vitals.end()

    def _watch(self) -> None:
        asked = time.monotonic()
        while not self._stopping.wait(_LOOK_SECONDS):
            self._pulse.beat()
            if time.monotonic() - asked > _ASK_EVERY_SECONDS:
                self._ask()
                asked = time.monotonic()
            why = self.verdict(time.monotonic())
            if why:
                end(Exit.STALLED, why)
            self.renew()

    def renew(self) -> None:
        """Give the sign of life, where nothing is missing."""
        if self._vitals and self.wanting() is None:
            self._vitals.renew()

    def wanting(self) -> str | None:
        """Say what is missing for the worker to be ready; null where nothing is."""
        if self._stopping.is_set():
            return "the worker has been told to stop"
        if self._group.failure is not None:
            return "the consumer has failed"
        if self._group.assigned_at is None:
            return "no partition has been assigned yet"
        if not self._answered:
            return "Kafka does not answer"
        for inbox in self._inboxes:
            if inbox.halted:
                return f"{inbox.stage.value} has stopped itself after too many failures"
        return next((why for condition in self._conditions if (why := condition())), None)

    def standing(self) -> str | None:
        """Say what does not move, for those who look from outside, in whatever thread.

        Sooner than the process ends itself, and also where the watchdog itself does not move.
        """
        now = time.monotonic()
        if not self._stopping.is_set() and now - self._looked_at > _LATE_SECONDS:
            return f"the watchdog has not looked for {now - self._looked_at:.0f} seconds"
        return self._told(now, _TOLD_AT * self._patience)

    def verdict(self, now: float) -> str | None:
        """Look, and say what stands still; null where nothing does. ``now``: ``time.monotonic``."""
        if self._group.assigned_at is not None:
            self._look(now)
        self._looked_at = now
        return self._told(now, self._patience)

    def _told(self, now: float, patience: float) -> str | None:
        group = self._group
        if group.failure is not None:
            return "the consumer has failed"
        if now - group.polled_at > patience:
            return f"the consumer has not moved for {now - group.polled_at:.0f} seconds"
        if group.assigned_at is None:
            late = now - self._began > patience
            return "no partition has been assigned" if late else None
        return self._without(now, patience) or self._still(now, patience)

    def _without(self, now: float, patience: float) -> str | None:
        """Every stage has the same partition numbers, so a worker has all stages or none."""
        if now - self._whole_at <= patience:
            return None
        without = (inbox.stage.value for inbox in self._inboxes if not inbox.lanes)
        return next((f"{stage} has no partition" for stage in without), None)

    def _still(self, now: float, patience: float) -> str | None:
        seen = self._seen
        for inbox in self._inboxes:
            for lane in list(inbox.lanes.values()):
                _, since = seen.get(lane, (None, now))
                if now - since > patience:
                    return _telling(inbox, lane, now - since)
        return None

    def _look(self, now: float) -> None:
        """Note since when each partition that has work has not moved."""
        seen: dict[Lane, tuple[tuple[int, int], float]] = {}
        for inbox in self._inboxes:
            for lane in list(inbox.lanes.values()):
                at = (lane.position, lane.committed)
                before, since = self._seen.get(lane, (at, now))
                pressed = now - inbox.urgent_at < self._patience
                excused = inbox.excused or (pressed and now - inbox.moved_at < self._patience)
                still = before == at and self._has_work(lane) and not excused
                seen[lane] = (at, since if still else now)
        self._seen = seen
        if len({bool(inbox.lanes) for inbox in self._inboxes}) <= 1:
            self._whole_at = now

    def _has_work(self, lane: Lane) -> bool:
        """Whether something is not done, not committed, or has not even come."""
        unread = self._ends.get(lane.where, 0) > lane.position
        return bool(unread or lane.in_hand or lane.committed < lane.position)

    def _ask(self) -> None:
        """Ask the cluster where the partitions end; it may be slow or gone, then nobody knows."""
        self._ends = {}
        lanes = [lane.where for inbox in self._inboxes for lane in list(inbox.lanes.values())]
        wanted = {TopicPartition(*where): _LATEST for where in lanes}
        try:
            asked = (
                self._admin.list_offsets(
                    wanted, isolation_level=_COMMITTED, request_timeout=_ASK_SECONDS
                )
                if wanted
                else {}
            )
        except KafkaException:
            self._answered = False
            return
        for each, found in asked.items():
            try:
                self._ends[each.topic, each.partition] = found.result(_ASK_SECONDS).offset
            except (KafkaException, TimeoutError):
                continue  # it is asked again
        self._answered = not wanted or bool(self._ends)


def _telling(inbox: Inbox, lane: Lane, seconds: float) -> str:
    record = inbox.in_hand
    doing = f", {record.place} is being decided on" if record else ""
    topic, partition = lane.where
    return (
        f"{inbox.stage.value}: {topic}/{partition} has stood at {lane.position} "
        f"(committed {lane.committed}) for {seconds:.0f} seconds, though there is work{doing}"
    )
