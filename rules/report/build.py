"""From the months of a period to the report of it, whole or for the public."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from rules.collation_cells import NOT_ASSESSED, Cell, Month
from rules.report.amounts import Absent, Amount, Counts, Key, added, share
from rules.report.model import Figure, Report, Section, Stamp, Table, Unit
from rules.report.period import Period, month_title
from rules.report.source import Source, forms_by_month, public_source, whole_source
from rules.report.special import (
    changes_table,
    guidance_table,
    months_table,
    times_table,
    trend_table,
)
from rules.report.suppression import too_few
from rules.report.tables import counted_table
from rules.report.whole import PROPOSALS
from rules.report.words import ReportWords
from schemas.enums import Priority

_FORMS: Key = ()
_SINGLES = ("raised", "sent_unassessed", "erased")


class UnfitError(ValueError):
    """The months cannot be reported so; the text is one line and says why."""


@dataclass(frozen=True)
class Asked:
    """What is to be reported: the months of the period, and with them those of its trend."""

    period: Period
    months: Sequence[Month]
    public: bool = False

    @property
    def own(self) -> list[Month]:
        """The months of the period itself that have forms."""
        return [each for each in self.months if each.month in self.period.months]


def build(asked: Asked, words: ReportWords) -> Report:
    """Make the report.

    Raises:
        UnfitError: there are no forms, or the months may not be published.
    """
    own = asked.own
    if not any(month.tally for month in own):
        message = f"no form was received in {asked.period.title}"
        raise UnfitError(message)
    if asked.public:
        _check_public(asked, own)
    source = (
        public_source(own, words) if asked.public else whole_source(own, asked.period.months, words)
    )
    return Report(
        title=words.title,
        subtitle=words.subtitle,
        period=asked.period.text,
        period_title=asked.period.title,
        marking=words.public_marking if asked.public else words.marking,
        public=asked.public,
        stamps=tuple(Stamp(month.month, month.revision, month.issued_at) for month in own),
        figures=tuple(_figures(source, words)),
        sections=tuple(_sections(asked, source, words)),
        notes=tuple(_notes(asked, own, words)),
    )


def _check_public(asked: Asked, own: Sequence[Month]) -> None:
    there = {month.month: month for month in own}
    for name in asked.period.months:
        month = there.get(name)
        if month is not None and month.revision != 1:
            what = "is not issued yet" if month.revision is None else "is not its first issue"
            message = f"{name} {what}: the public report is of the first issue of a month"
            raise UnfitError(message)
        if month is None or too_few(month.tally[Cell("forms")]):
            message = f"{name} has fewer than five forms: nothing of it is published"
            raise UnfitError(message)


def _sections(asked: Asked, source: Source, words: ReportWords) -> Iterator[Section]:
    made = {name: _table(name, asked, source, words) for name in words.tables}
    for key, title in words.sections.items():
        tables = [
            table
            for name, table in made.items()
            if table is not None and words.tables[name].section == key
        ]
        if tables:
            yield Section(key, title, tuple(tables))


def _table(name: str, asked: Asked, source: Source, words: ReportWords) -> Table | None:
    public, several = asked.public, len(asked.period.months) > 1

    def trend() -> Table:
        forms = forms_by_month(asked.months, asked.period.trend.months, public=public)
        return trend_table(forms, words, public=public)

    made: Mapping[str, Callable[[], Table | None]] = {
        "months": lambda: months_table(source, words, public=public) if several else None,
        "trend": lambda: None if several else trend(),
        "times": lambda: times_table(source, words, public=public) if source.times else None,
        "unsuitable": lambda: None if public else guidance_table(source.counts, words),
        "changes": lambda: None if public else changes_table(asked.own, words),
    }
    if name in made:
        return made[name]()
    counts = {} if name == "day" and several else source.counts
    return counted_table(name, counts, words, public=public)


def _figures(source: Source, words: ReportWords) -> Iterator[Figure]:
    counts, forms = source.counts, source.counts["forms"][_FORMS]
    time = source.times.get("to_assessment")
    outcomes = counts["outcome"]
    found: dict[str, tuple[Amount, Unit]] = {
        "forms": (forms, Unit.COUNT),
        "logs": (_single(counts, "logs"), Unit.COUNT),
        "within": (time.within if time else Absent.HELD, Unit.SHARE),
        "median": (time.median if time else Absent.HELD, Unit.SECONDS),
        "high": (outcomes[Priority.HIGH.value,], Unit.COUNT),
        "crime": (outcomes[Priority.CRIME.value,], Unit.COUNT),
        "unsuitable": (share(added(counts["instead"].values()), forms), Unit.SHARE),
        "agreed": (_agreed(counts), Unit.SHARE),
        "seen_again": (_single(counts, "forms_seen_again"), Unit.COUNT),
        "not_assessed": (outcomes[NOT_ASSESSED,], Unit.COUNT),
        **{name: (_single(counts, name), Unit.COUNT) for name in _SINGLES if name in counts},
    }
    for name, title in words.figures.items():
        if name in found:
            least = name == "within" and time is not None and time.least
            yield Figure(name, title, *found[name], least=least)


def _agreed(counts: Counts) -> Amount:
    """Give how many of the forms that were assessed stand as they were proposed."""
    crossed = counts["proposal_decision"]
    same = added(crossed[each, each] for each in PROPOSALS)
    outcomes = (counts["outcome"][each,] for each in PROPOSALS)
    return share(same, added(outcomes))


def _single(counts: Counts, name: str) -> Amount:
    return counts[name][_FORMS] if name in counts else Absent.HELD


def _notes(asked: Asked, own: Sequence[Month], words: ReportWords) -> Iterator[str]:
    yield from words.notes
    if asked.public:
        yield from words.public_notes
        if len(own) > 1:
            yield from words.range_notes
        return
    there = {month.month for month in own}
    for month in own:
        title = month_title(month.month)
        if month.revision is None:
            yield f"{title} is not issued: counted from what is known now, and it may still change."
        elif month.revision > 1:
            yield f"{title} is revision {month.revision}."
    for name in asked.period.months:
        if name not in there:
            yield f"No form was received in {month_title(name)}."
