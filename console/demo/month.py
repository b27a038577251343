"""The month of the demonstration: the collation of its forms, as soon as all are in it."""

import time
from collections.abc import Callable

from agents.vocabulary import load_report_words
from console.cli.link import Link
from console.collation_read import read_months
from console.demo.play import Play
from console.demo.story import Twist
from rules.collation_cells import Cell, Month, Tally
from rules.report.build import Asked, build
from rules.report.model import Report
from rules.report.period import Period
from schemas.enums import ReportStatus
from schemas.month import calendar_month
from streams import clock
from streams.sealing import SealingError, load_keyring

_PATIENCE_SECONDS = 60.0


class DemoMonth:
    """The month of now, in which there may be other forms before the play begins.

    Attributes:
        closed: why the months cannot be read here; null while they can. Workers elsewhere may have
            another key, which closes the organisations to this one.
    """

    def __init__(self, link: Link) -> None:
        self._link = link
        self._month = calendar_month(clock.now())
        self._keyring = load_keyring(link.settings.key_path)
        self._before = Tally()
        self.closed: str | None = None

    async def start(self) -> None:
        """See what is in it already."""
        months = await self._read()
        self._before = months[0].tally if months else Tally()

    async def report(self, play: Play, going: Callable[[], bool]) -> Report | None:
        """Wait until it has every form of a play and what its destinations have had; report it.

        Null where that does not come.
        """
        wanted = self._before + _wanted(play)
        deadline = time.monotonic() + _PATIENCE_SECONDS
        while going() and self.closed is None and time.monotonic() < deadline:
            months = await self._read()
            if months and _has(months[0], wanted):
                words = load_report_words(self._link.settings.rules_dir)
                return build(Asked(Period(self._month, self._month), months), words)
        return None

    async def _read(self) -> list[Month]:
        try:
            return await read_months(self._link, self._keyring, self._month, self._month)
        except SealingError as error:
            self.closed = str(error)
            return []


def _wanted(play: Play) -> Tally:
    """Say what the forms of the play come to: their number, and where they have gone."""
    own = [part for part in play.parts if part.scene.twist is Twist.NONE]
    wanted = Tally({Cell("forms"): len(own)})
    for part in own:
        sent = {
            destination
            for destination, status in play.standing(part).destinations
            if status is not ReportStatus.WITHDRAWN
        }
        wanted.update(Cell("destination", (each.value,)) for each in sent)
    return wanted


def _has(month: Month, wanted: Tally) -> bool:
    tables = ("forms", "destination")
    return all(month.tally[cell] >= wanted[cell] for cell in wanted if cell.table in tables)
