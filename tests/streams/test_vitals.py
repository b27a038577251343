"""The sign of life of a worker, and what a health check makes of it."""

import os
import subprocess
import time
from pathlib import Path

from streams.vitals import Vitals

CHECK = Path(__file__).parents[2] / "deploy" / "cpi-alive"


def healthy(data_dir: Path) -> bool:
    """What the check of the image says."""
    settings = {**os.environ, "CPI_DATA_DIR": str(data_dir)}
    return subprocess.run([CHECK], env=settings, check=False).returncode == 0  # noqa: S603 - our own


def test_a_worker_is_healthy_while_it_renews_its_sign(tmp_path: Path) -> None:
    """Not before the first, not when it is old, not when the worker has been told to stop."""
    vitals = Vitals(tmp_path, "cpi-hub")
    assert not healthy(tmp_path)
    vitals.renew()
    assert healthy(tmp_path)
    past = time.time_ns() - 20 * 10**9
    os.utime(vitals.path, ns=(past, past))
    assert not healthy(tmp_path)
    vitals.renew()
    assert healthy(tmp_path)
    vitals.end()
    assert not healthy(tmp_path)


def test_a_folder_that_cannot_be_written_to_stops_no_worker(tmp_path: Path) -> None:
    """The work goes on; only nobody can see from outside that it does."""
    (tmp_path / "alive").write_text("in the way")
    vitals = Vitals(tmp_path, "cpi-hub")
    vitals.renew()
    vitals.end()
