"""The units: valid by systemd's own word, and of one mind with the workers' exit statuses."""

import configparser
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from schemas.stages import App
from streams.supervisor import FOR_GOOD

FOLDER = Path(__file__).parents[2] / "deploy" / "systemd"


def unit(name: str) -> configparser.ConfigParser:
    """Read a unit; where a name stands twice, the last is kept."""
    parser = configparser.ConfigParser(interpolation=None, strict=False)
    parser.optionxform = str  # type: ignore[assignment,method-assign] # the way to keep capitals
    parser.read(FOLDER / name)
    return parser


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd-analyze reads units")
def test_systemd_finds_no_fault(tmp_path: Path) -> None:
    """The command and the user are a machine's own: here, ones that are there."""
    for path in FOLDER.iterdir():
        text = re.sub("/opt/cpi/bin/cpi", "/bin/true", path.read_text()).replace(
            "=cpi\n", "=root\n"
        )
        (tmp_path / path.name).write_text(text)
    started = [f"cpi-worker@{app.value}.service" for app in App]
    for name in started:
        shutil.copy(tmp_path / "cpi-worker@.service", tmp_path / name)
    files = [
        tmp_path / name
        for name in (*started, "cpi-topics.service", "cpi-metrics.service", "cpi-hub.target")
    ]
    done = subprocess.run(  # noqa: S603 - our own words
        ["systemd-analyze", "verify", "--man=no", *files],  # noqa: S607 - as it is installed
        capture_output=True,
        text=True,
        check=False,
    )
    ours = [line for line in done.stderr.splitlines() if "cpi-" in line]
    assert not ours


@pytest.mark.parametrize("name", ["cpi-worker@.service", "cpi-metrics.service"])
def test_a_process_is_started_again_unless_that_is_no_use(name: str) -> None:
    """As `cpi up` does it: not when it was told to stop, nor when it is set up wrongly."""
    service = unit(name)["Service"]
    assert service["Restart"] == "on-failure"
    assert {0, int(service["RestartPreventExitStatus"])} == FOR_GOOD


def test_each_app_is_wanted() -> None:
    """One target starts all."""
    wanted = unit("cpi-hub.target")["Unit"]["Wants"].split()
    workers = {f"cpi-worker@{app.value}.service" for app in App}
    assert set(wanted) == {*workers, "cpi-metrics.service"}
