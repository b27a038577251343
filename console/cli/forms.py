"""Forms from files, as ``try`` and ``submit`` take them."""

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated

import typer

from console.cli.common import MisuseError
from schemas.parsing import ParsedForm, read_forms

Files = Annotated[
    list[str],
    typer.Argument(metavar="FILE…", help="One form or JSON lines each; - is standard input."),
]


def forms_in(files: Sequence[str]) -> Iterator[tuple[str, ParsedForm]]:
    """Yield each form with the name of its file, in order.

    Raises:
        MisuseError: a file cannot be read, or holds nothing.
    """
    for name in files:
        shown = "standard input" if name == "-" else name
        forms = read_forms(_bytes(name, shown))
        if not forms:
            message = f"{shown} holds no form: give one as JSON, or one a line"
            raise MisuseError(message)
        yield from ((shown, form) for form in forms)


def _bytes(name: str, shown: str) -> bytes:
    try:
        return sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
    except OSError as error:
        message = f"{shown} cannot be read ({error.strerror}): give a file of forms"
        raise MisuseError(message) from None
    except ValueError:
        message = f"{shown!r} is no file name: give a file of forms"
        raise MisuseError(message) from None
