"""The house rules that no linter knows: sizes, and the idioms with which Faust loses records."""

import ast
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGES = ("schemas", "rules", "streams", "agents", "connectors", "console")
MODULE_LINES, FUNCTION_LINES = 250, 40

ALLOWED = {
    # Each idiom, and the only files in which it may stand (docs/why.md).
    "Producer": {"streams/clients.py"},
    "Consumer": {"streams/clients.py"},
    "AdminClient": {"streams/clients.py"},
    "produce": {"streams/sending.py"},
    "lane.done": {"streams/delivery.py"},
    "commit": {"streams/consuming.py"},
    "subscribe": {"streams/consuming.py"},
    "_exit": {"streams/stopping.py"},
    "noack": {"streams/app.py"},
    "app.agent": {"streams/app.py"},
    "app.channel": {"streams/app.py"},
    "NewTopic": {"streams/topics.py"},
    "ack": set[str](),
    "app.topic": set[str](),
    "take": {"streams/inbox.py"},  # of a lane
    "Table": set[str](),
    "GlobalTable": set[str](),
    "SetTable": set[str](),
    "take_events": set[str](),
    "through": set[str](),
    "group_by": set[str](),
    "echo": set[str](),
    "forward": set[str](),
    "send_soon": set[str](),
    "crontab": set[str](),
}
FAUST = {"streams/app.py", "streams/calendar.py", "streams/delivery.py", "agents/worker.py"}
FORBIDDEN_ARGUMENTS = {"concurrency", "sink", "processing_guarantee", "stream_publish_on_commit"}


def modules(*folders: str) -> list[Path]:
    """Every module of these folders."""
    return sorted(path for folder in folders for path in (ROOT / folder).rglob("*.py"))


def calls(path: Path) -> Iterator[ast.Call]:
    """Every call in a module."""
    yield from (
        node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call)
    )


def idioms_of(call: ast.Call) -> set[str]:
    """The idioms of the list that a call is, by the last parts of what is called."""
    target = f".{ast.unparse(call.func)}"
    return {idiom for idiom in ALLOWED if target.endswith(f".{idiom}")}


def imported(path: Path) -> set[str]:
    """The packages that a module imports."""
    nodes = list(ast.walk(ast.parse(path.read_text())))
    plain = [alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names]
    parts = [node.module or "" for node in nodes if isinstance(node, ast.ImportFrom)]
    return {name.split(".")[0] for name in (*plain, *parts)}


@pytest.mark.parametrize(
    "path", modules(*PACKAGES, "tests"), ids=lambda p: str(p.relative_to(ROOT))
)
def test_modules_and_functions_are_small(path: Path) -> None:
    """A module has at most 250 lines and a function at most 40."""
    text = path.read_text()
    assert text.count("\n") <= MODULE_LINES
    long = [
        f"{node.name} has {node.end_lineno - node.lineno + 1} lines"
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.end_lineno is not None
        and node.end_lineno - node.lineno + 1 > FUNCTION_LINES
    ]
    assert not long


@pytest.mark.parametrize(
    "path", modules("streams", "agents", "connectors"), ids=lambda p: str(p.relative_to(ROOT))
)
def test_nothing_is_done_in_a_way_that_loses_records(path: Path) -> None:
    """One place sends, one says what is done, one commits; of Faust, agents and channels alone."""
    here = str(path.relative_to(ROOT))
    found = {idiom for call in calls(path) for idiom in idioms_of(call)}
    assert not {idiom for idiom in found if here not in ALLOWED[idiom]}
    arguments = {keyword.arg for call in calls(path) for keyword in call.keywords}
    assert not arguments & FORBIDDEN_ARGUMENTS


@pytest.mark.parametrize("idiom", sorted(idiom for idiom, files in ALLOWED.items() if files))
def test_each_idiom_stands_where_it_may(idiom: str) -> None:
    """Else the list says nothing: the thing has another name now."""
    for file in ALLOWED[idiom]:
        assert any(idiom in idioms_of(call) for call in calls(ROOT / file)), file


@pytest.mark.parametrize("path", modules(*PACKAGES), ids=lambda p: str(p.relative_to(ROOT)))
def test_kafka_is_spoken_to_by_one_client(path: Path) -> None:
    """Nothing of ours imports Faust's, and Faust itself is in four modules."""
    assert "aiokafka" not in imported(path)
    assert "faust" not in imported(path) or str(path.relative_to(ROOT)) in FAUST


@pytest.mark.parametrize("path", modules(*PACKAGES), ids=lambda p: str(p.relative_to(ROOT)))
def test_the_product_holds_no_mock(path: Path) -> None:
    """What stands in for a real thing is a real class of the product, or it is in the tests."""
    imported = {
        alias.name
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
    }
    assert not {name for name in imported if "mock" in name.lower()}


def test_every_package_has_its_place_in_the_layers() -> None:
    """The wheel, the layer contract and the folders name the same packages: none is outside."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]
    layers = project["importlinter"]["contracts"][0]["layers"]
    layered = {name.strip() for layer in layers for name in layer.split("|")}
    folders = {path.parent.name for path in ROOT.glob("*/__init__.py")} - {"tests", "bench"}
    assert folders == layered == set(PACKAGES)
    assert set(project["importlinter"]["root_packages"]) == set(PACKAGES)
    assert set(project["hatch"]["build"]["targets"]["wheel"]["packages"]) == set(PACKAGES)
