"""The public report against an attacker with a solver: no small number can be worked out."""

from collections.abc import Mapping, Sequence

import pytest

from rules.collation_cells import NO_LOG, UNKNOWN, Cell, Tally
from rules.report import beside, holding
from rules.report.amounts import Absent
from rules.report.crossing import Crossing
from rules.report.suppression import CROSSED, public_counts, too_few
from rules.report.whole import AGENCIES, DISTRICTS, OUTCOMES, PROPOSALS, THEMES, Plain, plain_counts
from tests.rules.report.attack import Attack, exposed, held_back, system_of
from tests.rules.report.months import WITHOUT_LOG, Mixture, cells_of, form_cells, tally
from tests.rules.report.realise import months_of


def tied(mixture: Mixture, days: Sequence[str]) -> list[Cell]:
    """A form whose agency type says its theme, and its theme its district: nearly empty tables."""
    agency, sure = mixture.one(AGENCIES), mixture.random.random() < 0.93
    theme = THEMES[AGENCIES.index(agency)] if sure else mixture.one(THEMES)
    outcome = mixture.one(OUTCOMES)
    logged = outcome not in WITHOUT_LOG
    district = DISTRICTS[THEMES.index(theme) % len(DISTRICTS)] if sure else UNKNOWN
    proposal = outcome if sure and outcome in PROPOSALS else mixture.one(PROPOSALS)
    cells = cells_of(agency, theme, district if logged else NO_LOG, outcome, proposal)
    cells += [Cell("organisation", (agency, agency)), Cell("day", (mixture.one(days),))]
    cells += [Cell("hour", ("09",)), Cell("channel", ("kafka",))]
    return cells + ([Cell("logs"), Cell("grade", ("2CP",))] if logged else [])


def plain_of(forms: int, mixture: Mixture) -> Plain:
    """Counts of an invented month."""
    return plain_counts(tally(forms, mixture), ("2026-10",))


MONTHS = {
    "as small as may be": lambda: plain_of(5, Mixture(1)),
    "small, two kinds of each": lambda: plain_of(60, Mixture(3, 0.3, 2)),
    "few of most": lambda: plain_of(150, Mixture(4, 2.5)),
    "all alike": lambda: plain_of(300, Mixture(5, 0)),
    "as usual": lambda: plain_of(400, Mixture(6)),
    "large": lambda: plain_of(3000, Mixture(7)),
    "agencies with a theme of their own": lambda: plain_counts(
        tally(200, Mixture(8, 1), make=tied), ("2026-10",)
    ),
    "two agencies that exclude each other": lambda: plain_counts(
        tally(120, Mixture(9, 0.2, 2), make=tied), ("2026-10",)
    ),
}


@pytest.mark.parametrize("name", MONTHS)
def test_no_small_number_can_be_worked_out(name: str) -> None:
    """Each that is held back may, for all that is published, be anything from none to five."""
    plain = MONTHS[name]()
    assert list(exposed(plain, public_counts(plain))) == []


