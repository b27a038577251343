"""What a report may show of a period: all of its counts and times, or what may be published."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rules.collation_cells import Cell, Month
from rules.report.amounts import Absent, Amount, Counts, Key, added
from rules.report.suppression import public_counts, too_few
from rules.report.timing import Timing, published, spread, timed
from rules.report.whole import TIMED, Plain, as_counts, plain_counts, tally_of
from rules.report.words import ReportWords

_OWN_KEYS = {"day"}


@dataclass(frozen=True)
class Source:
    """The counts of a period and its times; ``by_month`` has both of each month."""

    counts: Counts
    times: Mapping[str, Timing]
    by_month: Mapping[str, tuple[Counts, Mapping[str, Timing]]]


def whole_source(months: Sequence[Month], wanted: Sequence[str], words: ReportWords) -> Source:
    """Take everything of the months that there are; ``wanted`` are those of the period."""
    plain = plain_counts(tally_of(months), wanted)
    counts = {**as_counts(plain), "spread": _spread(plain)}
    by_month = {}
    for month in wanted:
        of_it = plain_counts(tally_of(it for it in months if it.month == month), (month,))
        by_month[month] = (as_counts(of_it), _times(of_it, words))
    return Source(counts, _times(plain, words), by_month)


def public_source(months: Sequence[Month], words: ReportWords) -> Source:
    """Take what may be published; of several months only what each of them gives by itself.

    So the public report of a year tells nothing that those of its months do not.
    """
    plain = [plain_counts(month.tally, (month.month,)) for month in months]
    counts = [public_counts(each) for each in plain]
    times = [_times(each, words, public=True) for each in plain]
    by_month = {
        month.month: (its, spans) for month, its, spans in zip(months, counts, times, strict=True)
    }
    return Source(_together(counts), times[0] if len(times) == 1 else {}, by_month)


def forms_by_month(
    months: Sequence[Month], wanted: Sequence[str], *, public: bool
) -> Mapping[Key, Amount]:
    """Give the number of forms of each month; for the public of those that are issued."""
    found: dict[Key, Amount] = {}
    for name in wanted:
        month = next((it for it in months if it.month == name), None)
        forms = month.tally[Cell("forms")] if month else 0
        withheld = public and (month is None or month.revision is None or too_few(forms))
        found[name,] = Absent.HELD if withheld else forms
    return found


def _together(counts: Sequence[Counts]) -> Counts:
    if len(counts) == 1:
        return counts[0]
    names = set.intersection(*(set(each) for each in counts))
    made: dict[str, Mapping[Key, Amount]] = {}
    for name in names:
        tables = [each[name] for each in counts]
        if name in _OWN_KEYS:
            made[name] = {key: amount for table in tables for key, amount in table.items()}
            continue
        keys = [key for key in tables[0] if all(key in table for table in tables)]
        made[name] = {key: added(table[key] for table in tables) for key in keys}
    return made


def _spread(plain: Plain) -> Mapping[Key, Amount]:
    return {(name,): count for name, count in spread(plain.get("to_assessment", {})).items()}


def _times(plain: Plain, words: ReportWords, *, public: bool = False) -> Mapping[str, Timing]:
    measure = published if public else timed
    return {name: measure(plain.get(name, {}), words.times[name].within) for name in TIMED}
