"""What a stage may use beside the record: the sender, the reader, the key, the lines."""

from dataclasses import dataclass

from schemas.ids import SchemaIds
from streams.parking import Parking
from streams.pulse import Pulse
from streams.reading import Reader
from streams.sealing import Keyring
from streams.sending import Sender
from streams.settings import Settings


@dataclass(frozen=True)
class Tools:
    """Made once, when the worker starts."""

    settings: Settings
    keyring: Keyring
    ids: SchemaIds
    sender: Sender
    reader: Reader
    pulse: Pulse
    parking: Parking

    async def start(self) -> None:
        """Connect."""
        await self.sender.start()

    async def stop(self) -> None:
        """Wait for what is under way, then disconnect."""
        await self.sender.stop()
        await self.reader.stop()
