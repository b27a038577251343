"""A worker that listens: what it counts of a journey, when it is ready, what it says then."""

import socket
import time
from pathlib import Path

import httpx
import pytest

from schemas.topics import INTAKE, SECTOR
from streams.settings import AssessmentMode
from tests.forms import raw_form
from tests.integration.conftest import Start, environment_of, working
from tests.integration.running import RunningHub, until
from tests.integration.test_startup import refusal
from tests.integration.workers import wait_until_all_is_read
from tests.metrics import answer, free_port, scraped

pytestmark = pytest.mark.kafka

FORMS = 3
WAITING = {
    "no partition has been assigned yet",
    "the entity index is not read yet",
    *(f"cpi.desk/{partition} is not read yet" for partition in range(4)),
}


@pytest.fixture(scope="module")
def hub(idle_hub: Start) -> RunningHub:
    """A hub that listens, without a worker; it takes each proposal as the decision."""
    return idle_hub(assessment=AssessmentMode.AUTOMATIC, listen=f"127.0.0.1:{free_port()}")


def health(hub: RunningHub) -> list[tuple[int, str]]:
    """What the worker says at /readyz; nothing, where there is none yet."""
    try:
        return [answer(f"http://{hub.settings.listen}/readyz")]
    except httpx.TransportError:
        return []


def test_a_worker_says_what_is_missing_until_it_is_ready_and_counts_what_it_does(
    hub: RunningHub,
) -> None:
    """503 with a reason, then 200; each form and each letter once, and how long each stage took."""
    said = list[tuple[int, str]]()

    def asked() -> list[tuple[int, str]]:
        time.sleep(0.1)  # a worker that starts is asked for long
        said.extend(health(hub))
        return said

    with working(hub):
        until(asked, lambda found: (200, "ok") in found, "a worker that is ready", 120)
        assert {status for status, _ in said[:1]} == {503}
        assert {why for status, why in said if status == 503} <= WAITING
        references = hub.submit(*(raw_form() for _ in range(FORMS)))
        hub.send_bytes(INTAKE, b"", b"no form", 0)
        for reference in references:
            hub.wait_for(SECTOR, reference)
        wait_until_all_is_read(hub)
        url = f"http://{hub.settings.listen}"
        found = scraped(f"{url}/metrics")
        for stage in ("triage", "assess", "redact", "enrich", "publish"):
            assert found[f"cpi_records_total/passed/{stage}"] == FORMS
        assert found["cpi_records_total/refused/triage"] == 1
        assert found["cpi_dead_letters_total/unreadable/triage"] == 1
        assert found["cpi_messages_total/publish/cpi.sector"] == len(hub.messages(SECTOR))
        assert found["cpi_stage_seconds_count/publish/no"] == FORMS
        assert found["cpi_assessment_seconds_count/NORMAL/automatic"] == FORMS
        places = [name.split("/", 1)[1] for name in found if name.startswith("cpi_done_offset/")]
        assert all(
            found[f"cpi_done_offset/{p}"] == found[f"cpi_committed_offset/{p}"] for p in places
        )
        assert sum(found[f"cpi_done_offset/{p}"] for p in places if "/triage/" in p) == FORMS + 1
        assert answer(f"{url}/livez") == answer(f"{url}/healthz") == (200, "ok")
        hub.settings.key_path.chmod(0o640)
        assert answer(f"{url}/readyz")[0] == 503
        hub.settings.key_path.chmod(0o600)


def test_an_address_in_use_is_one_line(hub: RunningHub, tmp_path: Path) -> None:
    """The worker says so before it joins its group."""
    host, port = str(hub.settings.listen).split(":")
    with socket.create_server((host, int(port))):
        found = refusal(environment_of(hub.settings), tmp_path)
    assert found.startswith(f"cpi: nothing can listen on {host}:{port} (")
