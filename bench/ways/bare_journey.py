"""All the rules of the journey in one bare loop: no topic between the stages, nothing sealed."""

from functools import partial
from typing import Any

from confluent_kafka import Producer

from agents.vocabulary import load_vocabulary
from bench.cost import case_of
from bench.steps import form_of
from bench.ways import job
from bench.ways.bare import failed, loop
from rules.vocabulary import Vocabulary
from schemas.codec import encode
from schemas.topics import CONTROL_ROOM, CRIME, MASH, SECTOR
from streams import clock
from streams.envelope import Context, headers

_SCHEMAS = {topic.schema.model: topic.schema for topic in (MASH, SECTOR, CONTROL_ROOM, CRIME)}


def _produce(target: str, words: Vocabulary, producer: Producer, batch: list[Any]) -> None:
    for record in batch:
        case = case_of(form_of(record.value()), words)
        now, reference = clock.now(), case.log.reference
        for message in case.sent:
            schema = _SCHEMAS[type(message)]
            made = headers(schema, message, reference, Context(), now)
            value = encode(schema, message)
            producer.produce(target, value, reference, headers=dict(made), on_delivery=failed)


if __name__ == "__main__":
    work = job("bare_journey")
    loop(work, partial(_produce, work.target, load_vocabulary(None)))
