"""Kafkas that are lent to one after the other, wiped in between: to start one takes seconds."""

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Self

from confluent_kafka.admin import AdminClient

from tests.real_kafka import real_kafka

_WIPE_SECONDS = 20.0
_ANSWER_SECONDS = 10.0
_LOOK_SECONDS = 0.05


class LentKafkas:
    """A context manager that starts one where none is free; ``folder`` makes the place for it."""

    def __init__(self, folder: Callable[[], Path]) -> None:
        self._folder = folder
        self._free: list[str] = []
        self._all = ExitStack()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._all.close()

    @contextmanager
    def lend(self) -> Iterator[str]:
        """Give the address of one without topics and groups; nobody may use it afterwards."""
        servers = next(filter(_groups_go, self._free), None)
        if servers is None:
            servers = self._all.enter_context(real_kafka(self._folder()))
        else:
            self._free.remove(servers)
        yield servers
        _topics_go(servers)
        self._free.append(servers)


def _groups_go(servers: str) -> bool:
    """Delete all groups; false where one has a member still: a worker is missed late."""
    admin = AdminClient({"bootstrap.servers": servers})
    groups = [each.group_id for each in admin.list_consumer_groups().result(_ANSWER_SECONDS).valid]
    asked = admin.delete_consumer_groups(groups).values() if groups else ()
    return not any(each.exception(_ANSWER_SECONDS) for each in asked)


def _topics_go(servers: str) -> None:
    """Delete all topics but the broker's own."""
    admin = AdminClient({"bootstrap.servers": servers})
    deadline = time.monotonic() + _WIPE_SECONDS
    while topics := _topics(admin):
        assert time.monotonic() < deadline, f"{len(topics)} topics cannot be deleted"
        for each in admin.delete_topics(topics).values():
            each.exception(_ANSWER_SECONDS)  # it may be on its way out already
        time.sleep(_LOOK_SECONDS)


def _topics(admin: AdminClient) -> list[str]:
    named = admin.list_topics(timeout=_ANSWER_SECONDS).topics
    return [name for name in named if not name.startswith("__")]
