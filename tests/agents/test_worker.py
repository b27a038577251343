"""What a worker does beside its work."""

import time
from collections.abc import Iterator

import pytest

from agents import worker


def test_what_is_not_needed_yet_is_done_unhurriedly(monkeypatch: pytest.MonkeyPatch) -> None:
    """All of it, with a rest after each step that lasts many times as long as the step."""
    rested: list[float] = []
    done: list[int] = []
    monkeypatch.setattr(time, "sleep", rested.append)

    def steps() -> Iterator[None]:
        for number in range(3):
            began = time.monotonic()
            while time.monotonic() - began < 0.01:
                pass
            done.append(number)
            yield

    worker._unhurried(steps())
    assert done == [0, 1, 2]
    assert all(rest > 10 * 0.01 for rest in rested)
    assert len(rested) == 3
