"""Only with a Docker engine, and only when asked for: `make test-containers`."""

import pytest

from tests.containers.compose import engine_answers


@pytest.fixture(autouse=True, scope="session")
def engine() -> None:
    """Nothing here is skipped: who asks for these tests has an engine."""
    assert engine_answers(), "no Docker engine with compose answers: see docs/operations.md"
