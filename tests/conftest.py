"""What every test stands on: the right packages, a clean environment, a real Kafka."""

import os
from collections.abc import Collection, Iterator, Mapping
from functools import lru_cache
from pathlib import Path

import pytest

from agents import vocabulary
from rules.vocabulary import Vocabulary, parse_vocabulary
from streams.packages import strangers
from tests import real_kafka as kafkas
from tests import real_mail as mails
from tests import real_rabbitmq as rabbitmqs
from tests.lent_kafka import LentKafkas
from tests.real_mail import Mail


def pytest_configure() -> None:
    """Stop before collection where another distribution also ships a package of our names."""
    for line in strangers():
        raise pytest.UsageError(line)


def pytest_report_header() -> list[str]:
    """Say what the tests' Kafka, RabbitMQ and mail server are."""
    return [each.said() for each in (kafkas, rabbitmqs, mails)]


@pytest.fixture(autouse=True, scope="session")
def clean_environment() -> None:
    """No test sees the settings of whoever runs it."""
    for name in [name for name in os.environ if name.startswith("CPI_")]:
        del os.environ[name]


@pytest.fixture(autouse=True, scope="session")
def vocabulary_once() -> Iterator[None]:
    """The same files are read once, not in each command that a test calls: they take seconds."""

    @lru_cache(maxsize=4)
    def read(texts: frozenset[tuple[str, str]], sound: frozenset[str]) -> Vocabulary:
        return parse_vocabulary(dict(texts), sound)

    def parse(files: Mapping[str, str], sound: Collection[str] = ()) -> Vocabulary:
        return read(frozenset(files.items()), frozenset(sound))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(vocabulary, "parse_vocabulary", parse)
        yield


@pytest.fixture(scope="session")
def kafka(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a real Kafka of the tests' own, without topics."""
    folder: Path = tmp_path_factory.mktemp("kafka")
    with kafkas.real_kafka(folder) as servers:
        yield servers


@pytest.fixture(scope="session")
def lent_kafkas(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LentKafkas]:
    """Real Kafkas for whoever needs one of his own for a while."""
    with LentKafkas(lambda: tmp_path_factory.mktemp("kafka")) as lent:
        yield lent


@pytest.fixture(scope="session")
def rabbitmq(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a real RabbitMQ of the tests' own, without queues."""
    folder: Path = tmp_path_factory.mktemp("rabbitmq")
    with rabbitmqs.real_rabbitmq(folder) as address:
        yield address


@pytest.fixture(scope="session")
def mail(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mail]:
    """A real mail server of the tests' own, without mail."""
    folder: Path = tmp_path_factory.mktemp("mail")
    with mails.real_mail(folder) as server:
        yield server
