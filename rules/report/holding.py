"""What a public table holds back by itself: counts under five, and as many more as hide them.

A cell under ``THRESHOLD`` is held back, nought too: that nobody of a kind wrote tells as much of
who did as that three of them did. Held back cells are never fewer than two, and their sum, which
anybody can work out, is at least the threshold: so each of them may be anything from nought to it.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

THRESHOLD = 5
"""No count under this is published, and none can be worked out to be under it."""

_FEWEST = 2


@dataclass(frozen=True)
class Dimension:
    """The counts of one way to divide the forms, and which are held back, in groups.

    The sum of a group is known to whoever reads the table; what its members are is not.
    """

    counts: Mapping[str, int]
    groups: tuple[frozenset[str], ...] = ()

    @property
    def held(self) -> frozenset[str]:
        """Every category that is held back."""
        return frozenset().union(*self.groups)

    @property
    def blocks(self) -> tuple[frozenset[str], ...]:
        """Every category that is published, by itself, then each group."""
        return (*(frozenset({name}) for name in self.counts if name not in self.held), *self.groups)


def hold_back(
    counts: Mapping[str, int], also: Collection[str] = (), fewest: int = _FEWEST
) -> frozenset[str]:
    """Choose what to hold back of counts whose sum is known; ``also`` is held back whatever it is.

    To what is under the threshold come the smallest others, until the group hides its members.
    """
    held = {name for name, count in counts.items() if count < THRESHOLD or name in also}
    others = sorted(counts.keys() - held, key=lambda name: (counts[name], name), reverse=True)
    while held and others:
        if len(held) >= fewest and sum(counts[name] for name in held) >= THRESHOLD:
            break
        held.add(others.pop())
    return frozenset(held)


def divided(counts: Mapping[str, int], also: Collection[str] = ()) -> Dimension:
    """Protect counts that stand alone, but for their sum."""
    held = hold_back(counts, also)
    return Dimension(counts, (held,) if held else ())


def linked(
    first: Mapping[str, int],
    second: Mapping[str, int],
    parts: tuple[Collection[str], Collection[str]],
    also: tuple[Collection[str], Collection[str]],
) -> tuple[Dimension, Dimension]:
    """Protect two divisions of the same forms which have a part in common.

    ``parts`` are the categories that make up that part in each (forms without a log: no further
    action and not assessed among the outcomes, no log among the districts). Whoever sees one of
    both sees the other. So either both are published as a sum, and what is in them and what is
    beside them is protected apart; or all of it is held back in both, with two more beside it.
    """
    pairs = ((first, parts[0], also[0]), (second, parts[1], also[1]))
    inside = [sum(counts[name] for name in part) for counts, part, _ in pairs]
    outside = [
        sum(counts.values()) - within for (counts, _, _), within in zip(pairs, inside, strict=True)
    ]
    forced = any(len(part) == 1 and set(part) & set(more) for _, part, more in pairs)
    if min(*inside, *outside) >= THRESHOLD and not forced:
        made = [_apart(*each) for each in pairs]
    else:
        made = [_together(*each) for each in pairs]
    return made[0], made[1]


def _apart(counts: Mapping[str, int], part: Collection[str], also: Collection[str]) -> Dimension:
    sides = (
        {name: counts[name] for name in part},
        {name: count for name, count in counts.items() if name not in part},
    )
    groups = (hold_back(side, set(also) & side.keys()) if len(side) > 1 else () for side in sides)
    return Dimension(counts, tuple(frozenset(group) for group in groups if group))


def _together(counts: Mapping[str, int], part: Collection[str], also: Collection[str]) -> Dimension:
    return Dimension(counts, (hold_back(counts, {*part, *also}, len(part) + 2),))
