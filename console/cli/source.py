"""``cpi source reveal``: opens the sealed source of a form, after writing down who and why."""

import asyncio
from typing import Annotated, Any

import typer
from pydantic import ValidationError

from console.cli.audit import write_down
from console.cli.common import (
    AsJson,
    By,
    DryRun,
    WrongError,
    checked_reason,
    checked_reference,
    named,
    show_json,
)
from console.cli.link import linked
from schemas.form import CpiForm
from schemas.sanitised import SealedSource
from schemas.topics import SOURCES
from streams.sealing import load_keyring

app = typer.Typer(no_args_is_help=True, help="The sealed sources: intelligence department only.")

_PARTS = ("submitter", "source")


@app.callback()
def _group() -> None:
    """Keep ``reveal`` a word of its own though it is the only command here."""


@app.command("reveal")
def reveal(
    reference: Annotated[str, typer.Argument(metavar="REF", help="The form's reference.")],
    *,
    reason: Annotated[str, typer.Option("--reason", help="Why you need to know; is kept.")],
    by: By = None,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Show who sent a form, its source and who else knows. Each look is an entry on cpi.audit.

    JSON: {"reference", "dry_run", "audit_id", "submitter": {…}, "source": {…}} with the form's
    own fields; audit_id, submitter and source are null in a dry run, which opens nothing.
    """
    name, actor = checked_reference(reference), named(by)
    why = checked_reason(reason, "a look at a source")
    document = asyncio.run(_reveal(name, actor, why, dry_run=dry_run))
    if as_json:
        show_json(document)
        return
    if dry_run:
        typer.echo(f"the source of {name} could be shown to {actor}; nothing was opened")
        return
    for part in _PARTS:
        typer.echo(f"{part}:")
        for field, value in document[part].items():
            shown = ", ".join(value) if isinstance(value, list) else value
            typer.echo(f"  {field}: {'-' if shown in (None, '') else shown}")
    typer.echo(f"written down as {document['audit_id']}")


async def _reveal(reference: str, actor: str, reason: str, *, dry_run: bool) -> dict[str, Any]:
    document: dict[str, Any] = {"reference": reference, "dry_run": dry_run, "audit_id": None}
    async with linked() as link:
        keyring = load_keyring(link.settings.key_path)
        sealed = await link.newest(SOURCES, reference, SealedSource)
        if sealed is None:
            message = f"no source of {reference} is kept: look with `cpi trace {reference}`"
            raise WrongError(message)
        if dry_run:
            return document | dict.fromkeys(_PARTS)
        form = _opened(keyring.open(SOURCES.name, reference, sealed.sealed), reference)
        audit_id = await write_down(link, reference, reference, actor, reason)
    shown = form.model_dump(mode="json", include=set(_PARTS))
    return document | {"audit_id": audit_id} | {part: shown[part] for part in _PARTS}


def _opened(secret: bytes, reference: str) -> CpiForm:
    try:
        return CpiForm.model_validate_json(secret)
    except ValidationError:
        message = f"the sealed source of {reference} holds no form that this version can read"
        raise WrongError(message) from None
