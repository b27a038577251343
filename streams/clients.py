"""How the hub speaks to Kafka: address and security, the same for every client of its own."""

import ssl
from collections.abc import Mapping

import aiokafka

from streams.settings import Settings

MAX_RECORD_BYTES = 8 * 1024 * 1024
"""The largest request that the hub's clients send or fetch."""


def client_options(settings: Settings, bootstrap_servers: str) -> dict[str, object]:
    """The keyword arguments of any aiokafka client."""
    options: dict[str, object] = {
        "bootstrap_servers": bootstrap_servers,
        "security_protocol": settings.kafka_security_protocol,
        "ssl_context": ssl_context(settings),
    }
    if settings.kafka_security_protocol.startswith("SASL"):
        options |= sasl_options(settings)
    return options


def ssl_context(settings: Settings) -> ssl.SSLContext | None:
    """The TLS context, where the protocol asks for TLS."""
    if not settings.kafka_security_protocol.endswith("SSL"):
        return None
    cafile = str(settings.kafka_ssl_ca_file) if settings.kafka_ssl_ca_file else None
    context = ssl.create_default_context(cafile=cafile)
    if settings.kafka_ssl_cert_file:
        context.load_cert_chain(settings.kafka_ssl_cert_file, settings.kafka_ssl_key_file)
    return context


def producer(options: Mapping[str, object]) -> aiokafka.AIOKafkaProducer:
    """A producer that writes in order, to all replicas, and tries again: a record may come twice.

    Not idempotent: a record that the broker refuses leaves a hole in aiokafka's sequence numbers,
    and every later record of that partition fails. Order needs no idempotence: aiokafka has one
    batch of a partition under way at a time. Repeats have the same ``ce_id``.
    """
    return aiokafka.AIOKafkaProducer(
        **options,
        acks="all",
        request_timeout_ms=30_000,
        max_request_size=MAX_RECORD_BYTES,
    )


def consumer(options: Mapping[str, object]) -> aiokafka.AIOKafkaConsumer:
    """A consumer without a group: it joins nothing and commits nothing."""
    return aiokafka.AIOKafkaConsumer(
        **options,
        enable_auto_commit=False,
        auto_offset_reset="earliest",
        isolation_level="read_committed",
        # A fetch that waits holds up every other request of the connection.
        fetch_max_wait_ms=20,
        max_partition_fetch_bytes=MAX_RECORD_BYTES,
        fetch_max_bytes=MAX_RECORD_BYTES,
    )


def sasl_options(settings: Settings) -> dict[str, str | None]:
    """The SASL options of an aiokafka client."""
    password = settings.kafka_sasl_password
    return {
        "sasl_mechanism": settings.kafka_sasl_mechanism,
        "sasl_plain_username": settings.kafka_sasl_username,
        "sasl_plain_password": password.get_secret_value() if password else None,
    }