@pytest.mark.parametrize(
    "name", ["few of most", "as usual", "two agencies that exclude each other"]
)
def test_the_attack_finds_what_is_only_under_five(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With nothing held back but what is under five, the attacker learns some of it."""

    def only_small(counts: Mapping[str, int], *_: object) -> frozenset[str]:
        return frozenset(name for name, count in counts.items() if count < holding.THRESHOLD)

    def protect(crossing: Crossing) -> None:
        crossing.held |= {
            (row, column)
            for row, values in enumerate(crossing.values)
            for column, value in enumerate(values)
            if value < holding.THRESHOLD
        }

    monkeypatch.setattr(holding, "hold_back", only_small)
    monkeypatch.setattr(beside, "hold_back", only_small)
    monkeypatch.setattr(Crossing, "protect", protect)
    plain = MONTHS[name]()
    assert any(exposed(plain, public_counts(plain)))


def test_the_attack_finds_a_crossed_table_left_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    """The sums of rows and columns alone do not hide what is under five in them."""
    monkeypatch.setattr(Crossing, "_route", lambda *_: None)
    plain = MONTHS["large"]()
    assert any("theme" in found for found in exposed(plain, public_counts(plain)))


@pytest.mark.parametrize("name", MONTHS)
def test_nothing_published_is_under_five(name: str) -> None:
    """Neither a count, nor noughts, nor what is left when all published of a table is taken off."""
    plain = MONTHS[name]()
    published = public_counts(plain)
    numbers = [amount for table in published.values() for amount in table.values()]
    assert all(isinstance(each, Absent) or each >= 5 for each in numbers)
    for table in ("agency", "theme", "district", "outcome", "day", "hour", "channel"):
        held = [plain[table][key] for key, it in published[table].items() if it is Absent.HELD]
        assert not held or (len(held) > 1 and sum(held) >= 5)


def test_the_same_month_is_published_the_same() -> None:
    """Else two copies of one report could be set against each other."""
    one, other = (public_counts(plain_of(400, Mixture(6))) for _ in range(2))
    assert one == other
    assert {each: list(one[each]) for each in one} == {each: list(other[each]) for each in other}


def test_what_is_large_is_published() -> None:
    """A month with no small number holds nothing back but what always is."""
    made = tally(20_000, Mixture(11, 0.2), make=form_cells)
    plain = plain_counts(made, ("2026-10",))
    published = public_counts(plain)
    for name in ("agency", "theme", "district", "outcome", "agency_theme", "district_theme"):
        assert dict(published[name]) == dict(plain[name])


def test_organisations_are_never_listed_to_the_last() -> None:
    """Only those with five forms or more, and the others of their agency type have five or more."""
    plain = plain_of(2000, Mixture(12))
    published = public_counts(plain)
    assert published["organisation"]
    for key, count in published["organisation"].items():
        assert isinstance(count, int)
        assert count == plain["organisation"][key] >= 5
        assert "(erased)" not in key
    for (agency,), count in published["agency"].items():
        named = [n for key, n in published["organisation"].items() if key[0] == agency]
        assert not named or (isinstance(count, int) and count - sum(map(int, named)) >= 5)


def test_tables_that_would_single_out_stay_in_the_whole_report() -> None:
    """No seconds, no crossings that close a circle, nothing of revisions."""
    published = public_counts(plain_of(2000, Mixture(13)))
    kept = {"to_assessment", "high_to_control_room", "weekday_hour", "theme_outcome", "unsuitable"}
    kept |= {
        "agency_outcome",
        "district_outcome",
        "decided_again",
        "seen_again",
        "raised",
        "erased",
    }
    assert not kept & published.keys()


def test_too_small_a_month_is_not_published() -> None:
    """Four forms are no month for the public."""
    plain = plain_of(4, Mixture(14))
    assert too_few(4)
    with pytest.raises(ValueError, match="fewer than 5"):
        public_counts(plain)


def test_what_the_attacker_holds_possible_is_possible() -> None:
    """Each of its solutions is a month of single forms, and the same numbers are published of it.

    So nothing is gained by knowing that all tables are of the same forms.
    """
    plain = plain_of(60, Mixture(3, 0.3, 2))
    published = public_counts(plain)
    attack = Attack(system_of(plain, published))
    assert not list(exposed(plain, published, attack))
    tables = ("agency", "theme", "district", "outcome", *CROSSED, "day", "hour", "channel")
    count = 0
    for other in months_of(attack):
        recounted = plain_counts(other, ("2026-10",))
        for name in tables:
            for key, amount in published[name].items():
                assert isinstance(amount, Absent) or recounted[name][key] == amount
        count += 1
    assert count > 100


def test_what_its_sums_give_away_is_held_back_in_its_one_way_table() -> None:
    """Forms are of one agency type or of one theme, nearly all: that three are of both would show.

    So one of the two is held back altogether, although it is large.
    """
    agency, theme = AGENCIES[0], THEMES[1]
    pairs = [(agency, theme)] * 3 + [(AGENCIES[1], THEMES[0])]
    pairs += [(agency, name) for name in THEMES if name != theme for _ in range(6)]
    pairs += [(name, theme) for name in AGENCIES if name != agency for _ in range(6)]
    made = Tally()
    for at, (of, about) in enumerate(pairs):
        made.update(cells_of(of, about, DISTRICTS[at % 3], PROPOSALS[at % 3], PROPOSALS[at % 3]))
        made.update([Cell("day", ("2026-10-01",)), Cell("hour", ("09",))])
        made.update([Cell("channel", ("kafka",)), Cell("logs"), Cell("grade", ("2CP",))])
    plain = plain_counts(made, ("2026-10",))
    published = public_counts(plain)
    assert min(*plain["agency"].values(), *plain["theme"].values()) >= 5
    assert Absent.HELD in (published["agency"][agency,], published["theme"][theme,])
    assert list(exposed(plain, published)) == []


def test_the_attack_looks_at_every_number_that_is_held_back() -> None:
    """The test above is as good as its list."""
    plain = MONTHS["few of most"]()
    published = public_counts(plain)
    held = sum(it is Absent.HELD for table in published.values() for it in table.values())
    assert len(list(held_back(plain, published))) == held > 100
