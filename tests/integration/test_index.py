"""Pieces of a jigsaw meet: a log says what was seen before, and a person is called."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, suppress

import pytest

from schemas.codec import decode
from schemas.enums import AlertKind, EntityType
from schemas.index import IndexEntry
from schemas.stages import App
from schemas.topics import ALERTS, INDEX, INTELLIGENCE, PIECES, SECTOR
from streams.settings import AssessmentMode
from streams.supervisor import Supervisor
from tests.forms import told
from tests.integration.conftest import Start, environment_of
from tests.integration.running import RunningHub, until

pytestmark = pytest.mark.kafka

CLUSTER = 3


@pytest.fixture(scope="module")
def indexed_hub(start_hub: Start) -> Iterator[RunningHub]:
    """A hub whose entity index is at work, too."""
    hub = start_hub(assessment=AssessmentMode.AUTOMATIC, cluster_size=CLUSTER)
    with (
        (hub.data_dir / "index.log").open("ab") as log,
        Supervisor(environment_of(hub.settings), log, lambda _: None, App.INDEX.value),
    ):
        yield hub


def indexed(hub: RunningHub, reference: str) -> None:
    """Wait until the copy of the index, in which the enrich stage looks, holds a form."""
    until(
        lambda: [form.reference for entry in _copied(hub) for form in entry.forms],
        lambda found: reference in found,
        f"{reference} in the copy of the index",
    )


def _copied(hub: RunningHub) -> Iterator[IndexEntry]:
    for path in (hub.data_dir / "state" / "cpi-hub").rglob("cpi.index-*.sqlite"):
        with (
            closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as table,
            suppress(sqlite3.OperationalError),  # one that is only being made
        ):
            for (value,) in table.execute("SELECT value FROM entries").fetchall():
                entry = decode(INDEX.schema, value)
                assert isinstance(entry, IndexEntry)
                yield entry


def test_the_same_car_in_three_forms_is_said_and_called(indexed_hub: RunningHub) -> None:
    """However it is written; the third log counts two, its sector is told, a person is called."""
    texts = (
        "Silver Audi HX19 KLD waits outside the shops in SO14 most evenings.",
        "A grey car, reg hx19kld, dropped two lads at the flats in SO14 on Friday.",
        "The driver of HX19-KLD handed a bag to a child behind the shops in SO14.",
    )
    references = []
    for text in texts:
        references += indexed_hub.submit(told(text, subjects=[]))
        indexed(indexed_hub, references[-1])
    (log,) = indexed_hub.wait_for(INTELLIGENCE, references[2])
    (car,) = [each for each in log.entities if each.type is EntityType.VEHICLE]
    seen = {each.entity_id: each for each in log.seen_before}
    assert seen[car.entity_id].forms == CLUSTER - 1
    assert list(seen[car.entity_id].references) == references[:2]
    (sent, *_) = indexed_hub.wait_for(SECTOR, references[2])
    assert sent.seen_before == log.seen_before
    (first,) = indexed_hub.wait_for(INTELLIGENCE, references[0])
    assert first.seen_before == ()
    (alert,) = [
        each
        for each in indexed_hub.wait_for(ALERTS, references[2])
        if each.kind is AlertKind.CLUSTER
    ]
    assert "vehicle" in alert.reason
    assert references[0] in alert.reason


def test_nothing_on_the_index_names_anybody(indexed_hub: RunningHub) -> None:
    """Key, headers and value of the pieces and of the index: a hash stands for the car."""
    (reference,) = indexed_hub.submit(told("Phone of Zeb Quillfeather: 07700 900123. BX68 ZZZ."))
    indexed(indexed_hub, reference)
    for record in (*indexed_hub.records(PIECES), *indexed_hub.records(INDEX)):
        whole = b"".join([record.key or b"", record.value or b"", *record.headers.values()])
        for secret in (b"quillfeather", b"7700900123", b"bx68zzz", b"hx19kld"):
            assert secret not in whole.lower()
