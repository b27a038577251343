"""What the commands share: options, settings, printing, and errors made into exit statuses.

Exit status 0 is done, 1 found something wrong, 2 called wrongly (arguments, settings, input, no
cluster), 130 interrupted. An error is one line on standard error that says what to do.
"""

import getpass
import io
import json
import os
import sys
import traceback
from collections.abc import Callable, Iterable, Sequence
from enum import IntEnum
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import typer
from confluent_kafka import KafkaException
from pydantic import TypeAdapter, ValidationError
from rich.console import Console, RenderableType
from rich.table import Table
from typer.core import TyperGroup
from typer.exceptions import TyperException

from rules.datafile import VocabularyError
from schemas.base import Reference
from schemas.triage import Because
from streams.broker import BrokerError
from streams.errors import HubError, kind_of

_REFERENCE: TypeAdapter[str] = TypeAdapter(Reference)
_PIPED_WIDTH = 1000

AsJson = Annotated[bool, typer.Option("--json", help="One JSON document on standard output.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Say what would be done; change nothing.")]
By = Annotated[
    str | None, typer.Option("--by", metavar="NAME", help="Who you are; else the OS user.")
]


class Status(IntEnum):
    """The exit statuses of every command."""

    DONE = 0
    WRONG = 1
    MISUSED = 2
    INTERRUPTED = 130


class WrongError(Exception):
    """Something was found wrong (status 1); the text is one line."""


class MisuseError(Exception):
    """The command was called wrongly (status 2); the text is one line and says what to do."""


class Commands(TyperGroup):
    """The root of the commands: nothing that they raise gets past it."""

    def main(self, *args: Any, **options: Any) -> Any:  # noqa: ANN401 - typer's own signature
        """Run a command, then leave with its status."""
        options["standalone_mode"] = False
        if isinstance(sys.stdout, io.TextIOWrapper):
            # A terminal that lacks a character gets its escape, not an error.
            sys.stdout.reconfigure(errors="backslashreplace")
        sys.exit(status_of(partial(super().main, *args, **options)))


def status_of(work: Callable[[], object]) -> int:
    """Do the work of a command; give its exit status after saying in a line what went wrong."""
    try:
        returned = work()
        sys.stdout.flush()
    except (KeyboardInterrupt, typer.Abort):
        return Status.INTERRUPTED
    except BrokenPipeError:
        # Whoever read has had enough; the interpreter's last flush must not complain either.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return Status.WRONG
    except Exception as error:  # noqa: BLE001 - no command ends in a traceback
        say(_line(error))
        return Status.WRONG if isinstance(error, WrongError) else Status.MISUSED
    return returned if isinstance(returned, int) else Status.DONE


def _line(error: Exception) -> str:
    if isinstance(error, TyperException):
        return _usage(error)
    if isinstance(error, KafkaException):
        return (
            f"Kafka did not do it ({kind_of(error)}): see that it runs and that "
            "CPI_KAFKA_… let you in, then try again"
        )
    if isinstance(error, WrongError | MisuseError | HubError | BrokerError | VocabularyError):
        return str(error)
    if isinstance(error, OSError):
        where = f"{error.filename}: " if error.filename else ""
        return f"{where}{error.strerror or type(error).__name__}: correct that and try again"
    # The text of an unforeseen error may quote a form; its place says enough to find the fault.
    at = traceback.extract_tb(error.__traceback__)[-1]
    place = f"{Path(at.filename).name}:{at.lineno}"
    return f"a fault in the hub ({type(error).__name__} at {place}): please report it"


def _usage(error: TyperException) -> str:
    context = getattr(error, "ctx", None)
    command = context.command_path if context else "cpi"
    message = error.format_message()
    if type(error).__name__ == "NoArgsIsHelpError":
        typer.echo(message)
        message = "name a command"
    return f"{message.replace('Value error, ', '').rstrip('.')}: see `{command} --help`"


def say(line: str) -> None:
    """Write one line on standard error, whatever the text holds."""
    typer.echo(f"cpi: {' '.join(line.split())}", err=True)


def show_json(document: object, *, indent: int | None = 2) -> None:
    """Write one JSON document on standard output."""
    ascii_only = "utf" not in (sys.stdout.encoding or "").lower()
    typer.echo(json.dumps(document, indent=indent, ensure_ascii=ascii_only))


def show_table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Write a table on standard output; whole lines where it is piped."""
    table = Table(*columns, box=None, pad_edge=False, header_style="bold")
    for row in rows:
        table.add_row(*row)
    show(table)


def show(what: RenderableType) -> None:
    """Write something on standard output; plain and in whole lines where it is piped."""
    terminal = Console(markup=False, emoji=False, highlight=False)
    if terminal.is_terminal:
        terminal.print(what)
        return
    plain = Console(
        markup=False, emoji=False, highlight=False, width=_PIPED_WIDTH, color_system=None
    )
    with plain.capture() as captured:
        plain.print(what)
    for line in captured.get().splitlines():
        typer.echo(line.rstrip())


def cited(because: Because) -> str:
    """Say one reason of a proposal with its words, which are from the form."""
    if not because.words:
        return because.rule
    return f"{because.rule}: “{because.words}” in {because.field}"


def named(given: str | None) -> str:
    """Say who gives the command.

    Raises:
        MisuseError: the name is blank, or none is given and the OS knows none.
    """
    try:
        name = getpass.getuser() if given is None else given
    except (KeyError, OSError):
        name = ""
    if not name.strip():
        message = "say who you are: --by NAME"
        raise MisuseError(message)
    return name.strip()


def checked_reference(given: str) -> str:
    """Take a reference as a person types it.

    Raises:
        MisuseError: it is none.
    """
    reference = given.strip().upper()
    try:
        return _REFERENCE.validate_python(reference)
    except ValidationError:
        message = f"{given!r} is not a reference: one looks like CPI-202610-7Q2M8C4T0V"
        raise MisuseError(message) from None


def checked_reason(given: str | None, what: str) -> str:
    """Take the reason for looking at personal data.

    Raises:
        MisuseError: there is none.
    """
    if given is None or not given.strip():
        message = f"{what} needs a reason, it is written down: --reason TEXT"
        raise MisuseError(message)
    return given.strip()
