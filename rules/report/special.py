"""The tables that are more than counts by one key: months, times, guidance, what changed."""

from collections.abc import Iterator, Mapping, Sequence

from rules.collation_cells import Difference, Month
from rules.report.amounts import Absent, Amount, Counts, Key, added, difference, growth, share
from rules.report.model import Table, Unit
from rules.report.source import Source
from rules.report.tables import column, made_table
from rules.report.timing import Timing
from rules.report.whole import AGENCIES, INSTEAD, TIMED
from rules.report.words import ReportWords

_FORMS: Key = ()
_ASSESSED = "to_assessment"


def months_table(source: Source, words: ReportWords, *, public: bool) -> Table:
    """Each month of a longer period by itself."""
    columns = (
        column(words, "forms"),
        column(words, "logs"),
        column(words, "median", Unit.SECONDS),
        column(words, "within", Unit.SHARE),
    )
    rows = [
        ((month,), (_one(counts, "forms"), _one(counts, "logs"), *_assessed(times)))
        for month, (counts, times) in source.by_month.items()
    ]
    total = (_one(source.counts, "forms"), _one(source.counts, "logs"), *_assessed(source.times))
    return made_table("months", columns, rows, words, public=public, total=total)


def trend_table(trend: Mapping[Key, Amount], words: ReportWords, *, public: bool) -> Table:
    """The twelve months, each with what it grew against the one before."""
    columns = (
        column(words, "forms"),
        column(words, "change"),
        column(words, "growth", Unit.SHARE),
    )
    rows, before = list[tuple[Key, tuple[Amount, ...]]](), None
    for key, forms in trend.items():
        changed: tuple[Amount, ...] = (Absent.NOTHING, Absent.NOTHING)
        if before is not None:
            changed = (difference(forms, before), growth(forms, before))
        rows.append((key, (forms, *changed)))
        before = forms
    return made_table("trend", columns, rows, words, public=public)


def times_table(source: Source, words: ReportWords, *, public: bool) -> Table:
    """How long each thing took that is measured."""
    columns = [
        column(words, "median", Unit.SECONDS),
        column(words, "ninety", Unit.SECONDS),
        column(words, "within", Unit.SHARE),
        column(words, "limit", Unit.SECONDS),
    ]
    if not public:
        columns.insert(0, column(words, "forms"))
    rows = []
    for name in TIMED:
        time, limit = source.times[name], words.times[name].within
        amounts = (time.median, time.ninety, time.within, limit)
        rows.append(((name,), amounts if public else (time.count, *amounts)))
    return made_table("times", columns, rows, words, public=public)


def guidance_table(counts: Counts, words: ReportWords) -> Table:
    """Which partners send what is not for CPI."""
    columns = (
        column(words, "forms"),
        column(words, "unsuitable"),
        column(words, "share", Unit.SHARE),
        *(column(words, name) for name in INSTEAD),
    )
    found = counts["unsuitable"]

    def amounts(forms: Amount, parts: Sequence[Amount]) -> tuple[Amount, ...]:
        unsuitable = added(parts)
        return (forms, unsuitable, share(unsuitable, forms), *parts)

    rows = [
        ((agency,), amounts(counts["agency"][agency,], [found[agency, name] for name in INSTEAD]))
        for agency in AGENCIES
    ]
    sums = [added(found[agency, name] for agency in AGENCIES) for name in INSTEAD]
    total = amounts(counts["forms"][_FORMS], sums)
    return made_table("unsuitable", columns, rows, words, public=False, total=total)


def changes_table(months: Sequence[Month], words: ReportWords) -> Table | None:
    """What the newest revision of each month counts otherwise; null where nothing changed."""
    columns = (column(words, "before"), column(words, "now"), column(words, "change"))
    rows = [
        ((month.month, *_named(each, words)), (each.before, each.after, each.after - each.before))
        for month in months
        for each in _told(month.differences)
    ]
    return made_table("changes", columns, rows, words, public=False) if rows else None


def _told(differences: Sequence[Difference]) -> Iterator[Difference]:
    return (each for each in differences if each.cell.table not in TIMED)


def _named(each: Difference, words: ReportWords) -> Key:
    """Write a cell in words: the title of its table, and its key."""
    name, key = each.cell
    spec = words.tables.get(name)
    if spec is None or not key:
        return words.figures.get(name, name.replace("_", " ")), "-"
    dimensions = (
        spec.dimensions if len(spec.dimensions) == len(key) else (*spec.dimensions, "instead")
    )
    labels = (words.label(at, part) for at, part in zip(dimensions, key, strict=False))
    return spec.title, " · ".join(labels)


def _assessed(times: Mapping[str, Timing]) -> tuple[Amount, Amount]:
    time = times.get(_ASSESSED)
    return (time.median, time.within) if time else (Absent.HELD, Absent.HELD)


def _one(counts: Counts, name: str) -> Amount:
    return counts[name][_FORMS] if name in counts else Absent.HELD
