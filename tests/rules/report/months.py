"""Invented months for the tests of the report: many forms, in any mixture, without one form."""

from collections.abc import Callable, Sequence
from datetime import date
from random import Random

from rules.collation_cells import ERASED, NO_LOG, UNKNOWN, Cell, Month, Tally
from rules.report.period import days_of
from rules.report.whole import AGENCIES, DISTRICTS, OUTCOMES, PROPOSALS, THEMES
from schemas.collation import Mark
from schemas.destinations import MashArm
from schemas.enums import Channel, EntityType, Priority
from streams import clock

WITHOUT_LOG = ("NO_FURTHER_ACTION", "not_assessed")


class Mixture:
    """How the forms of a month are spread; ``steepness`` makes few categories have most of them."""

    def __init__(self, seed: int, steepness: float = 1.3, kinds: int | None = None) -> None:
        self.random = Random(seed)  # noqa: S311 - invented figures, not secrets
        self.steepness, self.kinds = steepness, kinds

    def one(self, names: Sequence[str]) -> str:
        """Choose a category."""
        few = names[: self.kinds] if self.kinds else names
        weights = [1 / (at + 1) ** self.steepness for at in range(len(few))]
        return self.random.choices(few, weights)[0]


def form_cells(mixture: Mixture, days: Sequence[str]) -> list[Cell]:
    """Give the cells of one invented form."""
    random = mixture.random
    outcome = mixture.one(OUTCOMES)
    logged = outcome not in WITHOUT_LOG
    district = mixture.one([*DISTRICTS[:-2], UNKNOWN]) if logged else NO_LOG
    agency, theme = mixture.one(AGENCIES), mixture.one(THEMES)
    same = random.random() < 0.8 and outcome in PROPOSALS
    proposal = outcome if same else mixture.one(PROPOSALS)
    name = ERASED if random.random() < 0.01 else f"{agency.title()} {int(random.expovariate(0.3))}"
    day = random.choice(days)
    weekday = str(date.fromisoformat(day).isoweekday())
    hour = f"{min(23, max(0, int(random.gauss(13, 4)))):02}"
    cells = [
        *cells_of(agency, theme, district, outcome, proposal),
        Cell("organisation", (agency, name)),
        Cell("day", (day,)),
        Cell("hour", (hour,)),
        Cell("weekday_hour", (weekday, hour)),
        Cell("channel", (mixture.one([each.value for each in Channel]),)),
        *(Cell("quality", (mark.value,)) for mark in Mark if random.random() < 0.5),
    ]
    if logged:
        cells += [Cell("logs"), Cell("grade", (mixture.one(("2CP", "1AP", "2BP", "3EC")),))]
        cells += [Cell("seen_again", (EntityType.PERSON.value,)), Cell("forms_seen_again")]
    if outcome != "not_assessed":
        cells.append(Cell("to_assessment", (str(int(random.expovariate(1 / 700))),)))
    return cells + _sent(mixture, outcome, agency)


def cells_of(agency: str, theme: str, district: str, outcome: str, proposal: str) -> list[Cell]:
    """Give the cells in which a form is counted by what it is."""
    return [
        Cell("forms"),
        Cell("agency", (agency,)),
        Cell("theme", (theme,)),
        Cell("district", (district,)),
        Cell("outcome", (outcome,)),
        Cell("agency_theme", (agency, theme)),
        Cell("district_theme", (district, theme)),
        Cell("agency_outcome", (agency, outcome)),
        Cell("theme_outcome", (theme, outcome)),
        Cell("district_outcome", (district, outcome)),
        Cell("proposal_decision", (proposal, outcome)),
    ]


def tally(
    forms: int,
    mixture: Mixture,
    month: str = "2026-10",
    make: Callable[..., list[Cell]] = form_cells,
) -> Tally:
    """Count so many invented forms."""
    days = list(days_of(month))
    made = Tally()
    for _ in range(forms):
        made.update(make(mixture, days))
    return made


def month_of(
    forms: int, mixture: Mixture, month: str = "2026-10", revision: int | None = 1
) -> Month:
    """Make a month of invented forms."""
    issued = None if revision is None else clock.now().replace(year=2026, month=11, day=1)
    return Month(month, revision, issued, tally(forms, mixture, month))


def _sent(mixture: Mixture, outcome: str, agency: str) -> list[Cell]:
    instead = {"HIGH": "call_999", "CRIME": "call_101", "NO_FURTHER_ACTION": "nothing_to_report"}
    to_mash = outcome not in WITHOUT_LOG and mixture.random.random() < 0.4
    cells = [Cell("destination", ("mash",))] if to_mash else []
    if to_mash:
        cells.append(Cell("mash_arm", (mixture.one([each.value for each in MashArm]),)))
    alone = to_mash and mixture.random.random() < 0.3
    if outcome in instead:
        cells.append(Cell("unsuitable", (agency, instead[outcome])))
    elif outcome == Priority.NORMAL.value and alone:
        cells.append(Cell("unsuitable", (agency, "referral")))
    elif outcome == Priority.NORMAL.value:
        cells.append(Cell("destination", ("sector",)))
    if outcome in {"HIGH", "CRIME"}:
        table = "high_to_control_room" if outcome == "HIGH" else "crime_to_occurrence"
        cells.append(Cell(table, (str(int(mixture.random.expovariate(1 / 1500))),)))
        cells.append(Cell("destination", ("control-room",)))
    return cells
