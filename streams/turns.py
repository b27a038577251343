"""Whose turn it is: what is urgent goes before what is not, over all stages of a worker."""

import asyncio
from heapq import heappop, heappush
from itertools import count


class Turns:
    """Lets one waiting task on at a time, the lowest rank first."""

    def __init__(self) -> None:
        self._waiting: list[tuple[int, int, asyncio.Future[None]]] = []
        self._numbers = count()

    async def wait(self, rank: int) -> None:
        """Wait for a turn; it lasts until the task awaits something."""
        loop = asyncio.get_running_loop()
        turn: asyncio.Future[None] = loop.create_future()
        if not self._waiting:
            loop.call_soon(self._next)
        heappush(self._waiting, (rank, next(self._numbers), turn))
        await turn

    def _next(self) -> None:
        _, _, turn = heappop(self._waiting)
        if not turn.done():
            turn.set_result(None)
        if self._waiting:
            asyncio.get_running_loop().call_soon(self._next)
