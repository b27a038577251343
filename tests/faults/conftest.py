"""Brokers and hubs to break; short by default, `--faults=full` for `make faults`."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path

import pytest

from streams.settings import AssessmentMode
from tests.faults import brokers
from tests.faults.brokers import Node
from tests.faults.hub import Hub
from tests.faults.load import burners
from tests.faults.matrix import IN_FULL, IN_SHORT, Matrix

_MATRIX = Matrix()
_SHORT_SESSION = timedelta(seconds=6)

Hubs = Callable[[AssessmentMode], tuple[Hub, Node]]


def pytest_addoption(parser: pytest.Parser) -> None:
    """How much is done."""
    parser.addoption("--faults", choices=("short", "full"), default="short")
    told = "keep the rows of a short run too, where the page has none of a full one"
    parser.addoption("--keep-short", action="store_true", help=told)


def pytest_configure(config: pytest.Config) -> None:
    """The mark of a scenario: the way of assessing that the short form of it takes."""
    config.addinivalue_line("markers", "in_short(mode): the mode of the short form of a fault")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """In full, both ways of assessing; in short, the one that the test names."""
    mark = metafunc.definition.get_closest_marker("in_short")
    if mark is not None:
        modes = tuple(AssessmentMode) if _is_full(metafunc.config) else mark.args
        metafunc.parametrize("mode", modes, ids=[mode.value for mode in modes])


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    """Print the matrix; a full run is kept in the page."""
    done = IN_FULL if _is_full(config) else IN_SHORT
    lines = _MATRIX.lines(done)
    if len(lines) > 2:
        terminalreporter.section("faults")
        terminalreporter.write("\n".join((*lines, "")))
        if _is_full(config) or config.getoption("--keep-short", default=False):
            _MATRIX.write(done=done)


@pytest.fixture(scope="session")
def full(pytestconfig: pytest.Config) -> bool:
    """Whether all of it is to be done."""
    return _is_full(pytestconfig)


@pytest.fixture(scope="session")
def matrix() -> Matrix:
    """Where each trial is entered."""
    return _MATRIX


@pytest.fixture(autouse=True)
def load(request: pytest.FixtureRequest, *, full: bool) -> Iterator[None]:
    """In full, every core has other work too."""
    with ExitStack() as stack:
        if full and "mode" in request.fixturenames:
            stack.enter_context(burners())
        yield


@pytest.fixture(scope="session")
def hubs(tmp_path_factory: pytest.TempPathFactory, *, full: bool) -> Iterator[Hubs]:
    """Gives the hub of a mode, on a broker of its own; a new one where the last was left broken."""
    changes = {} if full else {"session_timeout": _SHORT_SESSION}
    with ExitStack() as all_of_them:
        made: dict[AssessmentMode, tuple[Hub, Node, ExitStack]] = {}

        def close(mode: AssessmentMode) -> None:
            if mode in made:
                made.pop(mode)[2].close()

        for mode in AssessmentMode:
            all_of_them.callback(close, mode)

        def give(mode: AssessmentMode) -> tuple[Hub, Node]:
            if mode in made and made[mode][0].tainted:
                close(mode)
            if mode not in made:
                stack = ExitStack()
                folder: Path = tmp_path_factory.mktemp(f"faults-{mode.value}")
                node = stack.enter_context(brokers.one(folder / "kafka"))
                hub = stack.enter_context(Hub(folder, node.servers, mode, **changes))
                made[mode] = (hub, node, stack)
            return made[mode][:2]

        yield give


@pytest.fixture
def idle_hub(hubs: Hubs, mode: AssessmentMode) -> Iterator[Hub]:
    """A hub without a worker: the test starts some of its own kind, which end with it."""
    hub = hubs(mode)[0]
    hub.stop_all()
    yield hub
    hub.stop_all()


@pytest.fixture
def hub(hubs: Hubs, mode: AssessmentMode) -> Hub:
    """A hub that runs, with one worker."""
    hub = hubs(mode)[0]
    hub.ensure()
    return hub


@pytest.fixture
def node(hubs: Hubs, mode: AssessmentMode) -> Node:
    """The broker of the mode's hub."""
    return hubs(mode)[1]


def _is_full(config: pytest.Config) -> bool:
    return bool(config.getoption("--faults", "short") == "full")
