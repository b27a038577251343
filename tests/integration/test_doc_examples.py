"""The examples of the pages for partners and destinations, run as they stand on the page."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from schemas.codec import decode
from schemas.enums import Priority
from schemas.export import ROOT as SCHEMAS
from schemas.form import CpiForm
from schemas.topics import INTAKE, SECTOR
from streams.outcome import Outgoing
from tests.forms import raw_form
from tests.integration.running import RunningHub

DOCS = Path(__file__).parents[2] / "docs"
SECONDS = 60

pytestmark = pytest.mark.kafka


def example(page: str) -> str:
    """The one Python program of a page."""
    text = (DOCS / page).read_text(encoding="utf-8")
    (found,) = re.findall(r"^```python\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    return str(found)


def run(code: str, hub: RunningHub, folder: Path) -> str:
    """Run a program as the page says, in an empty folder; gives what it prints."""
    program = folder / "example.py"
    program.write_text(code, encoding="utf-8")
    servers = str(hub.settings.kafka_bootstrap_servers)
    done = subprocess.run(  # noqa: S603 - our own Python, our own page
        [sys.executable, str(program), servers, str(SCHEMAS / "avro")],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_partners_example_gets_its_receipt(hub: RunningHub, tmp_path: Path) -> None:
    """The example sends a form that the hub can read, keyed by its id, and reads the receipt."""
    said = run(example("partners.md"), hub, tmp_path)
    assert re.search(r"^accepted CPI-\d{6}-\w{10}", said, re.MULTILINE)
    place = re.search(r"sent to (\S+)", said)
    (record,) = [each for each in hub.records(INTAKE) if place and each.place == place.group(1)]
    form = decode(INTAKE.schema, record.value)
    assert isinstance(form, CpiForm)
    assert record.key == str(form.submission_id).encode()


def test_the_destinations_example_counts_each_message_once(hub: RunningHub, tmp_path: Path) -> None:
    """A repeat is skipped, the newest revision stands, and read again nothing counts again."""
    (reference,) = hub.submit(raw_form())
    hub.assess(reference, Priority.NORMAL)
    first, *_ = hub.wait_for(SECTOR, reference, 2)
    hub.send(Outgoing(SECTOR, first))
    hub.assess(reference, Priority.NO_FURTHER_ACTION, rationale="recorded elsewhere")
    hub.wait_for(SECTOR, reference, 5)
    code = example("destinations.md").replace("quiet < 10", "quiet < 3")
    said = run(code, hub, tmp_path)
    assert said.count(f"new 1 {first.message_id}\n") == 1
    assert f"stands: {reference}/1/sector 2 withdrawn" in said
    again = run(code.replace('"sector-example"', '"sector-again"'), hub, tmp_path)
    assert all(line.startswith("stands: ") for line in again.splitlines())
