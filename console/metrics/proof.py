"""The last result of ``cpi reconcile`` as metrics."""

from collections.abc import Iterator
from datetime import datetime

from console.cli.link import linked
from console.reconcile.read import Asked, read
from console.reconcile.report import Report
from rules.endings import State
from rules.publish import DisseminationRules
from schemas.enums import Destination
from streams import metric_list as names
from streams.families import Family, family, single

NOWHERE = "none"
"""Stands as the destination of a form of which it is not known yet."""


class Proof:
    """A source: what became of every form."""

    def __init__(self, rules: DisseminationRules, asked: Asked) -> None:
        self._rules = rules
        self._asked = asked
        self._last: Report | None = None

    async def read(self) -> datetime:
        """Read all topics.

        Raises:
            HubError: no cluster, no answer, a topic is missing.
        """
        async with linked() as link:
            report = await read(link, self._rules, self._asked)
        self._last = report
        return report.as_of

    def families(self, now: datetime, *, old: bool) -> Iterator[Family]:
        """Give the last result, however old: a form that was lost is still lost."""
        del now, old
        report = self._last
        if report is None:
            return
        yield _forms(report)
        yield single(names.RECONCILE_WRONG, len(report.wrong))
        yield single(names.RECONCILE_REPEATS, report.repeats.total())
        yield single(names.RECONCILE_OVERDUE, len(report.overdue))


def _forms(report: Report) -> Family:
    counts = {(state, place): 0 for state in State for place in (*Destination, None)}
    for (state, destination, _), number in report.counts.items():
        counts[state, destination] += number
    return family(
        names.RECONCILE_FORMS,
        [
            ((state.value, destination.value if destination else NOWHERE), number)
            for (state, destination), number in counts.items()
        ],
    )
