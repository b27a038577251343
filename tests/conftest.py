"""What every test stands on: the right packages, a clean environment, a real Kafka."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from streams.packages import strangers
from tests.real_kafka import real_kafka, said


def pytest_configure() -> None:
    """Stop before collection where another distribution also ships a package of our names."""
    for line in strangers():
        raise pytest.UsageError(line)


def pytest_report_header() -> str:
    """Say what the tests' Kafka is."""
    return said()


@pytest.fixture(autouse=True, scope="session")
def clean_environment() -> None:
    """No test sees the settings of whoever runs it."""
    for name in [name for name in os.environ if name.startswith("CPI_")]:
        del os.environ[name]


@pytest.fixture(scope="session")
def kafka(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a real Kafka of the tests' own, without topics."""
    folder: Path = tmp_path_factory.mktemp("kafka")
    with real_kafka(folder) as servers:
        yield servers
