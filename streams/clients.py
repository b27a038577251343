"""How the hub speaks to Kafka: every client is made here, with the address and the security set."""

import logging
from collections.abc import Mapping
from typing import Any

from confluent_kafka import Consumer, Producer
from confluent_kafka.admin import AdminClient

from streams.settings import Settings

Options = Mapping[str, Any]
"""librdkafka properties that every client has."""

MAX_RECORD_BYTES = 8 * 1024 * 1024
"""The largest request that the hub's clients send or fetch."""

_LOG = logging.getLogger("kafka")
# A connection that says nothing for so long is given up: a half-open one never says so itself.
_SILENCE_MS = 10_000
# A partition that was added, or a leader that moved without an error, is noticed after so long.
_METADATA_MS = 10_000


def client_options(settings: Settings, bootstrap_servers: str) -> dict[str, Any]:
    """The properties of any client."""
    protocol = settings.kafka_security_protocol
    options: dict[str, Any] = {
        "bootstrap.servers": bootstrap_servers,
        "client.id": "cpi-hub",
        "security.protocol": protocol.lower(),
        "socket.keepalive.enable": True,
        "socket.timeout.ms": _SILENCE_MS,
        "reconnect.backoff.max.ms": 2_000,
        "topic.metadata.refresh.interval.ms": _METADATA_MS,
        "allow.auto.create.topics": False,
    }
    if protocol.endswith("SSL"):
        options |= _certificates(settings)
    if protocol.startswith("SASL"):
        password = settings.kafka_sasl_password
        options |= {
            "sasl.mechanism": settings.kafka_sasl_mechanism,
            "sasl.username": settings.kafka_sasl_username or "",
            "sasl.password": password.get_secret_value() if password else "",
        }
    return options


def producer(options: Options, transactional_id: str | None = None) -> Producer:
    """A producer that writes in order, once, to all replicas, and tries again for 20 seconds."""
    return Producer(
        {
            **({"transactional.id": transactional_id} if transactional_id else {}),
            **options,
            "enable.idempotence": True,
            "acks": "all",
            "linger.ms": 1,
            "request.timeout.ms": _SILENCE_MS,
            "delivery.timeout.ms": 20_000,
            "message.max.bytes": MAX_RECORD_BYTES,
            # The broker judges a batch by the limit of a record: none is larger than a form.
            "batch.size": 250_000,
        },
        logger=_LOG,
    )


def consumer(options: Options, **more: object) -> Consumer:
    """A consumer that reads what is committed, and itself commits nothing unasked."""
    return Consumer(
        {
            "group.id": "cpi-reader",  # the client wants one; nothing joins it, nothing is written
            "enable.auto.commit": False,
            "enable.auto.offset.store": False,
            "auto.offset.reset": "earliest",
            "isolation.level": "read_committed",
            "enable.partition.eof": False,
            "fetch.wait.max.ms": 100,
            # How long a partition rests that was fetched far enough ahead: a second, unless told.
            "fetch.queue.backoff.ms": 5,
            # Of one partition at a time; a larger record still comes, alone.
            "fetch.message.max.bytes": 512 * 1024,
            "fetch.max.bytes": MAX_RECORD_BYTES,
            "message.max.bytes": MAX_RECORD_BYTES,
            **options,
            **{name.replace("_", "."): value for name, value in more.items()},
        },
        logger=_LOG,
    )


def admin(options: Options) -> AdminClient:
    """A client for topics, groups and offsets."""
    return AdminClient(dict(options), logger=_LOG)


def _certificates(settings: Settings) -> dict[str, str]:
    files = {
        "ssl.ca.location": settings.kafka_ssl_ca_file,
        "ssl.certificate.location": settings.kafka_ssl_cert_file,
        "ssl.key.location": settings.kafka_ssl_key_file,
    }
    return {name: str(path) for name, path in files.items() if path}
