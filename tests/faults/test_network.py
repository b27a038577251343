"""The network between worker and broker is slow, resets, refuses, swallows."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack

import pytest

from streams.settings import AssessmentMode
from tests.faults.brokers import Node
from tests.faults.client import wait_until
from tests.faults.conftest import Hubs
from tests.faults.hub import Hub
from tests.faults.matrix import Matrix, Scenario
from tests.faults.proxy import Mode, Proxy
from tests.faults.trial import Trial, trial

pytestmark = pytest.mark.kafka


Through = Callable[[Hub, Node], Proxy]


@pytest.fixture(scope="module")
def through() -> Iterator[Through]:
    """Puts a proxy between a hub's only worker and its broker, until the module is done."""
    with ExitStack() as stack:
        made: dict[Hub, Proxy] = {}

        def put(hub: Hub, node: Node) -> Proxy:
            if hub not in made:
                made[hub] = stack.enter_context(Proxy(node.advertised, node.proxied))
                stack.callback(hub.stop_all)
                hub.stop_all()
                hub.start(servers=node.behind_proxy)
            # The group has the worker before it, too, until that one's session ends.
            wait_until(lambda: made[hub].connections, 90, "the worker behind the proxy")
            hub.wait_for_members(1)
            return made[hub]

        yield put


@pytest.fixture
def hub(hubs: Hubs, mode: AssessmentMode) -> Hub:
    """A hub whose worker the proxy fixture starts."""
    return hubs(mode)[0]


@pytest.fixture
def proxy(hub: Hub, node: Node, through: Through) -> Proxy:
    """The proxy through which the only worker of the hub must go."""
    return through(hub, node)


@pytest.mark.in_short(AssessmentMode.MANUAL)
def test_the_network_is_slow(hub: Hub, proxy: Proxy, matrix: Matrix, *, full: bool) -> None:
    """Each packet is late, each way; forms arrive late too, and all."""
    forms, delay = (30, 0.25) if full else (3, 0.1)
    with trial(Scenario.DELAY, hub, matrix) as under_way:
        proxy.set(delay=delay)
        under_way.traffic.send(forms)
        under_way.traffic.flush()
        under_way.wait_for(forms * 2)
        proxy.set()


@pytest.mark.in_short(AssessmentMode.MANUAL)
def test_connections_are_reset(hub: Hub, proxy: Proxy, matrix: Matrix, *, full: bool) -> None:
    """All at once, again and again, while forms flow."""
    resets = 100 if full else 5
    with trial(Scenario.DROP, hub, matrix) as under_way:
        under_way.traffic.begin()
        for _ in range(resets):
            under_way.wait_for(5)
            proxy.drop()
        under_way.runs = resets


@pytest.mark.in_short(AssessmentMode.MANUAL)
def test_the_broker_cannot_be_reached(
    hub: Hub, proxy: Proxy, matrix: Matrix, *, full: bool
) -> None:
    """Every attempt is refused for a while."""
    pauses = (5.0, 30.0, 90.0) if full else (2.0,)
    with trial(Scenario.REFUSE, hub, matrix) as under_way:
        _interrupt(under_way, proxy, Mode.REFUSE, pauses)


@pytest.mark.in_short(AssessmentMode.MANUAL)
def test_connections_are_half_open(hub: Hub, proxy: Proxy, matrix: Matrix, *, full: bool) -> None:
    """What is sent is swallowed and nothing is closed; those connections never come back."""
    pauses = (2.0, 15.0, 45.0) if full else (1.0,)
    with trial(Scenario.HALF_OPEN, hub, matrix) as under_way:
        _interrupt(under_way, proxy, Mode.BLACK_HOLE, pauses)


def _interrupt(under_way: Trial, proxy: Proxy, mode: Mode, pauses: Sequence[float]) -> None:
    under_way.traffic.begin()
    for seconds in pauses:
        under_way.wait_for(5)
        proxy.set(mode)
        time.sleep(seconds)
        proxy.set()
    under_way.runs = len(pauses)
