"""Writes the settings into ``docs/operators.md``, between its two markers."""

from datetime import timedelta
from enum import Enum
from typing import Any, Literal, get_args, get_origin

from console.cli.generated import DOCS, Generated, table
from streams.settings import PREFIX, Settings

PART = Generated(
    DOCS / "operators.md",
    "<!-- settings: generated from streams/settings.py, do not edit -->",
    "<!-- end of the settings -->",
)


def settings_table() -> str:
    """Give the settings as a Markdown table: name, default, what for."""
    rows = (
        (
            f"`{PREFIX}{name.upper()}`",
            _default(field.default),
            f"{field.description}{_choices(field.annotation)}",
        )
        for name, field in Settings.model_fields.items()
    )
    return table(("setting", "default", "what for"), rows)


def page(text: str) -> str:
    """Give the page with its table as the settings are now.

    Raises:
        ValueError: the page lacks a marker.
    """
    return PART.put(text, settings_table())


def write_page() -> None:
    """Write the table into the checkout."""
    PART.write(settings_table())


def _default(value: object) -> str:
    if value is None:
        return "-"
    if isinstance(value, timedelta):
        return f"`{value.total_seconds():g}`"
    return f"`{value.value if isinstance(value, Enum) else value}`"


def _choices(annotation: Any) -> str:  # noqa: ANN401 - whatever a setting is annotated with
    if get_origin(annotation) is not Literal:
        return ""
    return f" One of {', '.join(f'`{each}`' for each in get_args(annotation))}."
