"""What a reading of the topics found: counts, what waits, what is wrong. Nothing personal."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from rules.at_destinations import repeats
from rules.endings import Ending, State, Verdict
from rules.sightings import Form, Sighting
from schemas.enums import Destination

Kind = tuple[State, Destination | None, str | None]
"""A state, a destination and a reason: one row of the table."""

_FINAL = {State.DELIVERED, State.CLOSED, State.PAST_KEEPING}


@dataclass(frozen=True)
class Wrong:
    """Something wrong: the form, if it is known, and the last sighting."""

    reference: str | None
    what: tuple[str, ...]
    last: Sighting


@dataclass(frozen=True)
class Open:
    """A form that is not at its end at a destination."""

    reference: str
    ending: Ending


@dataclass
class Report:
    """The result of one reading; ``as_of`` is when it began, ``seconds`` how long it took."""

    as_of: datetime
    seconds: float = 0.0
    records: int = 0
    forms: int = 0
    counts: Counter[Kind] = field(default_factory=Counter)
    oldest: dict[Kind, datetime] = field(default_factory=dict)
    open: list[Open] = field(default_factory=list)
    wrong: list[Wrong] = field(default_factory=list)
    repeats: Counter[Destination] = field(default_factory=Counter)
    intake: Counter[str] = field(default_factory=Counter)

    def add(self, form: Form, verdict: Verdict) -> None:
        """Count a form."""
        if not verdict.endings and not verdict.faults:
            return
        self.forms += 1
        self.repeats.update(repeats(form))
        for each in verdict.endings:
            reason = None if each.state is State.WRONG else each.reason
            kind = (each.state, each.destination, reason)
            self.counts[kind] += 1
            self.oldest[kind] = min(each.since, self.oldest.get(kind, each.since))
            if each.state not in _FINAL and each.state is not State.WRONG:
                self.open.append(Open(form.reference, each))
        if verdict.wrong:
            self.wrong.append(Wrong(form.reference, verdict.wrong, form.last))

    @property
    def rows(self) -> list[tuple[Kind, int, datetime | None]]:
        """The counts in the order of the states, with the oldest of what is not at its end."""
        states, places = list(State), list(Destination)

        def order(kind: Kind) -> tuple[int, int, str]:
            state, destination, reason = kind
            at = places.index(destination) if destination else len(places)
            return states.index(state), at, reason or ""

        return [
            (kind, self.counts[kind], None if kind[0] in _FINAL else self.oldest[kind])
            for kind in sorted(self.counts, key=order)
        ]

    @property
    def overdue(self) -> list[Open]:
        """The forms that have waited for their assessment beyond the limit, oldest first."""
        found = [each for each in self.open if each.ending.overdue]
        return sorted(found, key=lambda each: each.ending.since)

    def as_data(self) -> dict[str, Any]:
        """Give the JSON object of ``cpi reconcile``."""
        return {
            "ok": not self.wrong,
            "as_of": self.as_of.isoformat(),
            "seconds": round(self.seconds, 3),
            "records": self.records,
            "forms": self.forms,
            "intake": {name: self.intake[name] for name in ("answered", "under_way", "lost")},
            "counts": [_row(*each) for each in self.rows],
            "repeats": {each.value: self.repeats[each] for each in Destination},
            "open": [_open(each) for each in self.open],
            "wrong": [_wrong(each) for each in self.wrong],
        }


def _row(kind: Kind, forms: int, oldest: datetime | None) -> dict[str, Any]:
    state, destination, reason = kind
    return {
        "state": state.value,
        "destination": destination and destination.value,
        "reason": reason,
        "forms": forms,
        "oldest": oldest and oldest.isoformat(),
    }


def _open(each: Open) -> dict[str, Any]:
    ending = each.ending
    return {
        "reference": each.reference,
        "state": ending.state.value,
        "destination": ending.destination and ending.destination.value,
        "reason": ending.reason,
        "since": ending.since.isoformat(),
        "overdue": ending.overdue,
    }


def _wrong(each: Wrong) -> dict[str, Any]:
    last = each.last
    return {
        "reference": each.reference,
        "what": list(each.what),
        "last": {
            "topic": last.topic,
            "partition": last.partition,
            "offset": last.offset,
            "time": last.at.isoformat(),
        },
    }
