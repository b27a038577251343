"""A month of many forms, as its reader has it made: ``cpi collate`` in every format."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import psutil  # type: ignore[import-untyped]  # it ships no types

from bench.kafka import Client, Given
from bench.machine import BenchError, Machine, a_machine
from schemas.codec import encode
from schemas.collation import CollationRow, Mark, RowDecision, RowForm, RowLog, RowSent
from schemas.enums import (
    AgencyType,
    Channel,
    DecisionStatus,
    Destination,
    District,
    Priority,
    ReportStatus,
    Theme,
)
from schemas.reference import partition_of
from schemas.topics import ROWS
from streams.organisations import sealed_organisation
from streams.sealing import Keyring, load_keyring
from streams.settings import PREFIX

MONTH = "2026-10"
FORMATS = ("text", "html", "pdf", "csv", "xlsx", "json", "parquet")
_START = datetime(2026, 10, 1, tzinfo=UTC)
_SECONDS = 30 * 24 * 3600
_ORGANISATIONS = 3000
_PARTITIONS = 4
_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_POLL_SECONDS = 0.02


@dataclass(frozen=True)
class Collated:
    """One format: seconds from the call to its end, and the most memory of the process, MB."""

    forms: int
    format: str
    seconds: float
    megabytes: float


def measure(forms: int) -> Sequence[Collated]:
    """Fill the rows of a month, then have it reported in each format.

    Raises:
        BenchError: a report could not be made.
    """
    with a_machine() as machine:
        client = Client(machine.servers)
        keyring = load_keyring(machine.folder / "hub.key")
        random = Random(1)  # noqa: S311 - repeatable, and no secret
        for number in range(forms):
            reference, record = _row(random, number, keyring)
            client.send(ROWS.name, record, partition_of(reference, _PARTITIONS))
            client.serve()
        client.flush()
        return [_collated(machine, forms, name) for name in FORMATS]


def _collated(machine: Machine, forms: int, name: str) -> Collated:
    own = {key: value for key, value in os.environ.items() if not key.startswith(PREFIX)}
    own[f"{PREFIX}DATA_DIR"] = str(machine.folder)
    own[f"{PREFIX}KAFKA_BOOTSTRAP_SERVERS"] = machine.servers
    target = machine.folder / f"month.{name}"
    command = [str(Path(sys.executable).with_name("cpi")), "collate", MONTH, "--format", name]
    started, most = time.perf_counter(), 0.0
    with subprocess.Popen([*command, "--output", str(target)], env=own) as process:  # noqa: S603 - our own command
        for used in _memory(process):
            most = max(most, used)
    if process.returncode != 0:
        message = f"cpi collate --format {name} ended with status {process.returncode}"
        raise BenchError(message)
    return Collated(forms, name, time.perf_counter() - started, most)


def _memory(process: "subprocess.Popen[bytes]") -> Iterator[float]:
    """Yield the memory of a process, MB, until it has ended."""
    watched = psutil.Process(process.pid)
    while process.poll() is None:
        try:
            yield watched.memory_info().rss / 1e6
        except psutil.Error:
            return
        time.sleep(_POLL_SECONDS)


def _row(random: Random, number: int, keyring: Keyring) -> tuple[str, Given]:
    letters = "".join(_LETTERS[number >> (5 * place) & 31] for place in range(10))
    reference = f"CPI-202610-{letters}"
    received = _START + timedelta(seconds=random.randrange(_SECONDS))
    row = CollationRow(
        reference=reference,
        form=_form(random, reference, received, keyring),
        decisions=(_decision(random, received),),
        logs=(_log(random, reference, received),),
        sent=tuple(_sent(random, reference, received)),
    )
    return reference, (reference.encode(), encode(ROWS.schema, row), [])


def _form(random: Random, reference: str, received: datetime, keyring: Keyring) -> RowForm:
    organisation = f"Organisation {int(random.expovariate(1 / 300)) % _ORGANISATIONS}"
    return RowForm(
        received_at=received,
        content_hash=reference,
        admitted=True,
        channel=Channel.KAFKA,
        agency_type=random.choice(list(AgencyType)),
        sealed=sealed_organisation(keyring, reference, organisation),
        theme=random.choice(list(Theme)),
        proposed=random.choice(list(Priority)),
        marks=tuple(random.sample(list(Mark), 4)),
    )


def _decision(random: Random, received: datetime) -> RowDecision:
    return RowDecision(
        revision=1,
        priority=random.choice(list(Priority)),
        status=DecisionStatus.ASSESSED,
        decided_at=received + timedelta(seconds=random.expovariate(1 / 900)),
    )


def _log(random: Random, reference: str, received: datetime) -> RowLog:
    return RowLog(
        log_id=f"{reference}/1",
        revision=1,
        created_at=received + timedelta(hours=1),
        district=random.choice(list(District)),
        grade=random.choice(("1AP", "2BP", "2CC", "2DP")),
        raised=random.choice((True, False)),
    )


def _sent(random: Random, reference: str, received: datetime) -> Iterator[RowSent]:
    for destination in random.sample(list(Destination), 2):
        yield RowSent(
            log_id=f"{reference}/1",
            destination=destination,
            first_at=received + timedelta(seconds=random.expovariate(1 / 1200)),
            revision=1,
            status=ReportStatus.NEW,
        )
