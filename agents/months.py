"""Which partition was asked to count its months, and which has to be asked again."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from schemas.collation import CollationTick
from schemas.month import last_over


@dataclass
class Months:
    """What was asked of each partition, and which have changed since."""

    asked: dict[int, str] = field(default_factory=dict)
    late: dict[int, datetime] = field(default_factory=dict)

    def changed(self, partition: int, now: datetime) -> None:
        """Note that a month that is over has changed; the first change counts."""
        self.late.setdefault(partition, now)

    def forget(self) -> None:
        """Let go of all partitions: whoever has them next asks anew."""
        self.asked.clear()
        self.late.clear()

    def due(self, partition: int, settle: timedelta, now: datetime) -> CollationTick | None:
        """Say what to ask of a partition now."""
        month = last_over(now, settle)
        if self.asked.get(partition) != month:
            return CollationTick(month=month, partition=partition, why=f"over/{now.isoformat()}")
        since = self.late.get(partition)
        if since is None or now - since < settle:
            return None
        why = f"changed/{since.isoformat()}"
        return CollationTick(month=month, partition=partition, why=why)

    def sent(self, tick: CollationTick) -> None:
        """Note that a tick is on its topic."""
        self.asked[tick.partition] = tick.month
        self.late.pop(tick.partition, None)
