"""What a worker serves: its counts, and where its stages and its consumer stand at that moment."""

import time
from collections.abc import Iterable, Iterator, Sequence

from prometheus_client.registry import Collector

from streams import clock
from streams import metric_list as names
from streams.consuming import Group
from streams.families import Family, Labels, family, histogram, single
from streams.inbox import Inbox
from streams.metric import Metric
from streams.metrics import Meter
from streams.packages import version
from streams.watchdog import Watchdog


class WorkerMetrics(Collector):
    """The metrics of one worker of an app. What they are read from is in memory."""

    def __init__(
        self, app: str, meter: Meter, group: Group, inboxes: Sequence[Inbox], watchdog: Watchdog
    ) -> None:
        self._app = app
        self._meter = meter
        self._group = group
        self._inboxes = inboxes
        self._watchdog = watchdog

    def describe(self) -> Iterable[Family]:
        """Nothing is to be looked at before the first scrape."""
        return ()

    def collect(self) -> Iterator[Family]:
        """Give all of them as they are now."""
        yield build_info(self._app)
        yield from self._stages()
        if self._meter.desk is not None:
            yield from _desk(self._meter)
        yield from self._progress()

    def _stages(self) -> Iterator[Family]:
        stages = [(each.stage.value, each) for each in list(self._meter.stages.values())]
        yield family(
            names.RECORDS,
            [((name, fate.value), n) for name, each in stages for fate, n in each.fates.items()],
        )
        yield family(
            names.MESSAGES,
            [((name, to), n) for name, each in stages for to, n in dict(each.written).items()],
        )
        yield family(
            names.LETTERS,
            [((name, cause.value), n) for name, each in stages for cause, n in each.causes.items()],
        )
        yield family(names.DECIDING, [((name,), each.deciding) for name, each in stages])
        timings = [((name, "no"), each.normal) for name, each in stages]
        timings += [((name, "yes"), each.urgent) for name, each in stages]
        yield histogram(names.STAGE_SECONDS, timings)
        alerts = [((kind.value,), count) for kind, count in self._meter.alerts.items()]
        yield family(names.ALERTS, alerts)

    def _progress(self) -> Iterator[Family]:
        now = time.monotonic()
        yield single(names.READY, self._watchdog.wanting() is None)
        yield single(names.POLL_AGE, now - self._group.polled_at)
        yield _each(names.ASSIGNED, ((inbox, len(inbox.lanes)) for inbox in self._inboxes))
        yield _each(names.IN_HAND, ((inbox, _in_hand(inbox)) for inbox in self._inboxes))
        yield _each(names.ASIDE, ((inbox, inbox.standing_aside) for inbox in self._inboxes))
        yield _each(names.MOVED_AGE, ((inbox, _still(inbox, now)) for inbox in self._inboxes))
        yield _each(names.HALTED, ((inbox, inbox.halted) for inbox in self._inboxes))
        lanes = [
            (_place(inbox, lane.where), lane)
            for inbox in self._inboxes
            for lane in list(inbox.lanes.values())
        ]
        yield family(names.DONE, [(labels, lane.position) for labels, lane in lanes])
        yield family(names.COMMITTED, [(labels, lane.committed) for labels, lane in lanes])


def build_info(app: str) -> Family:
    """Give what runs; ``app`` is empty for what is no worker."""
    return family(names.BUILD, [((version(), app), 1)])


def _each(metric: Metric, values: Iterable[tuple[Inbox, float]]) -> Family:
    return family(metric, [((inbox.stage.value,), value) for inbox, value in values])


def _in_hand(inbox: Inbox) -> int:
    return sum(lane.in_hand for lane in list(inbox.lanes.values()))


def _still(inbox: Inbox, now: float) -> float:
    return now - inbox.moved_at if _in_hand(inbox) else 0.0


def _place(inbox: Inbox, where: tuple[str, int]) -> Labels:
    topic, partition = where
    return inbox.stage.value, topic, str(partition)


def _desk(meter: Meter) -> Iterator[Family]:
    now, desk = clock.now(), meter.desk
    if desk is None:
        return
    decisions = [
        ((priority.value, status.value), timing)
        for (priority, status), timing in meter.assessments.items()
    ]
    yield histogram(names.ASSESSMENT_SECONDS, decisions)
    yield family(names.WAITING_FORMS, [((p.value,), count) for p, count in desk.waiting.items()])
    age = (now - desk.oldest).total_seconds() if desk.oldest else 0.0
    yield single(names.WAITING_SECONDS, max(0.0, age))
    yield single(names.TICK_AGE, max(0.0, (now - desk.looked_at).total_seconds()))
