"""What a test of the collation does to a hub: forms at any moment, its months, its workers."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any
from uuid import uuid4

import psutil  # type: ignore[import-untyped]  # it ships no types

from rules.collation_cells import Month
from rules.issue import read_issue
from schemas.codec import encode
from schemas.collation import Collation
from schemas.form import CpiForm
from schemas.reference import partition_of, reference_of
from schemas.stages import App
from schemas.topics import COLLATION, INTAKE
from streams import clients
from streams.settings import PREFIX
from streams.supervisor import Supervisor
from tests.integration.cluster import configure, setting_of
from tests.integration.conftest import environment_of
from tests.integration.running import PATIENCE_SECONDS, RunningHub, until

_WHOSE_TIME = "message.timestamp.type"


def let_time_be_given(hub: RunningHub) -> None:
    """Let whoever writes the intake say when a record was appended, and keep old ones."""
    configure(hub.options, INTAKE, "retention.ms", "-1")
    configure(hub.options, INTAKE, _WHOSE_TIME, "CreateTime")
    until(
        lambda: [setting_of(hub.options, INTAKE, _WHOSE_TIME)],
        lambda found: found == ["CreateTime"],
        "the writer's time on the intake",
    )


def submit_at(hub: RunningHub, *sent: tuple[datetime, Mapping[str, Any]]) -> list[str]:
    """Send forms as if each were received at a moment; gives their references."""
    producer, references = clients.producer(hub.options), []
    for moment, raw in sent:
        times = {"submission_id": str(uuid4()), "submitted_at": moment.isoformat()}
        form = CpiForm.model_validate({**raw, **times})
        reference = reference_of(form.submission_id, form.submitted_at)
        producer.produce(
            INTAKE.name,
            encode(INTAKE.schema, form),
            str(form.submission_id).encode(),
            partition_of(reference, hub.settings.partitions),
            timestamp=int(moment.timestamp() * 1000),
        )
        references.append(reference)
    assert producer.flush(PATIENCE_SECONDS) == 0
    return references


@contextmanager
def collating(hub: RunningHub, **changes: str) -> Iterator[None]:
    """Keep a worker of the collation running meanwhile, with settings of its own."""
    own = {PREFIX + name.upper(): value for name, value in changes.items()}
    environment = {**environment_of(hub.settings), **own}
    with (
        (hub.data_dir / "collate.log").open("ab") as log,
        Supervisor(environment, log, lambda _: None, App.COLLATE.value),
    ):
        yield


def kill_collators() -> None:
    """Kill every worker of the collation that this process runs, as a fault would."""
    for process in psutil.Process().children():
        try:
            if App.COLLATE.value in process.cmdline():
                process.kill()
        except psutil.Error:
            continue  # it was about to end


def issues(hub: RunningHub) -> Sequence[Collation]:
    """Everything that was issued, oldest first."""
    return hub.messages(COLLATION)


def issued(hub: RunningHub) -> dict[str, Month]:
    """Each month as it was issued last."""
    newest = {each.month: each for each in issues(hub)}
    return {
        month: read_issue(each, hub.keyring.open(COLLATION.name, month, each.sealed))
        for month, each in newest.items()
    }


def cells(month: Month) -> Counter[tuple[str, ...]]:
    """The cells of a month as the oracle counts them; those that it leaves out, left out."""
    beside = {"forms_seen_again", "seen_again", "sent_unassessed", "district_outcome"}
    return Counter(
        {
            (cell.table, *cell.key): many
            for cell, many in month.tally.items()
            if cell.table not in beside
        }
    )
