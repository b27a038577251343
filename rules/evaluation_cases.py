"""Labelled forms, read from TOML: each with what a good Duty Supervisor would make of it.

Which part of the set a case is of goes by the name of its file: ``end…`` is held back.
"""

import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from rules.datafile import Entry
from rules.folding import fold
from schemas.base import Filled
from schemas.enums import Destination, District, EntityType, Priority
from schemas.form import CpiForm
from schemas.rejection import rejections_of

HELD_BACK = "end"
"""What the name of a file begins with whose texts nobody looks at while working on the rules."""

# Signs for an apostrophe or a dash that folding leaves alone.
_SIGNS = str.maketrans("\u00b4\u2032\uff07\u2212", "'''-")
_PLACE = re.compile(r"case\.(\d+)\.?(.*)")


class CaseError(ValueError):
    """A file of labelled forms that cannot be used; the text names file, case and field."""


class Labelled(Entry):
    """An entity that remains in the sanitised narrative."""

    type: EntityType
    canonical: Filled
    aliases: tuple[Filled, ...] = ()


class Expected(Entry):
    """What should become of a form; ``why`` says what decides its priority."""

    priority: Priority
    why: Filled
    destinations: tuple[Destination, ...]
    district: District | None = None
    gone: tuple[Filled, ...]
    stay: tuple[Filled, ...]
    entities: tuple[Labelled, ...]


class Case(Entry):
    """One labelled form; ``writer`` and ``tests`` say who writes, and what is hard."""

    id: Filled
    writer: Filled
    tests: Filled
    form: CpiForm
    expected: Expected


class _File(Entry):
    case: tuple[Case, ...] = ()


@dataclass(frozen=True)
class Filed:
    """A case and the name of its file."""

    file: str
    case: Case

    @property
    def held_back(self) -> bool:
        """Whether nothing of its text may be shown."""
        return self.file.startswith(HELD_BACK)


def parse_cases(files: Iterable[tuple[str, str]]) -> tuple[Filed, ...]:
    """Read the cases of files, each given as its name and its text, in order.

    Raises:
        CaseError: in one line, for the first fault: no TOML, a wrong field, a string to find that
            is not in the narrative, an id that is there twice. It quotes no text of a form.
    """
    filed = tuple(
        Filed(name, case) for name, text in files for case in _checked(name, _parsed(name, text))
    )
    seen: set[object] = set()
    for each in filed:
        for field, value in (
            ("id", each.case.id),
            ("form.submission_id", each.case.form.submission_id),
        ):
            if value in seen:
                raise CaseError(_told(each.file, each.case.id, f"{field} is there twice"))
            seen.add(value)
    return filed


def plain(text: str) -> str:
    """Bring a text to what is compared: no case, no accents, single spaces, plain signs."""
    return " ".join(fold(text.translate(_SIGNS)).split())


def stands_in(text: str, phrase: str) -> bool:
    """Say whether a phrase stands in a text as words of its own, both taken as `plain` gives them.

    An underscore parts words: a name in a file's name is a name.
    """
    wanted = plain(phrase)
    before = r"(?<![^\W_])" if wanted[:1].isalnum() else ""
    after = r"(?![^\W_])" if wanted[-1:].isalnum() else ""
    return re.search(f"{before}{re.escape(wanted)}{after}", plain(text)) is not None


def _parsed(name: str, text: str) -> tuple[Case, ...]:
    raw = _toml(name, text)
    try:
        cases = _File.model_validate(raw).case
    except ValidationError as error:
        raise CaseError(_fault(name, raw, error)) from None
    if not cases:
        message = f"{name} holds no [[case]]"
        raise CaseError(message)
    return cases


def _toml(name: str, text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        message = f"{name} is no TOML: {error}"
    except (ValueError, RecursionError):
        message = f"{name} is no TOML: a number too long, or nested too deeply"
    raise CaseError(message)


def _fault(name: str, raw: dict[str, Any], error: ValidationError) -> str:
    first = rejections_of(error)[0]
    place = _PLACE.fullmatch(first.field or "")
    if place is None:
        return f"{name}, {first}"
    at = int(place[1])
    case = raw["case"][at]
    given = case.get("id") if isinstance(case, dict) else None
    known = given if isinstance(given, str) and given.strip() else at + 1
    return _told(name, known, f"{place[2]} {first.reason}".strip())


def _checked(name: str, cases: tuple[Case, ...]) -> Iterator[Case]:
    for case in cases:
        narrative, expected = case.form.information.narrative, case.expected
        for field, phrases in (("gone", expected.gone), ("stay", expected.stay)):
            for at, phrase in enumerate(phrases):
                if not stands_in(narrative, phrase):
                    fault = f"expected.{field}.{at} is not in the narrative as words of its own"
                    raise CaseError(_told(name, case.id, fault))
        yield case


def _told(name: str, case: object, fault: str) -> str:
    return f"{name}, case {case}: {fault}"
