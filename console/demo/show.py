"""Shows what came of the demonstration: a table, and one form beside what left the hub."""

from collections.abc import Sequence
from typing import Any

from rich.columns import Columns
from rich.console import Console, RenderableType
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from console.demo.play import Play, proposal_of, seconds_taken
from console.demo.story import Part, Twist
from schemas.assessment import AssessedForm
from schemas.destinations import CrimeOccurrence, Dissemination
from schemas.enums import DecisionStatus, Priority, ReportStatus

_PANEL_WIDTH = 48


def as_data(play: Play) -> dict[str, Any]:
    """The same as the table, for ``--json``."""
    forms = [_row(play, part) for part in play.parts]
    return {"accounted": play.all_accounted(), "forms": forms}


def show(play: Play, console: Console) -> None:
    """Print the table, then one form side by side with what left the hub."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in ("reference", "form", "proposal", "decision", "destinations"):
        table.add_column(column, no_wrap=column == "reference")
    table.add_column("seconds", justify="right")
    for row in (_row(play, part) for part in play.parts):
        taken = "" if row["seconds"] is None else f"{row['seconds']:.1f}"
        table.add_row(
            row["reference"],
            row["title"],
            row["proposal"] or "",
            row["decision"] or "",
            ", ".join(row["destinations"]) or row["state"],
            taken,
            style=None if row["accounted"] else "red",
        )
    console.print(table)
    shown = next((part for part in play.parts if _is_crime(play, part)), None)
    if shown is not None:
        _side_by_side(play, shown, console)


def _row(play: Play, part: Part) -> dict[str, Any]:
    proposal, standing = proposal_of(play, part), play.standing(part)
    ordinary = part.scene.twist is Twist.NONE
    return {
        "reference": part.reference,
        "submission_id": str(part.submission_id),
        "title": part.scene.title,
        "proposal": proposal.recommendation.priority.value if proposal and ordinary else None,
        "decision": _decision(play, part) if ordinary else None,
        "destinations": [
            f"{destination.value}{_mark(status)}" for destination, status in standing.destinations
        ]
        if ordinary
        else [],
        "state": standing.state.value if ordinary else _answered(play, part),
        "seconds": seconds_taken(play, part) if ordinary else None,
        "accounted": play.accounted(part),
    }


def _mark(status: ReportStatus) -> str:
    return "" if status is ReportStatus.NEW else f" ({status.value})"


def _decision(play: Play, part: Part) -> str | None:
    assessed = [m for m in play.watch.messages(part.reference) if isinstance(m, AssessedForm)]
    newest = max(assessed, key=lambda each: each.revision, default=None)
    if newest is None:
        return None
    unassessed = newest.decision.status is DecisionStatus.NOT_YET_ASSESSED
    return f"{newest.decision.priority.value}{' (not yet assessed)' if unassessed else ''}"


def _answered(play: Play, part: Part) -> str:
    receipts = play.watch.receipts[str(part.submission_id)]
    newest = receipts[-1] if receipts else None
    if part.scene.twist is Twist.SENT_AGAIN:
        return "answered with the same reference"
    if newest is None:
        return "not answered"
    return f"dead letter: {newest.field} {newest.reason}"


def _is_crime(play: Play, part: Part) -> bool:
    return any(
        isinstance(each, CrimeOccurrence) and each.priority is Priority.CRIME
        for each in play.watch.messages(part.reference)
    )


def _side_by_side(play: Play, part: Part, console: Console) -> None:
    form = part.form
    came = [
        f"from  {form.submitter.name}, {form.submitter.role}",
        f"      {form.submitter.organisation}",
        f"      {form.submitter.email}  {form.submitter.phone}",
        f"knows {', '.join(form.source.who_else_knows) or 'nobody else'}",
        "",
        form.information.narrative,
    ]
    panels: list[RenderableType] = [_panel(f"the form {part.reference}", came)]
    newest = _newest(
        [m for m in play.watch.messages(part.reference) if isinstance(m, Dissemination)]
    )
    panels += [_panel(type(each).__name__, _lines(each)) for each in newest]
    console.print()
    console.print("One form, and what each of its destinations received:")
    console.print(Columns(panels, equal=True))


def _newest(messages: Sequence[Dissemination]) -> list[Dissemination]:
    revision = max((each.revision for each in messages), default=0)
    return [each for each in messages if each.revision == revision]


def _lines(message: Dissemination) -> list[str]:
    district = message.district or "unknown"
    graded = f"priority {message.priority.value}, grade {message.grade.code}, district {district}"
    lines = [message.message_id, graded]
    if isinstance(message, CrimeOccurrence) and message.person_reporting:
        person = message.person_reporting
        released = f"  {person.name}, {person.email}"
        lines += ["person reporting (released, and written to cpi.audit):", released]
    return [*lines, "", message.contents.narrative]


def _panel(title: str, lines: Sequence[str]) -> Panel:
    # Text of a form is shown as it is: it may hold what rich would take for markup.
    return Panel(Text("\n".join(lines)), title=title, width=_PANEL_WIDTH)
