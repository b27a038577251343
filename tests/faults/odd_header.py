"""Writes records whose header name is no UTF-8: python -m tests.faults.odd_header SERVERS TOPIC...

librdkafka refuses to, and so does aiokafka's compiled record builder: the caller sets
`AIOKAFKA_NO_EXTENSIONS=1`. Prints the place of each record as a line of JSON.
"""

import asyncio
import json
import sys
from uuid import uuid4

from aiokafka import AIOKafkaProducer


class OddName(str):
    """A header name that is no UTF-8 on the wire."""

    __slots__ = ()

    def encode(self, *_: object, **__: object) -> bytes:
        """Give bytes that no decoder takes."""
        return b"\xff\xfe"


async def write(servers: str, topics: list[str]) -> None:
    """Write one record to each topic."""
    writer = AIOKafkaProducer(bootstrap_servers=servers)
    await writer.start()
    try:
        for topic in topics:
            placed = await writer.send_and_wait(
                topic, b"\xde\xad", key=str(uuid4()).encode(), headers=[(OddName("x"), b"1")]
            )
            line = json.dumps([placed.topic, placed.partition, placed.offset])
            sys.stdout.write(f"{line}\n")
    finally:
        await writer.stop()


if __name__ == "__main__":
    asyncio.run(write(sys.argv[1], sys.argv[2:]))
