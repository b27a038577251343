"""A report as one JSON document."""

import json
from typing import Any

from rules.report.amounts import Absent, Amount
from rules.report.model import Figure, Report, Table


def as_data(report: Report) -> dict[str, Any]:
    """Give the report as plain data; a number held back is the text ``held_back``."""
    return {
        "title": report.title,
        "period": report.period,
        "marking": report.marking,
        "public": report.public,
        "compared": report.compared,
        "months": [
            {
                "month": stamp.month,
                "revision": stamp.revision,
                "issued_at": stamp.issued_at.isoformat() if stamp.issued_at else None,
            }
            for stamp in report.stamps
        ],
        "figures": [_figure(figure) for figure in report.figures],
        "sections": [
            {
                "key": section.key,
                "title": section.title,
                "tables": [_table(table) for table in section.tables],
            }
            for section in report.sections
        ],
        "notes": list(report.notes),
    }


def as_json(report: Report) -> bytes:
    """Write it."""
    return (json.dumps(as_data(report), indent=2, ensure_ascii=False) + "\n").encode()


def _figure(figure: Figure) -> dict[str, Any]:
    made = {
        "key": figure.key,
        "title": figure.title,
        "unit": figure.unit.value,
        "value": _value(figure.amount),
        "at_least": figure.least,
    }
    return made if figure.before is None else {**made, "before": _value(figure.before)}


def _table(table: Table) -> dict[str, Any]:
    return {
        "key": table.key,
        "title": table.title,
        "about": table.about,
        "dimensions": list(table.dimensions),
        "columns": [
            {"key": column.key, "title": column.title, "unit": column.unit.value}
            for column in table.columns
        ],
        "rows": [
            {
                "key": list(row.key),
                "labels": list(row.labels),
                "values": [_value(amount) for amount in row.amounts],
            }
            for row in table.rows
        ],
        "total": None if table.total is None else [_value(amount) for amount in table.total],
    }


def _value(amount: Amount) -> float | str | None:
    if isinstance(amount, Absent):
        return amount.value if amount is Absent.HELD else None
    return amount
