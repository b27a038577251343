"""An attacker with a linear programming solver, who knows every published number and every rule.

All published tables are one system: each cell that they count is a variable, each sum that they
share and each number that is given is an equation, and so is all that is known of how the tables
hang together. For each cell that is held back the solver says how small and how large it may be.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csr_matrix

from rules.report.amounts import Absent, Counts
from rules.report.suppression import CROSSED
from rules.report.whole import Plain
from tests.rules.report.months import WITHOUT_LOG

Cell = tuple[str, tuple[str, ...]]
Known = list[tuple[dict[Cell, float], float]]

ONE_WAY = ("agency", "theme", "district", "outcome", "proposal", "channel", "day", "hour")
_SAME = {"call_999": "HIGH", "call_101": "CRIME", "nothing_to_report": "NO_FURTHER_ACTION"}
_NEAR = 1e-6


@dataclass
class System:
    """What the attacker knows: equations, and sums that are at most so much."""

    equal: Known = field(default_factory=list)
    at_most: Known = field(default_factory=list)
    index: dict[Cell, int] = field(default_factory=dict)

    def number(self, cell: Cell) -> int:
        """Give the variable of a cell."""
        return self.index.setdefault(cell, len(self.index))

    def matrix(self, known: Known) -> tuple[csr_matrix, np.ndarray]:
        """Write equations as the solver wants them."""
        entries = [
            (row, self.number(cell), factor)
            for row, (terms, _) in enumerate(known)
            for cell, factor in terms.items()
        ]
        rows, columns, factors = zip(*entries, strict=True)
        shape = (len(known), len(self.index))
        return csr_matrix((factors, (rows, columns)), shape), np.array([end for _, end in known])


def system_of(plain: Plain, published: Counts) -> System:
    """Write down all that can be known of a published month."""
    system = System()
    forms = float(plain["forms"][()])
    margins: Plain = {**plain, "proposal": {(key[0],): 0 for key in plain["proposal_decision"]}}
    for name in ONE_WAY:
        system.equal.append(({(name, key): 1.0 for key in margins[name]}, forms))
    for name, (rows, columns) in CROSSED.items():
        for side, margin in enumerate((rows, columns)):
            for key in margins[margin]:
                terms: dict[Cell, float] = {
                    (name, each): 1.0 for each in plain[name] if each[side] == key[0]
                }
                terms[margin, key] = -1.0
                system.equal.append((terms, 0.0))
    _add_links(system, plain, published, forms)
    for name, counts in published.items():
        for key, amount in counts.items():
            if not isinstance(amount, Absent) and name not in {"forms", "organisation"}:
                system.equal.append(({(name, key): 1.0}, float(amount)))
    for terms, _ in (*system.equal, *system.at_most):
        for cell in terms:
            system.number(cell)
    return system


def _add_links(system: System, plain: Plain, published: Counts, forms: float) -> None:
    none_made: dict[Cell, float] = {("outcome", (name,)): 1.0 for name in WITHOUT_LOG}
    if sum(plain["outcome"][name,] for name in WITHOUT_LOG) == plain["district"]["no_log",]:
        system.equal.append((none_made | {("district", ("no_log",)): -1.0}, 0.0))
    if plain["logs"][()] == forms - plain["district"]["no_log",]:
        system.equal.append(({("logs", ()): 1.0, ("district", ("no_log",)): 1.0}, forms))
    grades: dict[Cell, float] = {("grade", key): 1.0 for key in plain["grade"]}
    system.equal.append((grades | {("logs", ()): -1.0, ("grade", ("other",)): 1.0}, 0.0))
    for instead, outcome in _SAME.items():
        system.equal.append(({("instead", (instead,)): 1.0, ("outcome", (outcome,)): -1.0}, 0.0))
    normal = ("outcome", ("NORMAL",))
    system.at_most.append(({("instead", ("referral",)): 1.0, normal: -1.0}, 0.0))
    mash = ("destination", ("mash",))
    system.at_most.append(({mash: 1.0}, forms))
    arms = {("mash_arm", key): -1.0 for key in plain["mash_arm"]}
    system.at_most.append((arms | {mash: 1.0}, 0.0))
    system.at_most += [({arm: 1.0, mash: -1.0}, 0.0) for arm in arms]
    halves = [("quality", key) for key in plain["quality"]] + [("forms_seen_again", ())]
    system.at_most += [({half: 1.0}, forms) for half in halves]
    for agency in plain["agency"]:
        named = [(key, n) for key, n in published["organisation"].items() if key[0] == agency[0]]
        total = sum(float(n) for _, n in named)
        system.at_most.append(({("agency", agency): -1.0}, -total))


@dataclass
class Attack:
    """The attacker at work: what each cell that is held back may be."""

    system: System
    solutions: list[np.ndarray] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.left, self.right = self.system.matrix(self.system.equal)
        self.upper, self.bound = self.system.matrix(self.system.at_most)

    def solve(self, at: int, sign: int) -> float:
        """Find the least (1) or the greatest (-1) that a variable may be."""
        aim = np.zeros(len(self.system.index))
        aim[at] = sign
        found = linprog(
            aim, self.upper, self.bound, self.left, self.right, (0, None), method="highs-ds"
        )
        assert found.status == 0, found.message
        self.solutions.append(found.x)
        return float(found.x[at])

    def interval(self, cell: Cell, wanted: tuple[float, float]) -> tuple[float, float]:
        """Give how small and how large a cell may be, as far as wanted: a solution may be known."""
        at = self.system.index[cell]
        known = [float(solution[at]) for solution in self.solutions]
        least, greatest = min(known, default=np.inf), max(known, default=-np.inf)
        if least > wanted[0] + _NEAR:
            least = self.solve(at, 1)
        if greatest < wanted[1] - _NEAR:
            greatest = self.solve(at, -1)
        return least, greatest


def exposed(plain: Plain, published: Counts, attack: Attack | None = None) -> Iterator[str]:
    """Name each cell that is held back and that the attacker learns too much of.

    One under five may be anything from none to five, for all that can be known, and any other
    more than one number.
    """
    attack = attack or Attack(system_of(plain, published))
    for cell, value in held_back(plain, published):
        wanted = (0.0, 5.0) if value < 5 else (value - 0.5, value + 0.5)
        least, greatest = attack.interval(cell, wanted)
        whole = least <= _NEAR and greatest >= 5 - _NEAR
        if not whole and (value < 5 or greatest - least < 1 - _NEAR):
            yield f"{cell} = {value}: from {least:.2f} to {greatest:.2f}"


def held_back(plain: Plain, published: Counts) -> Iterator[tuple[Cell, int]]:
    """Give each cell that is held back, with what it is."""
    proposals: dict[tuple[str, ...], int] = {}
    for key, count in plain["proposal_decision"].items():
        proposals[key[:1]] = proposals.get(key[:1], 0) + count
    whole: Mapping[str, Mapping[tuple[str, ...], int]] = {**plain, "proposal": proposals}
    for name, counts in published.items():
        for key, amount in counts.items():
            if amount is Absent.HELD:
                yield (name, key), whole[name][key]
