"""What a worker says of its health: what is missing, and what does not move."""

import threading
import time
from datetime import timedelta
from pathlib import Path

import pytest
from prometheus_client import CollectorRegistry

from schemas.topics import TOPICS
from streams import watchdog
from streams.health import TopicsAsDeclared, checks_of, key_of
from streams.sealing import load_keyring, make_key_file
from streams.serving import serve
from streams.settings import Settings
from streams.vitals import Vitals
from tests.metrics import answer
from tests.streams.bench import patch_stop
from tests.streams.test_watchdog import World, waits

PATIENCE = 3.0


def test_what_is_missing_is_named_and_the_sign_of_life_stays_away(tmp_path: Path) -> None:
    """One truth: /readyz and the file that exec probes look at; the first that is missing."""
    world = World()
    missing: list[str] = []
    world.dog._conditions = [lambda: missing[0] if missing else None]
    world.dog._vitals = vitals = Vitals(tmp_path, "cpi-hub")
    ready = checks_of(world.dog)["/readyz"]

    def seen() -> str | None:
        vitals.end()
        world.dog.renew()
        assert vitals.path.exists() == (ready() is None)
        return ready()

    assert seen() is None
    missing.append("cpi.desk/3 is not read yet")
    assert seen() == "cpi.desk/3 is not read yet"
    world.inboxes[1].halted = True
    assert seen() == "assess has stopped itself after too many failures"
    world.dog._answered = False
    assert seen() == "Kafka does not answer"
    world.group.assigned_at = None
    assert seen() == "no partition has been assigned yet"
    world.dog.stop()
    assert seen() == "the worker has been told to stop"


def test_the_key_is_read_again_each_time(tmp_path: Path) -> None:
    """Its place and its mode are named; what it holds is not."""
    path = tmp_path / "hub.key"
    make_key_file(path)
    settings = Settings(key_file=path)
    missing = key_of(settings, load_keyring(path))
    assert missing() is None
    path.chmod(0o644)
    assert missing() == f"the key at {path} has mode 0644: make it 0600 with chmod"
    path.unlink()
    assert str(missing()).startswith(f"no key at {path}")
    make_key_file(path)
    assert missing() == "the key is another than at the start: restart the worker"


async def test_a_topic_that_is_gone_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """As at the start; when it is there again nothing is missing any more."""
    found = {topic.name: 4 for topic in TOPICS}
    monkeypatch.setattr("streams.health.counts", lambda *_: dict(found))
    monkeypatch.setattr("streams.clients.admin", lambda _: None)
    missing = TopicsAsDeclared({}, Settings())
    await missing.look()
    assert missing() is None
    del found["cpi.mash"]
    await missing.look()
    assert missing() == "topic cpi.mash is missing: run `cpi topics apply`"
    found["cpi.mash"] = 4
    await missing.look()
    assert missing() is None


async def test_a_stuck_loop_is_told_before_the_process_ends(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The server has a thread of its own: it answers while a handler holds up everything else."""
    patch_stop(monkeypatch)
    monkeypatch.setattr(watchdog, "_LOOK_SECONDS", 0.1)
    world = World(stall_after=timedelta(seconds=PATIENCE))
    url = f"http://127.0.0.1:{serve(('127.0.0.1', 0), CollectorRegistry(), checks_of(world.dog))}"
    said: list[tuple[int, str]] = []

    def ask() -> None:
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline and not (said and said[-1][0] == 503):
            said.append(answer(f"{url}/livez"))

    waits(world.lanes[0])
    world.group.polled_at = time.monotonic() + 2 * PATIENCE  # the consumer is none of it
    world.dog.start()
    asking = threading.Thread(target=ask)
    asking.start()
    asking.join()  # the loop itself stands still meanwhile
    world.dog.stop()
    assert said[0] == (200, "ok")
    assert said[-1][0] == 503
    assert said[-1][1].startswith("triage: cpi.intake/0 has stood at 0 ")
    assert answer(f"{url}/healthz") == (200, "ok")


def test_a_watchdog_that_does_not_look_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody else would notice: it is the one that ends the process."""
    world = World()
    world.group.polled_at = time.monotonic()
    assert world.dog.standing() is None
    monkeypatch.setattr(watchdog, "_LATE_SECONDS", 0.0)
    assert str(world.dog.standing()).startswith("the watchdog has not looked for ")
