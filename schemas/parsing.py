"""Forms in JSON: one document, or one form a line, each a form or its rejections (DESIGN 2, 6)."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from pydantic import ValidationError

from schemas.form import CpiForm
from schemas.identity import identity_of
from schemas.json_lines import line_of, starts_of_lines, strict_json
from schemas.rejection import Rejection, rejections_of

AHEAD = timedelta(minutes=5)
"""How far ahead of the hub's clock ``submitted_at`` may be (DESIGN section 2)."""


@dataclass(frozen=True)
class ParsedForm:
    """One form of a text: the form, or why there is none.

    ``line`` is where it begins, from 1. ``submission_id`` is read even from a form that is
    refused, where it can be.
    """

    line: int
    form: CpiForm | None
    rejections: tuple[Rejection, ...] = ()
    submission_id: UUID | None = None


def read_forms(text: str | bytes) -> list[ParsedForm]:
    """Read one form as a JSON document, or one form a line; never raises.

    A line that is broken gives its rejection and the others go on. Blank lines are skipped; a
    text of nothing else holds no form.
    """
    decoded = _decoded(text)
    if isinstance(decoded, Rejection):
        return [ParsedForm(1, None, (replace(decoded, line=1),))]
    if not decoded.strip():
        return []
    lines = starts_of_lines(decoded)
    if lines is None:
        first = 1 + decoded[: len(decoded) - len(decoded.lstrip())].count("\n")
        return [_parse(decoded, first, document=True)]
    return [_parse(line, number, document=False) for number, line in lines]


def parse_form(source: str | bytes | Mapping[str, object]) -> CpiForm | Rejection:
    """Read one form from JSON text or from JSON already parsed; never raises.

    Of several faults the first is told, with its line where there is a text.
    """
    if isinstance(source, Mapping):
        form = _validated(source)
        return form if isinstance(form, CpiForm) else form[0]
    text = _decoded(source)
    if isinstance(text, Rejection):
        return text
    parsed = _parse(text, 1, document=True)
    return parsed.form or parsed.rejections[0]


def too_early(form: CpiForm, now: datetime) -> Rejection | None:
    """Refuse a form whose ``submitted_at`` is more than five minutes ahead of ``now``."""
    if form.submitted_at - now <= AHEAD:
        return None
    return Rejection("is more than five minutes ahead of the clock", "submitted_at")


def _decoded(text: str | bytes) -> str | Rejection:
    try:
        decoded = text.decode("utf-8") if isinstance(text, bytes) else text
    except UnicodeDecodeError:
        return Rejection("is not valid UTF-8 text")
    return decoded.removeprefix("\ufeff")


def _parse(text: str, first: int, *, document: bool) -> ParsedForm:
    """Read one form; ``document`` says that its text is the whole file, which may span lines."""
    raw = strict_json(text)
    if isinstance(raw, Rejection):
        return ParsedForm(first, None, (raw if document else replace(raw, line=first),))
    if not isinstance(raw, dict):
        return ParsedForm(first, None, (Rejection("should be one form, an object", line=first),))
    form = _validated(raw)
    submission_id = identity_of(raw).submission_id
    if isinstance(form, CpiForm):
        return ParsedForm(first, form, (), submission_id)
    placed = (
        replace(why, line=line_of(text, why.field) or first if document else first) for why in form
    )
    return ParsedForm(first, None, tuple(placed), submission_id)


def _validated(raw: Mapping[str, object]) -> CpiForm | tuple[Rejection, ...]:
    try:
        return CpiForm.model_validate(raw)
    except ValidationError as error:
        return rejections_of(error)
