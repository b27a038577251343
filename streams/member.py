"""What makes a client a member of the hub's consumer group."""

from streams.clients import Options
from streams.settings import Settings

HEARTBEATS = 4
"""So many heartbeats a session."""


def member(settings: Settings, options: Options, group: str, instance: str | None) -> Options:
    """The properties of a member of a group; with an ``instance`` it is known again by it.

    The assignor gives a worker the same partition numbers of all topics: a form's messages meet.
    """
    timeout = int(settings.session_timeout.total_seconds() * 1000)
    named = {"group.instance.id": instance} if instance else {}
    return {
        **options,
        **named,
        "group.id": group,
        "session.timeout.ms": timeout,
        "heartbeat.interval.ms": max(timeout // HEARTBEATS, 500),
        "max.poll.interval.ms": 300_000,
        "partition.assignment.strategy": "range",
        "enable.partition.eof": True,
        # The start is always given: offsets that are not there any more are an error.
        "auto.offset.reset": "error",
        "queued.max.messages.kbytes": 32_768,
        # What is fetched ahead is thrown away when a partition is full: little, then.
        "queued.min.messages": 2_000,
    }
