"""The Faust app of the hub: its agents, its timers, its worker; the consumer beneath is our own.

Faust's own consumer and producer stay off. Each agent reads a channel in memory; what comes on it
are waves of records that the hub's consumer has fetched (docs/why.md, "Why Faust is fenced in").
"""

import gc
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import faust
from faust.types import ChannelT
from mode import Service

from streams.clients import Options
from streams.consuming import Change, Group
from streams.deciding import Path
from streams.delivery import Delivery
from streams.health import Condition
from streams.inbox import Inbox
from streams.reading import Reader
from streams.tools import Tools
from streams.turns import Turns
from streams.vitals import Vitals
from streams.watchdog import Watchdog

TESTED_FAUST = "0.15.3"

# So many new objects until Python looks for cycles among them: records come by the thousand, have
# none, and are gone in milliseconds. At its own 700 the looking took a sixth of the time.
_OBJECTS = 50_000


class HubApp(faust.App):
    """A Faust app with the hub's consumer: connected before it reads, closed when all is done."""

    class BootStrategy(faust.App.BootStrategy):  # type: ignore[valid-type,misc] # Faust gives it no type
        """Starts agents and timers, and no Kafka client of Faust's own."""

        enable_kafka = False

    tools: Tools
    group: Group
    watchdog: Watchdog
    inboxes: dict[Inbox, ChannelT[Any]]
    turns: Turns
    closing: list[Callable[[], Awaitable[None]]]

    async def on_start(self) -> None:
        """Connect before the first record can come."""
        gc.set_threshold(_OBJECTS, *gc.get_threshold()[1:])
        await self.tools.start()
        await super().on_start()

    async def on_started(self) -> None:
        """Begin to read when every agent is ready; the reading is what stops first, too."""
        await super().on_started()
        self.flow_control.resume()
        for inbox, channel in self.inboxes.items():
            self.add_future(_hand_out(inbox, channel))
        await self.add_runtime_dependency(_Reading(self))

    async def on_shutdown(self) -> None:
        """Disconnect when the last record is done."""
        await super().on_shutdown()
        for close in self.closing:
            await close()
        await self.tools.stop()


class _Reading(Service):
    """The consumer's and the watchdog's time in the life of the app."""

    def __init__(self, app: HubApp) -> None:
        super().__init__()
        self._hub = app

    async def on_start(self) -> None:
        await self._hub.group.start()
        self._hub.watchdog.start()

    async def on_stop(self) -> None:
        self._hub.watchdog.stop()
        await self._hub.group.stop()


def make_app(group: str, tools: Tools) -> HubApp:
    """Make the app of a group, without agents. It has no Table, and must have none (DESIGN 4)."""
    if faust.__version__ != TESTED_FAUST:
        message = f"the hub needs faust-streaming {TESTED_FAUST}"
        raise RuntimeError(message)
    app = HubApp(
        group,
        datadir=tools.settings.data_dir / "faust",
        store="memory://",
        web_enabled=False,
        autodiscover=False,
    )
    app.tools, app.turns, app.inboxes, app.closing = tools, Turns(), {}, []
    return app


def attach(app: HubApp, topics: tuple[str, ...], path: Path) -> None:
    """Make the agent of a stage: one wave at a time, to its end."""
    inbox, channel = Inbox(path.stage, topics), app.channel(maxsize=1)
    app.inboxes[inbox] = channel
    delivery = Delivery(path, inbox, app.tools, app.turns)

    @app.agent(channel, name=path.stage.value)
    async def agent(stream: Any) -> None:  # noqa: ANN401 - Faust types the stream by its values
        await delivery.drive(stream.noack().events())


def join(  # noqa: PLR0913 - each is another part of it
    app: HubApp,
    member: Options,
    options: Options,
    assigned: Change,
    revoked: Change,
    *,
    conditions: Sequence[Condition] = (),
) -> None:
    """Give the app its place in the group, once all agents are attached.

    ``member`` are the properties of its consumer, ``options`` those of any client. ``assigned`` and
    ``revoked`` are told the topics and partitions. ``conditions`` have to hold for it to be ready.
    """
    # Its reader is its own: the stages' one may be busy with a table for long.
    app.group = Group(member, app.inboxes, Reader(options), assigned, revoked)
    vitals = Vitals(app.tools.settings.data_dir, app.conf.id)
    inboxes = list(app.inboxes)
    app.watchdog = Watchdog(app.group, inboxes, app.tools, options, vitals, conditions=conditions)


async def _hand_out(inbox: Inbox, channel: ChannelT[Any]) -> None:
    while True:
        wave = await inbox.next()
        await channel.send(value=wave)
        await wave.finished.wait()
