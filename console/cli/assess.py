"""``cpi assess``: the Duty Supervisor's decision on one form."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any
from uuid import uuid4

import typer
from pydantic import ValidationError

from console.cli.common import (
    AsJson,
    By,
    DryRun,
    MisuseError,
    WrongError,
    checked_reference,
    cited,
    named,
    show_json,
)
from console.cli.link import Link, linked
from schemas.assessment import AssessedForm, Assessment
from schemas.enums import DecisionStatus, Destination, District, Priority
from schemas.rejection import rejections_of
from schemas.topics import ASSESSED, ASSESSMENTS, TRIAGED
from schemas.triage import Proposal
from streams import clock
from streams.envelope import Context
from streams.outcome import Outgoing
from streams.sending import Placed

_ARRIVAL_SECONDS = 5.0
_POLL_SECONDS = 0.5

_Rationale = Annotated[str | None, typer.Option("--rationale", help="Why, in writing.")]
_District = Annotated[
    District | None, typer.Option("--district", help="In place of the machine's.")
]
_Destinations = Annotated[
    list[Destination] | None,
    typer.Option("--destination", help="In place of the machine's; may be repeated."),
]
_TextFile = Annotated[
    Path | None,
    typer.Option("--sanitised-file", metavar="FILE", help="A text in place of the machine's."),
]


@dataclass(frozen=True)
class Done:
    """What was decided on what; ``placed`` is null in a dry run."""

    proposal: Proposal
    earlier: AssessedForm | None
    assessment: Assessment
    placed: Placed | None


def assess(  # noqa: PLR0913 - each is an option of the command
    reference: Annotated[str, typer.Argument(metavar="REF", help="The form's reference.")],
    *,
    priority: Annotated[Priority, typer.Option("--priority", help="What is decided.")],
    rationale: _Rationale = None,
    district: _District = None,
    destination: _Destinations = None,
    sanitised_file: _TextFile = None,
    by: By = None,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Decide on a form. Shows the proposal and its words first; they are from the form.

    Status 1 where no such form has come, or where it is decided already and there is no
    rationale. NO_FURTHER_ACTION needs a rationale too.

    JSON: {"dry_run", "proposal": {"priority", "because"}, "supersedes": {"revision", "priority",
    "status", "decided_by", "decided_at"} or null, "assessment": {…as on cpi.assessments},
    "place": topic/partition/offset or null}.
    """
    given = {
        "reference": checked_reference(reference),
        "priority": priority,
        "assessed_by": named(by),
        "rationale": rationale,
        "district": district,
        "destinations": _once(destination),
        "sanitised_narrative": _text(sanitised_file),
    }
    done = asyncio.run(_assess(_checked(given), dry_run=dry_run, as_json=as_json))
    if as_json:
        show_json({"dry_run": dry_run, **_document(done)})
    elif done.placed is None:
        typer.echo(f"would be assessed {done.assessment.priority.value}")
    else:
        typer.echo(f"assessed {done.assessment.priority.value} by {done.assessment.assessed_by}")


def _checked(given: dict[str, Any]) -> Assessment:
    try:
        return Assessment(assessment_id=uuid4(), assessed_at=clock.now(), **given)
    except ValidationError as error:
        message = f"{rejections_of(error)[0]}: see `cpi assess --help`"
        raise MisuseError(message) from None


def _once(destinations: Sequence[Destination] | None) -> tuple[Destination, ...] | None:
    return tuple(dict.fromkeys(destinations)) if destinations else None


def _text(file: Path | None) -> str | None:
    if file is None:
        return None
    try:
        return file.read_text(encoding="utf-8").strip()
    except OSError as error:
        message = f"{file} cannot be read ({error.strerror}): give --sanitised-file a text file"
    except ValueError:
        message = f"{file} is not UTF-8 text: give --sanitised-file a text file"
    raise MisuseError(message)


async def _assess(assessment: Assessment, *, dry_run: bool, as_json: bool) -> Done:
    async with linked() as link:
        proposal = await _proposal(link, assessment.reference)
        earlier = await link.newest(ASSESSED, assessment.reference, AssessedForm)
        if not as_json:
            _show(proposal, earlier)
        _check_rationale(assessment, earlier)
        if dry_run:
            return Done(proposal, earlier, assessment, None)
        async with link.sender(ASSESSMENTS) as sender:
            placed = await sender.send([Outgoing(ASSESSMENTS, assessment)], Context())
    return Done(proposal, earlier, assessment, placed[0])


async def _proposal(link: Link, reference: str) -> Proposal:
    """Read the form's first proposal: the one that stands, however often it was sent."""
    deadline = asyncio.get_running_loop().time() + _ARRIVAL_SECONDS
    while True:
        read = [pair async for pair in link.of_form(TRIAGED, reference) if not pair[0].is_canary]
        proposals = [message for _, message in read if isinstance(message, Proposal)]
        if proposals:
            return proposals[0]
        if asyncio.get_running_loop().time() >= deadline:
            message = f"no form {reference} has been triaged: look with `cpi trace {reference}`"
            raise WrongError(message)
        await asyncio.sleep(_POLL_SECONDS)


def _check_rationale(assessment: Assessment, earlier: AssessedForm | None) -> None:
    if earlier is None or earlier.decision.status is DecisionStatus.NOT_YET_ASSESSED:
        return
    if not (assessment.rationale or "").strip():
        decided = f"{earlier.decision.priority.value} by {earlier.decision.decided_by}"
        message = f"{earlier.reference} is decided already ({decided}): give a --rationale"
        raise WrongError(message)


def _show(proposal: Proposal, earlier: AssessedForm | None) -> None:
    typer.echo(f"{proposal.reference}: proposed {proposal.recommendation.priority.value}")
    for because in proposal.recommendation.because:
        typer.echo(f"  {cited(because)}")
    if earlier is not None:
        decision = earlier.decision
        at = decision.decided_at.isoformat(timespec="seconds")
        typer.echo(f"  decided {decision.priority.value} by {decision.decided_by} at {at}")


def _document(done: Done) -> dict[str, Any]:
    earlier = done.earlier
    supersedes = earlier and {
        "revision": earlier.revision,
        **earlier.decision.model_dump(
            mode="json", include={"priority", "status", "decided_by", "decided_at"}
        ),
    }
    placed = done.placed
    return {
        "proposal": done.proposal.recommendation.model_dump(mode="json"),
        "supersedes": supersedes,
        "assessment": done.assessment.model_dump(mode="json"),
        "place": placed and f"{placed.topic}/{placed.partition}/{placed.offset}",
    }
