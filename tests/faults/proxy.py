"""A small TCP proxy between worker and broker, with which a test breaks the network."""

import asyncio
import threading
from asyncio import StreamReader, StreamWriter
from contextlib import suppress
from enum import Enum
from typing import Self

HOST = "127.0.0.1"
_CHUNK = 65536


class Mode(Enum):
    """What the network does."""

    OPEN = "open"
    BLACK_HOLE = "black hole"
    """Accepts, forwards nothing, closes nothing: what was open stays half-open for ever."""
    REFUSE = "refuse"
    """Resets what is open and whatever is opened."""


class Proxy:
    """Forwards a port to another; a context manager. Runs in a thread of its own."""

    def __init__(self, listen: int, target: int) -> None:
        self.port = listen
        self._target = target
        self._mode = Mode.OPEN
        self._delay = 0.0
        self._open: dict[StreamWriter, bool] = {}
        self._loop = asyncio.new_event_loop()
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._tasks: set[asyncio.Task[None]] = set()

    def __enter__(self) -> Self:
        self._thread.start()
        assert self._ready.wait(10), f"the proxy cannot listen on {self.port}"
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)

    def set(self, mode: Mode = Mode.OPEN, delay: float = 0.0) -> None:
        """Let the network be so from now on; ``delay`` is seconds each way."""
        self._call(self._change, mode, delay)

    def drop(self) -> None:
        """Reset every connection that is open; new ones pass."""
        self._call(self._reset)

    @property
    def connections(self) -> int:
        """How many connections of clients are open."""
        return len(self._open) // 2

    def _call(self, function: object, *arguments: object) -> None:
        done = threading.Event()

        def run() -> None:
            function(*arguments)  # type: ignore[operator]  # only methods of this class
            done.set()

        self._loop.call_soon_threadsafe(run)
        assert done.wait(10), "the proxy hangs"

    def _change(self, mode: Mode, delay: float) -> None:
        self._mode, self._delay = mode, delay
        if mode is Mode.BLACK_HOLE:
            self._open = dict.fromkeys(self._open, False)
        if mode is Mode.REFUSE:
            self._reset()

    def _reset(self) -> None:
        for writer in list(self._open):
            writer.transport.abort()
        self._open.clear()

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        server = self._loop.run_until_complete(asyncio.start_server(self._accept, HOST, self.port))
        self._ready.set()
        self._loop.run_forever()
        server.close()
        self._reset()
        for task in asyncio.all_tasks(self._loop):
            task.cancel()
        self._loop.run_until_complete(asyncio.sleep(0))
        self._loop.close()

    async def _accept(self, reader: StreamReader, writer: StreamWriter) -> None:
        if self._mode is Mode.REFUSE:
            writer.transport.abort()
            return
        try:
            far_reader, far_writer = await asyncio.open_connection(HOST, self._target)
        except OSError:
            writer.transport.abort()
            return
        alive = self._mode is Mode.OPEN
        self._open |= {writer: alive, far_writer: alive}
        for source, sink in ((reader, far_writer), (far_reader, writer)):
            task = self._loop.create_task(self._forward(source, sink))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _forward(self, source: StreamReader, sink: StreamWriter) -> None:
        """Pump one way; each piece is late by the delay, and later ones need not wait for it."""
        queue: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue(256)
        pump = self._loop.create_task(self._deliver(queue, sink))
        with suppress(OSError):
            while piece := await source.read(_CHUNK):
                await queue.put((self._loop.time() + self._delay, piece))
        await queue.put((0.0, b""))
        await pump

    async def _deliver(
        self, queue: "asyncio.Queue[tuple[float, bytes]]", sink: StreamWriter
    ) -> None:
        while True:
            due, piece = await queue.get()
            await asyncio.sleep(max(due - self._loop.time(), 0))
            if not self._open.get(sink, True):
                continue  # a connection that was once in a black hole never comes out of it
            if not piece:
                self._open.pop(sink, None)
                sink.close()
                return
            with suppress(OSError):
                sink.write(piece)
                await sink.drain()
