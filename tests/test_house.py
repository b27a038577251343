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
    "done": {"streams/delivery.py"},
    "commit": {"streams/consuming.py"},
    "subscribe": {"streams/consuming.py"},
    "_exit": {"streams/stopping.py"},
    "noack": {"streams/app.py"},
    "agent": {"streams/app.py"},
    "channel": {"streams/app.py"},
    "NewTopic": {"streams/topics.py"},
    "ack": set[str](),
    "topic": set[str](),
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
OUR_OWN = {
    # What has a name of this list and is another thing: whose it is, and where.
    "done": {("turn", "streams/turns.py"), ("landed", "streams/sending.py")},
    "topic": {("message", "streams/sending.py"), ("each", "streams/consuming.py")},
    "take": {("lane", "streams/inbox.py")},
}
FORBIDDEN_ARGUMENTS = {"concurrency", "sink", "processing_guarantee", "stream_publish_on_commit"}


def modules(*folders: str) -> list[Path]:
    """Every module of these folders."""
    return sorted(path for folder in folders for path in (ROOT / folder).rglob("*.py"))


def calls(path: Path) -> Iterator[ast.Call]:
    """Every call in a module."""
    yield from (
        node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call)
    )


def name_of(call: ast.Call) -> str:
    """The last part of what is called."""
    target = call.func
    return target.attr if isinstance(target, ast.Attribute) else getattr(target, "id", "")


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
    """One place acknowledges, one sends, one attaches agents; no Table, no sink, no buffer."""
    here = str(path.relative_to(ROOT))
    found = {
        name_of(call)
        for call in calls(path)
        if name_of(call) in ALLOWED and here not in ALLOWED[name_of(call)]
    }
    assert not found
    arguments = {keyword.arg for call in calls(path) for keyword in call.keywords}
    assert not arguments & FORBIDDEN_ARGUMENTS


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
