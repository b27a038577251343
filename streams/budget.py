"""How many failures a stage may have before something is wrong with the hub, not with the forms."""

from collections import deque
from collections.abc import Sequence

_WINDOW = 200


class Budget:
    """Counts a stage's last records: ``run`` failures one after the other, or a ``share`` of 200.

    What a rule refuses is no failure: a partner may send as much bad input as it likes.
    """

    def __init__(self, run: int, share: float) -> None:
        self._run = run
        self._share = share
        self._last: deque[bool] = deque(maxlen=_WINDOW)
        self._in_a_row = 0

    def note(self, failed: Sequence[bool]) -> str | None:
        """Count records, in their order; say what is too much, if it is."""
        if not any(failed):
            self._last.extend(failed)
            self._in_a_row = 0 if failed else self._in_a_row
            return None
        return next(filter(None, [self._one(failed=each) for each in failed]), None)

    def _one(self, *, failed: bool) -> str | None:
        self._last.append(failed)
        self._in_a_row = self._in_a_row + 1 if failed else 0
        if self._in_a_row >= self._run:
            return f"{self._in_a_row} records in a row failed"
        failures = sum(self._last) if failed else 0
        if len(self._last) == _WINDOW and failures > self._share * _WINDOW:
            return f"{failures} of the last {_WINDOW} records failed"
        return None
