"""What a stage may use beside the record: sender, reader, key, lines, counts, traces."""

import asyncio
from dataclasses import dataclass, field

from schemas.ids import SchemaIds
from streams.member import HEARTBEATS
from streams.metrics import Meter
from streams.parking import Parking
from streams.pulse import Pulse
from streams.reading import Reader
from streams.sealing import Keyring
from streams.sending import Sender
from streams.settings import Settings
from streams.tracing import Tracer


@dataclass(frozen=True)
class Tools:
    """Made once, when the worker starts; ``tracer`` is null where no traces are kept."""

    settings: Settings
    keyring: Keyring
    ids: SchemaIds
    sender: Sender
    reader: Reader
    tracer: Tracer | None = None
    pulse: Pulse = field(init=False)
    parking: Parking = field(init=False)
    meter: Meter = field(init=False, default_factory=Meter)

    def __post_init__(self) -> None:
        # Its last heartbeat may have been that long before a process stood still.
        session = self.settings.session_timeout.total_seconds()
        pulse = Pulse(session - session / HEARTBEATS)
        object.__setattr__(self, "pulse", pulse)
        object.__setattr__(self, "parking", Parking(self.reader, self.ids, self.keyring))

    async def start(self) -> None:
        """Connect."""
        await self.sender.start()

    async def stop(self) -> None:
        """Wait for what is under way, then disconnect."""
        await self.sender.stop()
        await self.reader.stop()
        if self.tracer is not None:
            await asyncio.to_thread(self.tracer.stop)
