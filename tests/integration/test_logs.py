"""The worker's log names nobody and tells nothing, even where it tells most."""

import re
from uuid import uuid4

import pytest

from schemas.catalogue import CPI_FORM
from schemas.codec import encode
from schemas.enums import AlertKind, Priority
from schemas.form import CpiForm
from schemas.topics import ALERTS, ASSESSED, CRIME, DEAD_LETTERS, INTAKE, SECTOR, TRIAGED
from tests.forms import SOURCE_WORDS, raw_form, told
from tests.integration.conftest import Start
from tests.integration.running import RunningHub
from tests.integration.workers import log_of, wait_until_all_is_read

pytestmark = pytest.mark.kafka

NARRATIVE = "Jaydn Foss was seen getting into a grey Audi HX19 KLD by the shops in Mill Lane."
TOLD = ("Jaydn", "Foss", "Audi", "HX19", "Mill Lane", "Rowe", "Alder", "SO14")
WORDS = (*SOURCE_WORDS, *TOLD)


@pytest.fixture(scope="module")
def talkative_hub(start_hub: Start) -> RunningHub:
    """A hub that logs all that it can."""
    return start_hub(log_level="debug")


def found_in(text: str) -> list[str]:
    """The lines in which a word of the forms stands; also spelt as bytes are printed."""
    return [
        line[:300] for line in text.splitlines() if any(w.lower() in line.lower() for w in WORDS)
    ]


def test_the_log_holds_no_word_of_a_form(talkative_hub: RunningHub) -> None:
    """After bad input, dead letters of two stages, a normal form, a blocked release and a CRIME."""
    hub = talkative_hub
    broken = encode(CPI_FORM, CpiForm.model_validate(told(NARRATIVE)))[:-9]
    hub.send_bytes(INTAKE, b"Moira Tanfield", broken)
    hub.send_bytes(INTAKE, str(uuid4()).encode(), b"Moira Tanfield of Elmwick Vale School")
    hub.send_bytes(ASSESSED, b"Moira Tanfield", broken)
    normal, blocked, crime = hub.submit(
        raw_form(), told(NARRATIVE), told("A girl, Mia Rowe, was punched by Dean Alder in SO14.")
    )
    for reference in (normal, blocked, crime):
        hub.wait_for(TRIAGED, reference)
    hub.assess(normal, Priority.NORMAL)
    hub.assess(blocked, Priority.NORMAL, sanitised_narrative="Ms Tanfield of Elmwick saw it.")
    hub.assess(crime, Priority.CRIME)
    hub.wait_for(SECTOR, normal)
    hub.wait_for(CRIME, crime)
    assert AlertKind.RELEASE_BLOCKED in {each.kind for each in hub.wait_for(ALERTS, blocked)}
    wait_until_all_is_read(hub)
    assert len(hub.messages(DEAD_LETTERS)) == 3
    log = log_of(hub)
    assert re.search("debug", log, re.IGNORECASE), "it does not log all that it can"
    assert not found_in(log)
