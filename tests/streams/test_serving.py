"""One server for metrics and health: it says what is missing, and nothing of what went wrong."""

from collections.abc import Iterator

import httpx
import pytest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

from streams.serving import PROCESSES, ListenError, place_of, serve
from streams.settings import address_of
from tests.metrics import answer, scraped


class One(Collector):
    """Serves one metric."""

    def collect(self) -> Iterator[Metric]:
        """Give it."""
        yield GaugeMetricFamily("cpi_one", "One.", value=1)


def fails() -> str | None:
    """A check with a fault in it."""
    message = "Moira Tanfield"
    raise ValueError(message)


@pytest.fixture(scope="module")
def url() -> str:
    """Where it serves."""
    checks = {"/healthz": lambda: None, "/readyz": lambda: "no key", "/livez": fails}
    return f"http://127.0.0.1:{serve(('127.0.0.1', 0), One(), checks)}"


def test_each_path_says_its_own(url: str) -> None:
    """Also when it is asked again: an answer must not leave anything behind."""
    for _ in range(2):
        assert answer(f"{url}/healthz") == (200, "ok")
        assert answer(f"{url}/readyz") == (503, "no key")
        assert answer(f"{url}/livez") == (500, "a fault in the hub (ValueError)")
        assert answer(f"{url}/x") == (404, "there are /metrics /healthz /readyz /livez")
    found = scraped(f"{url}/metrics")
    assert found["cpi_one"] == 1
    assert found["process_resident_memory_bytes"] > 0


def test_prometheus_gets_the_format_that_it_asks_for(url: str) -> None:
    """The library's own negotiation."""
    asked = {"Accept": "application/openmetrics-text; version=1.0.0"}
    found = httpx.get(f"{url}/metrics", headers=asked, trust_env=False)
    assert found.headers["content-type"].startswith("application/openmetrics-text")
    assert found.text.endswith("# EOF\n")


def test_an_address_in_use_is_named(url: str) -> None:
    """In one line."""
    address = address_of(url.removeprefix("http://"))
    with pytest.raises(ListenError, match=f"nothing can listen on 127.0.0.1:{address[1]} "):
        serve(address, One(), {})
    with pytest.raises(ListenError, match="no such port"):
        serve(("127.0.0.1", 65_538), One(), {})


def test_processes_of_one_machine_have_one_port_after_the_other() -> None:
    """From the one that is set; any port stays any port."""
    address = address_of("127.0.0.1:9464")
    assert [place_of(each, address)[1] for each in PROCESSES] == [9464, 9465, 9466, 9467]
    assert place_of("metrics", address_of("[::1]:0")) == ("::1", 0)


@pytest.mark.parametrize("given", ["9464", "host", "host:", "host:x", "host:65536", "host:-1"])
def test_what_is_no_address_is_refused(given: str) -> None:
    """With one that would do."""
    with pytest.raises(ValueError, match=r"HOST:PORT, as 127\.0\.0\.1:9464"):
        address_of(given)
