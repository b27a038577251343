"""Notices that a worker stands still while there is work, says where, and ends it.

Runs in a thread of its own, so that a loop that is stuck cannot stop it.
"""

import threading
import time
from collections.abc import Sequence

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


class Watchdog:
    """Watches a group and the inboxes of its stages; ``vitals`` is told while all is well."""

    def __init__(
        self,
        group: Group,
        inboxes: Sequence[Inbox],
        tools: Tools,
        options: Options,
        vitals: Vitals | None = None,
    ) -> None:
        self._vitals = vitals
        self._answered = True
        self._pulse = tools.pulse
        self._admin = clients.admin(options)
        self._ends: dict[Where, int] = {}
        self._group = group
        self._inboxes = inboxes
        self._patience = tools.settings.stall_after.total_seconds()
        self._seen: dict[Lane, tuple[tuple[int, int], float]] = {}
        self._stopping = threading.Event()
        self._began = self._whole_at = time.monotonic()

    def start(self) -> None:
        """Begin to watch."""
        self._began = self._whole_at = time.monotonic()
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
        """Give the sign of life, where partitions are assigned and the cluster has answered."""
        if self._vitals and self._answered and self._group.assigned_at is not None:
            self._vitals.renew()

    def verdict(self, now: float) -> str | None:
        """Say what stands still; null where nothing does. ``now`` is of ``time.monotonic``."""
        group = self._group
        if group.failure is not None:
            return "the consumer has failed"
        if now - group.polled_at > self._patience:
            return f"the consumer has not moved for {self._patience:.0f} seconds"
        if group.assigned_at is None:
            late = now - self._began > self._patience
            return "no partition has been assigned" if late else None
        return self._unassigned(now) or self._standing(now)

    def _unassigned(self, now: float) -> str | None:
        """Every stage has the same partition numbers, so a worker has all stages or none."""
        having = [inbox for inbox in self._inboxes if inbox.lanes]
        without = [inbox.stage.value for inbox in self._inboxes if not inbox.lanes]
        if not (having and without):
            self._whole_at = now
        return f"{without[0]} has no partition" if now - self._whole_at > self._patience else None

    def _standing(self, now: float) -> str | None:
        seen, self._seen = self._seen, {}
        for inbox in self._inboxes:
            for lane in list(inbox.lanes.values()):
                at = (lane.position, lane.committed)
                before, since = seen.get(lane, (at, now))
                pressed = now - inbox.urgent_at < self._patience
                excused = inbox.excused or (pressed and now - inbox.moved_at < self._patience)
                still = before == at and self._has_work(lane) and not excused
                self._seen[lane] = (at, since if still else now)
                if now - self._seen[lane][1] > self._patience:
                    return _telling(inbox, lane, now - since)
        return None

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
