"""Hubs that run: each module that asks gets a broker for itself, topics, a key and a worker."""

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from streams.home import at_home
from streams.settings import PREFIX, AssessmentMode, Settings
from streams.supervisor import Supervisor
from tests.integration.running import RunningHub
from tests.lent_kafka import LentKafkas

Start = Callable[..., RunningHub]


def environment_of(settings: Settings) -> dict[str, str]:
    """The environment that gives a worker these settings."""
    changed = settings.model_dump(exclude_unset=True, mode="json")
    given = {PREFIX + name.upper(): str(value) for name, value in changed.items()}
    return {**os.environ, **given}


@contextmanager
def working(hub: RunningHub) -> Iterator[None]:
    """Keep a worker of a hub running meanwhile; what it says is added to its log."""
    with (
        (hub.data_dir / "worker.log").open("ab") as log,
        Supervisor(environment_of(hub.settings), log, lambda _: None),
    ):
        yield


@pytest.fixture(scope="module")
def idle_hub(tmp_path_factory: pytest.TempPathFactory, lent_kafkas: LentKafkas) -> Iterator[Start]:
    """Makes hubs with settings of a test's choosing, without a worker."""
    with ExitStack() as running:

        def make(**changes: Any) -> RunningHub:  # noqa: ANN401 - fields of the settings
            data_dir: Path = tmp_path_factory.mktemp("hub")
            servers = running.enter_context(lent_kafkas.lend())
            settings = Settings(data_dir=data_dir, kafka_bootstrap_servers=servers, **changes)
            running.enter_context(at_home(settings, lambda _: None))
            return RunningHub(settings)

        yield make


@pytest.fixture(scope="module")
def start_hub(idle_hub: Start) -> Iterator[Start]:
    """Starts hubs with settings of a test's choosing; stops them after the module."""
    with ExitStack() as running:

        def start(**changes: Any) -> RunningHub:  # noqa: ANN401 - fields of the settings
            hub = idle_hub(**changes)
            running.enter_context(working(hub))
            return hub

        yield start


@pytest.fixture(scope="module")
def hub(start_hub: Start) -> RunningHub:
    """A hub where people assess."""
    return start_hub(log_level="info")


@pytest.fixture(scope="module")
def automatic_hub(start_hub: Start) -> RunningHub:
    """A hub that takes each proposal as the decision."""
    return start_hub(assessment=AssessmentMode.AUTOMATIC)


@pytest.fixture(scope="module")
def hasty_hub(start_hub: Start) -> RunningHub:
    """A hub whose minutes are tenths of a second."""
    return start_hub(
        send_unassessed_after=timedelta(seconds=0.5),
        first_reminder_after=timedelta(seconds=1.5),
        second_reminder_after=timedelta(seconds=2.5),
        breach_after=timedelta(seconds=3),
        clock_interval=timedelta(seconds=0.2),
    )
