"""Makes the tables of a report out of counts, as ``report.toml`` says."""

from collections.abc import Iterable, Mapping

from rules.report.amounts import Absent, Amount, Counts, Key, added, share
from rules.report.model import Column, Row, Shape, Table, Unit
from rules.report.words import ReportWords, TableWords

_FORMS: Key = ()
_ENTITIES, _LOGS = "seen_again", "grade"
_MARGINS = {"agency", "theme", "district", "outcome", "proposal"}
"""The divisions whose one-way table gives the sums of a crossed one."""


def counted_table(name: str, counts: Counts, words: ReportWords, *, public: bool) -> Table | None:
    """Make the table of that name; null where the source has none."""
    if name not in counts:
        return None
    spec = words.tables[name]
    return (_cross if spec.cross else _list)(name, spec, counts, words, public=public)


def made_table(  # noqa: PLR0913 - what a table is made of
    name: str,
    columns: Iterable[Column],
    rows: Iterable[tuple[Key, tuple[Amount, ...]]],
    words: ReportWords,
    *,
    public: bool,
    total: tuple[Amount, ...] | None = None,
) -> Table:
    """Make a table out of rows that are already reckoned."""
    spec = words.tables[name]
    return Table(
        key=name,
        title=spec.title,
        about=words.about(name, public=public),
        dimensions=tuple(words.dimensions[each] for each in spec.dimensions),
        columns=tuple(columns),
        rows=tuple(Row(key, _labels(spec, key, words), amounts) for key, amounts in rows),
        total=total,
        chart=spec.chart,
        shown=spec.shown,
    )


def column(words: ReportWords, key: str, unit: Unit = Unit.COUNT) -> Column:
    """Make a column with its title."""
    return Column(key, words.columns[key], unit)


def _list(
    name: str, spec: TableWords, counts: Counts, words: ReportWords, *, public: bool
) -> Table:
    found = counts[name]
    of_all = counts.get(spec.of or "")
    whole = of_all[_FORMS] if of_all else added(found.values())
    first = {_ENTITIES: "entities", _LOGS: "logs"}.get(name, "forms")
    columns = [column(words, first)]
    if spec.of:
        columns.append(column(words, "share", Unit.SHARE))

    def amounts(count: Amount) -> tuple[Amount, ...]:
        return (count, share(count, whole)) if spec.of else (count,)

    rows = [(key, amounts(count)) for key, count in found.items() if spec.noughts or count != 0]
    if spec.largest:
        rows.sort(key=lambda row: (-_size(row[1][0]), row[0]))
    # Of what is divided the sum is known, whatever of it is held back; only some should have been
    # something else.
    total = amounts(added(found.values()) if name == "instead" else whole) if spec.sums else None
    return made_table(name, columns, rows, words, public=public, total=total)


def _cross(
    name: str, spec: TableWords, counts: Counts, words: ReportWords, *, public: bool
) -> Table:
    found = counts[name]
    rows = [Row(key, _labels(spec, key, words), (count,)) for key, count in found.items()]
    return Table(
        key=name,
        title=spec.title,
        about=words.about(name, public=public),
        dimensions=tuple(words.dimensions[each] for each in spec.dimensions),
        columns=(column(words, "forms"),),
        rows=tuple(rows),
        shape=Shape.CROSS,
        margins=_margins(name, spec, counts) if spec.sums else {},
    )


def _margins(name: str, spec: TableWords, counts: Counts) -> Mapping[Key, Amount]:
    """Give the sums of the rows, of the columns, and of all: those of the one-way tables."""
    found = counts[name]
    made: dict[Key, Amount] = {}
    for side, dimension in enumerate(spec.dimensions):
        for part in dict.fromkeys(key[side] for key in found):
            by_itself = (
                counts[dimension].get((part,)) if dimension in _MARGINS & counts.keys() else None
            )
            of_it = (count for key, count in found.items() if key[side] == part)
            place = (part, "") if side == 0 else ("", part)
            made[place] = added(of_it) if by_itself is None else by_itself
    known = _MARGINS & set(spec.dimensions) & counts.keys()
    made["", ""] = counts["forms"][_FORMS] if known else added(found.values())
    return made


def _labels(spec: TableWords, key: Key, words: ReportWords) -> Key:
    names = zip(spec.dimensions, key, strict=True)
    return tuple(words.label(dimension, part) for dimension, part in names)


def _size(amount: Amount) -> float:
    return -1 if isinstance(amount, Absent) else amount
