"""How many failures a stage may have before something is wrong with the hub, not with the forms."""

from collections import deque

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

    def note(self, *, failed: bool) -> str | None:
        """Count one record; say what is too much, if it is."""
        self._last.append(failed)
        self._in_a_row = self._in_a_row + 1 if failed else 0
        if self._in_a_row >= self._run:
            return f"{self._in_a_row} records in a row failed"
        failures = sum(self._last) if failed else 0
        if len(self._last) == _WINDOW and failures > self._share * _WINDOW:
            return f"{failures} of the last {_WINDOW} records failed"
        return None
