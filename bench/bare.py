"""The bare loop: consume, do all the rules, produce, flush, commit; at least once. No hub in it.

Run as ``python -m bench.bare SERVERS``; ``bench/journey.py`` starts and ends it.
"""

import asyncio
import sys

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, ConsumerRecord

from agents.vocabulary import load_vocabulary
from bench.cost import case_of
from bench.journey import BARE_IN, BARE_OUT
from rules.vocabulary import Vocabulary
from schemas.catalogue import CPI_FORM
from schemas.codec import decode, encode
from schemas.destinations import Dissemination
from schemas.form import CpiForm
from schemas.topics import CONTROL_ROOM, CRIME, MASH, SECTOR

SCHEMA_OF = {topic.schema.model: topic.schema for topic in (MASH, SECTOR, CONTROL_ROOM, CRIME)}


async def run(servers: str) -> None:
    """Work until killed."""
    words = load_vocabulary(None)
    consumer = AIOKafkaConsumer(
        BARE_IN,
        bootstrap_servers=servers,
        group_id="bench-bare",
        enable_auto_commit=False,
        auto_offset_reset="earliest",
    )
    producer = AIOKafkaProducer(bootstrap_servers=servers, acks="all", enable_idempotence=True)
    await consumer.start()
    await producer.start()
    while True:
        batches = await consumer.getmany(timeout_ms=500)
        for record in (each for batch in batches.values() for each in batch):
            await _process(producer, record, words)
        if batches:
            await producer.flush()
            await consumer.commit()


async def _process(producer: AIOKafkaProducer, record: ConsumerRecord, words: Vocabulary) -> None:
    form = decode(CPI_FORM, record.value)
    if isinstance(form, CpiForm):
        case = case_of(form, words)
        for message in case.sent:
            await producer.send(BARE_OUT, _bytes(message), key=case.log.reference.encode())


def _bytes(message: Dissemination) -> bytes:
    return encode(SCHEMA_OF[type(message)], message)


if __name__ == "__main__":
    asyncio.run(run(sys.argv[1]))
