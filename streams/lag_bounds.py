"""Where partitions begin and end: asked of all in which something waits, of others in turn."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from itertools import islice

from confluent_kafka import KafkaException

from streams.lag_asking import Asker, Place

# Of so many partitions in which nothing waits, one reading asks where they begin: of a hub that is
# all of them, of a cluster with ten thousand it would be a third of the time.
_IN_TURN = 1_000

Answers = Mapping[Place, int | KafkaException]


@dataclass(frozen=True, slots=True)
class Ends:
    """Where partitions begin and end; an error for one that cannot be looked at.

    Attributes:
        written: the offset after the last record of each partition, settled or not.
        settled: the last stable offset; where it was not asked nothing waits, settled or not.
        earliest: the first offset that is still there, as far as it is known.
    """

    written: Answers
    settled: Answers
    earliest: Answers

    def of(self, place: Place) -> tuple[int | None, int, int] | KafkaException | None:
        """Give earliest (null: not known), settled end and end; or what stands for them.

        Returns:
            The error of a partition that may not be looked at; null for one that there is not.
        """
        written = self.written.get(place)
        if not isinstance(written, int):
            return written
        settled, earliest = self.settled.get(place, written), self.earliest.get(place)
        if not isinstance(settled, int):
            return settled
        if isinstance(earliest, KafkaException):
            return earliest
        return earliest, settled, max(settled, written)


class Bounds:
    """Asks where partitions begin and end, and keeps where they began."""

    def __init__(self, asker: Asker) -> None:
        self._asker = asker
        # Those asked longest ago come first.
        self._earliest: dict[Place, int | KafkaException] = {}

    def read(self, committed: Mapping[Place, Collection[int | None]]) -> Ends:
        """Ask.

        Args:
            committed: of every partition that is wanted, where its groups stand; null for one that
                has not committed.

        Raises:
            KafkaException: the cluster has gone.
            TimeoutError: it does not answer in time.
        """
        written = self._asker.written(committed)
        waiting = {place for place, at in committed.items() if set(at) != {written.get(place)}}
        settled = self._asker.settled(waiting)
        self._ask(committed, waiting)
        return Ends(written, settled, self._earliest)

    def _ask(self, places: Collection[Place], waiting: Collection[Place]) -> None:
        known: dict[Place, int | KafkaException] = {
            each: begun
            for each, begun in self._earliest.items()
            if each in places and isinstance(begun, int)  # what was refused is asked again at once
        }
        unknown = (each for each in places if each not in known)
        others = (each for each in (*unknown, *known) if each not in waiting)
        answers = self._asker.earliest([*waiting, *islice(others, _IN_TURN)])
        kept = {each: begun for each, begun in known.items() if each not in answers}
        self._earliest = kept | dict(answers)
