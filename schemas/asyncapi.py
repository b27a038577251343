"""The AsyncAPI 3.0 document of the hub: every topic, its message, its headers, who keeps it."""

import json
from typing import Any

from schemas.catalogue import Schema
from schemas.examples import examples
from schemas.topic import Topic
from schemas.topics import TOPICS

_DAY_MS = 86_400_000
_BINDING = {"bindingVersion": "0.5.0"}
_HEADERS: dict[str, Any] = {
    "ce_specversion": {"type": "string", "const": "1.0"},
    "ce_id": {
        "type": "string",
        "description": "The same whenever the same thing is said again: an effect happens once.",
    },
    "ce_source": {"type": "string", "description": "The channel, never the submitter."},
    "ce_time": {"type": "string", "format": "date-time"},
    "traceparent": {
        "type": "string",
        "description": "W3C Trace Context.",
        "pattern": "^[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$",
    },
}
_ABOUT = """Community Partnership Information from partner agencies to the police.

Values are Avro in the Confluent wire format: byte 0, four bytes of schema id (big-endian), the \
body. The ids stand in `x-schema-ids`, oldest version first; a registry, where one is set, gives \
its own. Enumerations are Avro strings that list what the hub accepts in `allowed`; expect values \
that you do not know. No key and no header holds personal data."""


def asyncapi_document() -> dict[str, Any]:
    """Describe every topic of the catalogue (DESIGN section 3) as AsyncAPI 3.0.

    The Avro schemas are referred to by their files, which lie beside the document in ``avro/``.
    Operations are the hub's own: it receives what one of its stages reads.
    """
    schemas = {topic.schema.name: topic.schema for topic in TOPICS}
    return {
        "asyncapi": "3.0.0",
        "info": {"title": "CPI hub", "version": "1.0.0", "description": _ABOUT},
        "defaultContentType": "application/avro",
        "channels": {topic.name: _channel(topic) for topic in TOPICS},
        "operations": {name: body for topic in TOPICS for name, body in _operations(topic)},
        "components": {"messages": {name: _message(schemas[name]) for name in schemas}},
    }


def _channel(topic: Topic) -> dict[str, Any]:
    keep = -1 if topic.retention_days is None else topic.retention_days * _DAY_MS
    settings = {"cleanup.policy": [topic.cleanup.value], "retention.ms": keep}
    return {
        "address": topic.name,
        "description": topic.purpose,
        "messages": {topic.schema.name: {"$ref": f"#/components/messages/{topic.schema.name}"}},
        "bindings": {
            "kafka": {"topic": topic.name, "topicConfiguration": settings, **_BINDING},
        },
        "x-key": topic.key,
        "x-writers": list(topic.writers),
        "x-readers": list(topic.readers),
        "x-names-source": topic.names_source,
        "x-both-ways": topic.both_ways,
    }


def _operations(topic: Topic) -> list[tuple[str, dict[str, Any]]]:
    """Say who sends to a topic and who receives from it, as two operations."""
    channel = {"$ref": f"#/channels/{topic.name}"}
    sides = (("send", "Written", topic.writers), ("receive", "Read", topic.readers))
    return [
        (
            f"{action}.{topic.name}",
            {"action": action, "channel": channel, "summary": f"{verb} by {', '.join(who)}."},
        )
        for action, verb, who in sides
    ]


def _message(schema: Schema) -> dict[str, Any]:
    kind = {"ce_type": {"type": "string", "const": schema.event_type}}
    return {
        "name": schema.event_type,
        "title": schema.model.__name__,
        "summary": (schema.model.__doc__ or "").partition("\n")[0],
        "contentType": "application/avro",
        "headers": {
            "type": "object",
            "required": ["ce_specversion", "ce_id", "ce_type", "ce_source", "ce_time"],
            "properties": {**kind, **_HEADERS},
        },
        "payload": {
            "schemaFormat": "application/vnd.apache.avro+json;version=1.9.0",
            "schema": {"$ref": f"./avro/{schema.filename(schema.version)}"},
        },
        "bindings": {
            "kafka": {
                "key": {"type": "string"},
                "schemaIdLocation": "payload",
                "schemaIdPayloadEncoding": "confluent",
                **_BINDING,
            },
        },
        "examples": [
            {"name": example.name, "payload": json.loads(example.text)}
            for example in examples(schema)
        ],
        "x-schema-ids": list(schema.ids),
    }
