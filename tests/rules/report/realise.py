"""From what an attacker holds possible to a month of forms: so that it is shown to be possible."""

from collections import defaultdict
from collections.abc import Iterator, Mapping

from rules.collation_cells import Cell as Counted
from rules.collation_cells import Tally
from rules.report.whole import AGENCIES, DISTRICTS, OUTCOMES, PROPOSALS, THEMES
from tests.rules.report.attack import Attack
from tests.rules.report.months import WITHOUT_LOG, cells_of

Numbers = Mapping[tuple[str, tuple[str, ...]], int]


def months_of(attack: Attack) -> Iterator[Tally]:
    """Make a month of single forms for each solution that the attacker has found.

    Forms of a theme get its agencies and districts in any order, then outcomes that fit their
    district, then proposals that fit their outcome: any month of the same tables does.
    """
    for solution in attack.solutions:
        numbers = {cell: round(float(solution[at])) for cell, at in attack.system.index.items()}
        assert all(abs(solution[at] - numbers[cell]) < 1e-6 for cell, at in _whole(attack))
        yield _month(numbers)


def _whole(attack: Attack) -> Iterator[tuple[tuple[str, tuple[str, ...]], int]]:
    tables = {"agency_theme", "district_theme", "outcome", "proposal_decision"}
    return (pair for pair in attack.system.index.items() if pair[0][0] in tables)


def _month(numbers: Numbers) -> Tally:
    made = Tally()
    waiting: dict[bool, list[str]] = {
        logged: _listed(
            numbers, "outcome", [it for it in OUTCOMES if (it in WITHOUT_LOG) != logged]
        )
        for logged in (True, False)
    }
    proposals: dict[str, list[str]] = defaultdict(list)
    for outcome in OUTCOMES:
        for proposal in PROPOSALS:
            count = numbers["proposal_decision", (proposal, outcome)]
            proposals[outcome] += [proposal] * count
    for theme in THEMES:
        agencies = _crossed(numbers, "agency_theme", AGENCIES, theme)
        districts = _crossed(numbers, "district_theme", DISTRICTS, theme)
        for agency, district in zip(agencies, districts, strict=True):
            outcome = waiting[district != "no_log"].pop()
            made.update(cells_of(agency, theme, district, outcome, proposals[outcome].pop()))
    assert not any(waiting.values())
    for name in ("day", "hour", "channel"):
        for (table, key), count in numbers.items():
            if table == name and count:
                made[Counted(name, key)] = count
    return made


def _listed(numbers: Numbers, table: str, names: list[str]) -> list[str]:
    return [name for name in names for _ in range(numbers[table, (name,)])]


def _crossed(numbers: Numbers, table: str, names: tuple[str, ...], theme: str) -> list[str]:
    return [name for name in names for _ in range(numbers[table, (name, theme)])]
