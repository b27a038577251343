"""Whether workers of another place are in a group: of another machine, or of containers."""

import asyncio

from confluent_kafka import KafkaException

from streams import clients
from streams.clients import Options
from streams.settings import Settings
from streams.state import instance_of

_ASK_SECONDS = 10.0


async def works_elsewhere(settings: Settings, options: Options, group: str) -> bool:
    """Ask the cluster whether a group has a worker that is not of this data directory.

    Those of this one do not count: a stopped worker keeps its name in the group until its session
    ends, and it may be ours of a minute ago.
    """
    return bool(await asyncio.to_thread(_members, options, group) - _own_names(settings, group))


def _members(options: Options, group: str) -> set[str]:
    admin = clients.admin(options)
    try:
        # A broker that was made just now has no groups, and takes long to describe one.
        listed = admin.list_consumer_groups(request_timeout=_ASK_SECONDS).result(_ASK_SECONDS)
        if group not in {each.group_id for each in listed.valid}:
            return set()
        answer = admin.describe_consumer_groups([group], request_timeout=_ASK_SECONDS)[group]
        members = answer.result(_ASK_SECONDS).members
    except (KafkaException, TimeoutError):
        return set()  # who cannot be asked is not counted on
    return {each.group_instance_id or each.member_id for each in members}


def _own_names(settings: Settings, group: str) -> set[str]:
    folders = settings.data_dir / "state" / group
    found = folders.iterdir() if folders.is_dir() else ()
    named = {settings.instance} if settings.instance else set()
    return {name for name in map(instance_of, found) if name} | named
