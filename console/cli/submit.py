"""``cpi submit``: forms from files to the intake topic, all of them or none."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any
from uuid import UUID

import typer

from agents.journey import faults_of
from console.cli.common import AsJson, DryRun, Status, say, show_json
from console.cli.forms import Files, forms_in
from console.cli.link import Link, linked
from schemas.codec import decode
from schemas.enums import Channel
from schemas.form import CpiForm
from schemas.records import Receipt
from schemas.reference import reference_of
from schemas.topics import INTAKE, RECEIPTS
from streams import clock
from streams.envelope import Context
from streams.outcome import Outgoing
from streams.sending import Placed

_POLL_SECONDS = 0.5


@dataclass(frozen=True)
class Fault:
    """Why a form is refused, and where it stands; ``line`` counts from 1."""

    file: str
    line: int
    field: str | None
    reason: str

    def __str__(self) -> str:
        """Say it in one line."""
        return (
            f"{self.file}, line {self.line}: {f'{self.field} ' if self.field else ''}{self.reason}"
        )


@dataclass(frozen=True)
class Submission:
    """A form that can be sent."""

    file: str
    line: int
    form: CpiForm

    @property
    def reference(self) -> str:
        """The hub's name for the form."""
        return reference_of(self.form.submission_id, self.form.submitted_at)


def submit(
    files: Files,
    *,
    channel: Annotated[
        Channel, typer.Option("--channel", help="The way by which the forms came.")
    ] = Channel.FILE,
    wait: Annotated[
        float, typer.Option("--wait", min=0, metavar="SECONDS", help="Wait for the receipts.")
    ] = 0.0,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> int:
    """Send forms to the hub. All are checked first: with one fault nothing is sent (status 1).

    Status 1 also where a receipt refuses a form or has not come within --wait.

    JSON: {"dry_run", "faults": [{"file", "line", "field", "reason"}], "submitted": [{"file",
    "line", "submission_id", "reference", "place", "receipt": {"status", "reason", "field",
    "advice"}}]}; place is topic/partition/offset, null in a dry run; receipt null without one.
    """
    submissions, faults = checked(files)
    if faults:
        return _refuse(faults, dry_run=dry_run, as_json=as_json)
    placed: list[Placed] = []
    receipts: dict[str, Receipt] = {}
    if not dry_run:
        placed, receipts = asyncio.run(_send(submissions, channel, wait))
    rows = _rows(submissions, placed, receipts)
    if as_json:
        show_json({"dry_run": dry_run, "faults": [], "submitted": rows})
    else:
        for row in rows:
            typer.echo(_line(row, dry_run=dry_run))
    unsettled = [row for row in rows if wait and not dry_run and not _taken(row)]
    return Status.WRONG if unsettled else Status.DONE


def checked(files: Sequence[str]) -> tuple[list[Submission], list[Fault]]:
    """Read and check all forms of all files."""
    submissions: list[Submission] = []
    faults: list[Fault] = []
    seen: dict[UUID, str] = {}
    now = clock.now()
    for file, parsed in forms_in(files):
        found = faults_of(parsed, seen, now)
        faults += [Fault(file, why.line or parsed.line, why.field, why.reason) for why in found]
        if parsed.form is not None and not found:
            submissions.append(Submission(file, parsed.line, parsed.form))
    return submissions, faults


def _refuse(faults: Sequence[Fault], *, dry_run: bool, as_json: bool) -> int:
    if as_json:
        show_json({"dry_run": dry_run, "faults": [vars(f) for f in faults], "submitted": []})
    for number, fault in enumerate(faults, start=1):
        last = "; nothing was sent, correct it and try again" if number == len(faults) else ""
        say(f"{fault}{last}")
    return Status.WRONG


async def _send(
    submissions: Sequence[Submission], channel: Channel, wait: float
) -> tuple[list[Placed], dict[str, Receipt]]:
    async with linked() as link:
        async with link.sender(INTAKE) as sender:
            outgoing = [Outgoing(INTAKE, each.form) for each in submissions]
            placed = await sender.send(outgoing, Context(channel=channel))
        asked = {
            _place(place): each.form.submission_id
            for place, each in zip(placed, submissions, strict=True)
        }
        return placed, await _receipts(link, asked, wait) if wait else {}


async def _receipts(link: Link, asked: dict[str, UUID], seconds: float) -> dict[str, Receipt]:
    """Wait for the receipts of what lies at places on the intake topic; fewer where time ends.

    The place alone does not do: a topic that was made again has the same places once more.
    """
    found: dict[str, Receipt] = {}
    next_offsets = dict.fromkeys(range(await link.reader.partitions(RECEIPTS.name)), 0)
    deadline = asyncio.get_running_loop().time() + seconds
    while len(found) < len(asked) and asyncio.get_running_loop().time() < deadline:
        for partition, start in next_offsets.items():
            async for record in link.reader.stretch(RECEIPTS.name, partition, start):
                next_offsets[partition] = record.offset + 1
                receipt = decode(RECEIPTS.schema, record.value, link.ids)
                if not isinstance(receipt, Receipt):
                    continue
                place = _answered(receipt)
                if asked.get(place) == receipt.submission_id:
                    found[place] = receipt
        await asyncio.sleep(_POLL_SECONDS if len(found) < len(asked) else 0)
    return found


def _answered(receipt: Receipt) -> str:
    """Give the place of the submission that a receipt answers: the end of its id."""
    return receipt.receipt_id.partition("/receipt/")[2]


def _place(placed: Placed) -> str:
    return f"{placed.topic}/{placed.partition}/{placed.offset}"


def _rows(
    submissions: Sequence[Submission], placed: Sequence[Placed], receipts: dict[str, Receipt]
) -> list[dict[str, Any]]:
    sent: list[str | None] = [_place(each) for each in placed]
    places = sent or [None] * len(submissions)
    return [
        {
            "file": each.file,
            "line": each.line,
            "submission_id": str(each.form.submission_id),
            "reference": each.reference,
            "place": place,
            "receipt": _shown(receipts.get(place or "")),
        }
        for each, place in zip(submissions, places, strict=True)
    ]


def _shown(receipt: Receipt | None) -> dict[str, Any] | None:
    if receipt is None:
        return None
    return receipt.model_dump(mode="json", include={"status", "reason", "field", "advice"})


def _taken(row: dict[str, Any]) -> bool:
    return row["receipt"] is not None and row["receipt"]["status"] != "rejected"


def _line(row: dict[str, Any], *, dry_run: bool) -> str:
    start = f"{row['reference']}  {'would be sent' if dry_run else row['place']}"
    receipt = row["receipt"]
    if receipt is None:
        return start
    reason = " ".join(filter(None, (receipt["field"], receipt["reason"])))
    parts = (start, receipt["status"], reason, receipt["advice"])
    return "  ".join(part for part in parts if part)
