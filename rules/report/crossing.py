"""Which cells of a crossed table to hold back so that none that is small can be worked out.

The sums of its rows and columns are known. What else a cell may be is then a matter of flow: to
raise one, another of its row has to fall, so that another of that one's column has to rise, and so
on round to the column of the first; each step over a cell that is held back, and none may fall
below nought. So the greatest flow from a cell's row to its column says exactly how far it can rise,
the greatest one back how far it can fall. Where that is not far enough, the cheapest way is looked
for over cells that are published, and these are held back too.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from heapq import heappop, heappush
from itertools import pairwise

from rules.report.holding import THRESHOLD

Place = tuple[int, int]
"""A row and a column."""

_Node = tuple[int, int]  # 0 and a row, 1 and a column
_ROW, _COLUMN = 0, 1


class ExposedError(Exception):
    """A cell that the sums of its row and column give away, whatever else is held back."""

    def __init__(self, place: Place) -> None:
        super().__init__(place)
        self.place = place


@dataclass
class Crossing:
    """A table with known sums; ``held`` are the cells that are not published, and it grows."""

    values: Sequence[Sequence[int]]
    held: set[Place]
    single: frozenset[Place] = field(default_factory=frozenset)

    def protect(self) -> None:
        """Hold back as much as the small cells need.

        ``single`` are those cells that are one category each way. Of the others, which are sums of
        some that are themselves held back, it is enough that they may be large: what of such a sum
        falls to which of its parts is not known.

        Raises:
            ExposedError: a small cell cannot be as small as nought, since all others are too few.
        """
        small = [place for place in self._places() if self._value(place) < THRESHOLD]
        self.held.update(small)
        for row, column in small:
            value = self._value((row, column))
            self._route((_ROW, row), (_COLUMN, column), THRESHOLD - value)
            if (row, column) in self.single and value:
                self._route((_COLUMN, column), (_ROW, row), value)

    def _route(self, start: _Node, end: _Node, needed: int) -> None:
        """See that so much can flow, over what is held back as far as that goes."""
        place = _place(start, end)
        moved: dict[Place, int] = {}
        while needed > 0:
            path = self._cheapest(start, end, moved)
            if path is None:
                raise ExposedError(place)
            steps = list(pairwise(path))
            falling = [self._left(step, moved) for step in steps if step[0][0] == _ROW]
            amount = min(needed, *falling)
            for step in steps:
                cell = _place(*step)
                moved[cell] = moved.get(cell, 0) + (-amount if step[0][0] == _ROW else amount)
                self.held.add(cell)
            needed -= amount

    def _cheapest(self, start: _Node, end: _Node, moved: dict[Place, int]) -> list[_Node] | None:
        """Find the way that publishes the most: what is held back already costs nothing."""
        first = (0, 0, start)
        queue, came, done = [first], {start: start}, set[_Node]()
        best = {start: (0, 0)}
        while queue:
            cost, length, node = heappop(queue)
            if node in done:
                continue
            done.add(node)
            if node == end:
                return _walked(came, start, end)
            for following in self._steps(node, _place(start, end), moved):
                cell = _place(node, following)
                further = (cost + (0 if cell in self.held else self._value(cell)), length + 1)
                if following not in best or further < best[following]:
                    best[following], came[following] = further, node
                    heappush(queue, (*further, following))
        return None

    def _steps(self, node: _Node, but: Place, moved: dict[Place, int]) -> Iterator[_Node]:
        """Give where one can go: from a row by a cell that can fall, from a column by any."""
        side = node[0]
        others = len(self.values[0]) if side == _ROW else len(self.values)
        for other in range(others):
            following = (1 - side, other)
            step = (node, following)
            if _place(*step) != but and (side == _COLUMN or self._left(step, moved) > 0):
                yield following

    def _left(self, step: tuple[_Node, _Node], moved: dict[Place, int]) -> int:
        cell = _place(*step)
        return self._value(cell) + moved.get(cell, 0)

    def _value(self, place: Place) -> int:
        return self.values[place[0]][place[1]]

    def _places(self) -> Iterator[Place]:
        for row, values in enumerate(self.values):
            for column in range(len(values)):
                yield row, column


def _place(one: _Node, other: _Node) -> Place:
    return (one[1], other[1]) if one[0] == _ROW else (other[1], one[1])


def _walked(came: dict[_Node, _Node], start: _Node, end: _Node) -> list[_Node]:
    path = [end]
    while path[-1] != start:
        path.append(came[path[-1]])
    return path[::-1]
