"""The calendar: asks each partition that this worker has to count the months that are over.

A tick is a record of the stream, so it is done in order and is not lost with a worker. One is sent
when a partition comes, when a month has ended, and when what happened since has changed a month
that had ended; each after the time in which it settles. So what was missed is caught up.
"""

from agents.hub import Hub
from schemas.topics import TICKS
from streams import clock
from streams.envelope import Context
from streams.outcome import Outgoing


async def ask(hub: Hub) -> None:
    """Send the ticks that are due.

    Raises:
        KafkaException: the broker did not take one; the next time tries again.
    """
    settle = hub.tools.settings.collation_settle
    for partition in sorted(hub.assigned):
        tick = hub.months.due(partition, settle, clock.now())
        if tick is not None:
            hub.tools.pulse.check()
            await hub.tools.sender.send([Outgoing(TICKS, tick, partition)], Context())
            hub.months.sent(tick)
