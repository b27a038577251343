"""The counts of one month that may be published, so that no small one can be worked out of them.

What is published: the number of forms; one-way tables, each protected by itself (``holding``); and
three crossed tables (``crossing``), agency by theme, district by theme, proposal by decision.
Tables that meet in one division at most, and in no circle, limit each other only by the sums of
that division. A category that is held back in a one-way table is so in every crossed one, as part
of its group, and the sums of groups are known; so each crossed table is a problem of its own, and
what is shown to be possible in each is possible in all of them together. A third crossing between
them (theme by outcome) would close a circle, in which that is no longer so: it is not published.

What follows from the outcome (how many logs there are, their grades, what a form should have been)
is published where it tells nothing that the table of outcomes holds back. Everything else of the
whole report stays in it.
"""

from collections import defaultdict
from collections.abc import Mapping
from itertools import product

from rules.collation_cells import NO_LOG, NOT_ASSESSED, ORGANISATION
from rules.report.amounts import Absent, Amount, Counts, Key
from rules.report.beside import named_organisations, what_follows
from rules.report.crossing import Crossing, ExposedError
from rules.report.holding import THRESHOLD, Dimension, divided, linked
from rules.report.whole import Plain
from schemas.enums import Priority

CROSSED = {
    "agency_theme": ("agency", "theme"),
    "district_theme": ("district", "theme"),
    "proposal_decision": ("proposal", "outcome"),
}
"""The crossed tables that are published, with the divisions that they cross."""

_ALONE = ("channel", "day", "hour")
_NONE_MADE = ((Priority.NO_FURTHER_ACTION.value, NOT_ASSESSED), (NO_LOG,))
"""The outcomes of a form without a log, and where such a form stands among the districts."""

_Forced = Mapping[str, set[str]]
"""What has to be held back of a division because a crossed table would give it away."""


def too_few(forms: int) -> bool:
    """Whether a month has so few forms that nothing of it is published."""
    return forms < THRESHOLD


def public_counts(plain: Plain) -> Counts:
    """Give what may be published of a month; a table that may not is not there.

    Raises:
        ValueError: it has too few forms for that.
    """
    if too_few(plain["forms"][()]):
        message = f"fewer than {THRESHOLD} forms"
        raise ValueError(message)
    dimensions, crossed = _protected(plain)
    made: dict[str, Mapping[Key, Amount]] = {"forms": {(): plain["forms"][()]}}
    made |= {name: shown(it) for name, it in dimensions.items()}
    made |= {name: shown(divided(flat(plain[name]))) for name in _ALONE}
    made |= crossed
    made[ORGANISATION] = named_organisations(plain[ORGANISATION], made["agency"])
    made |= what_follows(plain, made)
    return made


def flat(counts: Mapping[Key, int]) -> Mapping[str, int]:
    """Name the counts of a one-way table by their only key."""
    return {name: count for (name,), count in counts.items()}


def shown(dimension: Dimension) -> Mapping[Key, Amount]:
    """Give the one-way table as it is published."""
    held = dimension.held
    return {
        (name,): Absent.HELD if name in held else count for name, count in dimension.counts.items()
    }


def _protected(plain: Plain) -> tuple[Mapping[str, Dimension], Mapping[str, Mapping[Key, Amount]]]:
    """Hold back of the divisions, then of what they cross; again with more until nothing shows."""
    forced: defaultdict[str, set[str]] = defaultdict(set)
    while True:
        dimensions = _dimensions(plain, forced)
        made: dict[str, Mapping[Key, Amount]] = {}
        for name, (rows, columns) in CROSSED.items():
            crossing = _crossing(plain[name], dimensions[rows], dimensions[columns])
            try:
                crossing.protect()
            except ExposedError as error:
                dimension, category = _smaller(error, (rows, columns), dimensions)
                forced[dimension].add(category)
                break
            made[name] = _published(plain[name], crossing, dimensions[rows], dimensions[columns])
        else:
            return dimensions, made


def _dimensions(plain: Plain, forced: _Forced) -> Mapping[str, Dimension]:
    proposals: dict[str, int] = defaultdict(int)
    for (proposal, _), count in plain["proposal_decision"].items():
        proposals[proposal] += count
    outcome, district = linked(
        flat(plain["outcome"]),
        flat(plain["district"]),
        _NONE_MADE,
        (forced["outcome"], forced["district"]),
    )
    return {
        "agency": divided(flat(plain["agency"]), forced["agency"]),
        "theme": divided(flat(plain["theme"]), forced["theme"]),
        "proposal": divided(proposals, forced["proposal"]),
        "outcome": outcome,
        "district": district,
    }


def _crossing(counts: Mapping[Key, int], rows: Dimension, columns: Dimension) -> Crossing:
    """Put a crossed table together: its published categories, and each group as one."""
    down, across = rows.blocks, columns.blocks
    values = [
        [sum(counts.get(key, 0) for key in product(one, other)) for other in across] for one in down
    ]
    single = {
        (i, j)
        for i, one in enumerate(down)
        for j, other in enumerate(across)
        if not (one & rows.held or other & columns.held)
    }
    every = set(product(range(len(down)), range(len(across))))
    return Crossing(values, every - single, frozenset(single))


def _published(
    counts: Mapping[Key, int], crossing: Crossing, rows: Dimension, columns: Dimension
) -> Mapping[Key, Amount]:
    place = [
        {name: at for at, block in enumerate(each.blocks) for name in block}
        for each in (rows, columns)
    ]
    return {
        (one, other): Absent.HELD
        if (place[0][one], place[1][other]) in crossing.held
        else counts.get((one, other), 0)
        for one, other in product(rows.counts, columns.counts)
    }


def _smaller(
    error: ExposedError, names: tuple[str, str], dimensions: Mapping[str, Dimension]
) -> tuple[str, str]:
    """Choose what to hold back in its one-way table: the smaller of the two that cross."""
    found = []
    for name, at in zip(names, error.place, strict=True):
        (category,) = dimensions[name].blocks[at]
        found.append((dimensions[name].counts[category], name, category))
    _, name, category = min(found)
    return name, category
