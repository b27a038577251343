"""Reads one vocabulary file, as text, into its model; says which file, line and field is wrong."""

import tomllib
from collections.abc import Sequence
from typing import Annotated, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError

from rules.folding import fold

M = TypeVar("M", bound=BaseModel)


class VocabularyError(ValueError):
    """A vocabulary file that cannot be used; the text names file, line and field."""


class Entry(BaseModel):
    """A part of a vocabulary file: frozen, and an unknown name in it is refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def _split(value: object) -> object:
    return tuple(value.split()) if isinstance(value, str) else value


WordList = Annotated[tuple[str, ...], BeforeValidator(_split)]
"""Single words: a list, or one text with white space between them."""


SOUND = "sound"
"""In the context of a validation: that the patterns of the file are known to compile."""


def parse(filename: str, text: str, model: type[M], *, sound: bool = False) -> M:
    """Turn the text of a TOML file into its model.

    Args:
        filename: for what is said of a fault.
        text: what stands in it.
        model: what it is turned into.
        sound: that its patterns are known to compile; to see that takes a second.

    Raises:
        VocabularyError: naming the file and the line, and for a wrong value the field.
    """
    try:
        return model.model_validate(tomllib.loads(text), context={SOUND: sound})
    except tomllib.TOMLDecodeError as error:
        message = f"{filename}: {error}"
        raise VocabularyError(message) from None
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False)[0]
        path = first["loc"]
        field = ".".join(map(str, path))
        where = f"line {_line(text, path)}: {field}" if path else "as a whole"
        message = f"{filename}, {where}: {first['msg']}"
        raise VocabularyError(message) from None


def _line(text: str, path: Sequence[int | str]) -> int:
    """Find the line of a field: its table header, the right one of a list, then its name."""
    lines, at = text.splitlines(), 0
    for step, following in zip(path, [*path[1:], None], strict=True):
        if isinstance(step, int):
            continue
        nth = following if isinstance(following, int) else 0
        heads = (f"[{step}", f"[[{step}", f"{step} ", f"{step}=")
        hits = [n for n in range(at, len(lines)) if lines[n].lstrip().startswith(heads)]
        if hits:
            at = hits[min(nth, len(hits) - 1)]
    return at + 1


def folded_words(words: tuple[str, ...]) -> tuple[str, ...]:
    """Take words that are written as they are compared; for a validator.

    Raises:
        ValueError: naming the first that is not.
    """
    if wrong := next((word for word in words if word != fold(word)), None):
        message = f"{wrong!r} should be in lower case, without accents"
        raise ValueError(message)
    return words
