"""All that ``cpi metrics`` serves, and what it says of its own health."""

from collections.abc import Callable, Iterable, Iterator, Sequence

from prometheus_client.registry import Collector

from console.metrics.reading import Readings
from streams import clock
from streams import metric_list as names
from streams.families import Family, family
from streams.worker_metrics import build_info

_STUCK_SECONDS = 900.0


class ClusterMetrics(Collector):
    """The last result of each reading, as it is when a scrape comes."""

    def __init__(self, readings: Sequence[Readings]) -> None:
        self._readings = readings

    def describe(self) -> Iterable[Family]:
        """Nothing is to be looked at before the first scrape."""
        return ()

    def collect(self) -> Iterator[Family]:
        """Give all of them; nobody is asked for anything."""
        now = clock.now()
        yield build_info("")
        ages = [((each.of.value,), each.age(now)) for each in self._readings]
        yield family(names.READING_AGE, ages)
        took = [(each.of.value, each.seconds) for each in self._readings]
        known = [((of,), seconds) for of, seconds in took if seconds is not None]
        yield family(names.READING_SECONDS, known)
        failures = [((each.of.value,), each.failures) for each in self._readings]
        yield family(names.READING_FAILURES, failures)
        for each in self._readings:
            yield from each.families(now)

    def checks(self) -> dict[str, Callable[[], str | None]]:
        """Give the paths of its health: the process, whether all is read, whether any stands."""
        return {"/healthz": lambda: None, "/readyz": self._wanting, "/livez": self._standing}

    def _wanting(self) -> str | None:
        return next((why for each in self._readings if (why := each.wanting())), None)

    def _standing(self) -> str | None:
        found = (each.standing(_STUCK_SECONDS) for each in self._readings)
        return next((why for why in found if why), None)
