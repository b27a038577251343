"""``cpi trace``: the whole journey of one form, from the topics alone."""

import asyncio
from collections.abc import Sequence
from typing import Annotated

import typer

from agents.standing import standing
from agents.vocabulary import load_vocabulary
from console.cli.common import AsJson, WrongError, checked_reference, show_json, show_table
from console.cli.destinations import destinations
from console.cli.history import Event, history
from console.cli.link import linked
from rules.publish import DisseminationRules
from schemas.base import Message
from schemas.canary import CanaryArrival
from schemas.records import DeadLetter
from schemas.rejection import Rejection
from schemas.stages import Stage
from streams.settings import load_settings


def trace(
    reference: Annotated[str, typer.Argument(metavar="REF", help="The form's reference.")],
    *,
    as_json: AsJson = False,
) -> None:
    """Show what happened to one form: when, on which topic, what was decided and by whom.

    Nothing of the form itself is shown, nor who sent it; a canary is said to be one. Status 1 where
    no topic knows it.

    JSON: {"reference", "state", "records": [{"time", "topic", "partition", "offset", "what",
    "by", "ce_id"}], "destinations": {"mash"|"sector"|"control-room"|"crime-occurrence": {"state":
    "sent"|"withdrawn"|"not sent", "revision", "messages", "time"}}}; times are the broker's, UTC.
    """
    name = checked_reference(reference)
    rules = load_vocabulary(load_settings().rules_dir).dissemination
    events = asyncio.run(_history(name))
    if not events:
        message = f"no topic knows {name}: check the reference, or `cpi submit` the form"
        raise WrongError(message)
    state, sent = _state(events, rules), destinations(events)
    if as_json:
        records = [each.as_document() for each in events]
        show_json({"reference": name, "state": state, "records": records, "destinations": sent})
        return
    typer.echo(f"{name}: {state}\n")
    show_table(("time", "place", "what", "by"), [_row(each) for each in events])
    typer.echo("")
    rows = [
        (
            to,
            each["state"],
            str(each["revision"] or "-"),
            str(each["messages"]),
            each["time"] or "-",
        )
        for to, each in sent.items()
    ]
    show_table(("destination", "state", "revision", "messages", "time"), rows)


def _state(events: Sequence[Event], rules: DisseminationRules) -> str:
    forms = [each for each in events if not each.is_canary]
    if not forms:
        return _state_of_canary([each.message for each in events])
    messages = [each.message for each in forms if isinstance(each.message, Message)]
    # Its reason stays out: of a closed form it is the rationale, free text.
    return standing(messages, rules).state.value


def _state_of_canary(messages: Sequence[Message | Rejection]) -> str:
    arrived = {each.stage for each in messages if isinstance(each, CanaryArrival)}
    if Stage.PUBLISH in arrived:
        return "a canary: has come through"
    lost = any(isinstance(each, DeadLetter) for each in messages)
    return f"a canary: {'dead-lettered' if lost else 'under way'}"


async def _history(reference: str) -> list[Event]:
    async with linked() as link:
        return await history(link, reference)


def _row(event: Event) -> tuple[str, str, str, str]:
    at = event.record.appended_at.isoformat(timespec="milliseconds")
    return _short(at), event.record.place, event.what, event.by


def _short(time: str | None) -> str:
    """Shorten an ISO time in UTC for a person."""
    return time.replace("T", " ").removesuffix("+00:00")[:23] if time else "-"
