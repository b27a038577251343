"""Every client of the hub speaks to Kafka in the one way that the settings say."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from confluent_kafka import KafkaException
from pydantic import SecretStr

from streams import clients
from streams.clients import Options, client_options
from streams.settings import Settings

SASL: dict[str, Any] = {
    "kafka_security_protocol": "SASL_SSL",
    "kafka_sasl_mechanism": "SCRAM-SHA-256",
    "kafka_sasl_username": "hub",
    "kafka_sasl_password": SecretStr("not for a log"),
}
NOWHERE = "127.0.0.1:9"

Kind = Callable[[Options], Any]
KINDS: list[Kind] = [clients.producer, clients.consumer, clients.admin]


def test_a_plain_cluster_needs_an_address_only() -> None:
    """Nothing of SASL or TLS is passed on."""
    options = client_options(Settings(), NOWHERE)
    assert options["bootstrap.servers"] == NOWHERE
    assert options["security.protocol"] == "plaintext"
    assert not [name for name in options if name.startswith(("ssl.", "sasl."))]


def test_sasl_is_passed_on() -> None:
    """User, password and mechanism."""
    options = client_options(Settings(**SASL), NOWHERE)
    assert options["security.protocol"] == "sasl_ssl"
    assert options["sasl.mechanism"] == "SCRAM-SHA-256"
    assert (options["sasl.username"], options["sasl.password"]) == ("hub", "not for a log")


def test_certificates_are_passed_on() -> None:
    """Each file that is named, and no other."""
    files: dict[str, Any] = {
        "kafka_ssl_ca_file": Path("ca.pem"),
        "kafka_ssl_key_file": Path("key.pem"),
    }
    options = client_options(Settings(**SASL, **files), NOWHERE)
    named = {name: value for name, value in options.items() if name.startswith("ssl.")}
    assert named == {"ssl.ca.location": "ca.pem", "ssl.key.location": "key.pem"}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("settings", [{}, SASL], ids=["plain", "sasl"])
def test_each_client_knows_every_property(
    kind: Kind, settings: dict[str, Any], caplog: pytest.LogCaptureFixture
) -> None:
    """None is refused, and none is complained of."""
    kind(client_options(Settings(**settings), NOWHERE)).poll(0)  # it hands on its log with it
    assert not [line for line in caplog.messages if "CONFWARN" in line]


def test_a_certificate_that_cannot_be_read_is_an_error_at_once(tmp_path: Path) -> None:
    """Not one connection after another that fails."""
    settings = Settings(**SASL, kafka_ssl_ca_file=tmp_path / "none.pem")
    with pytest.raises(KafkaException):
        clients.consumer(client_options(settings, NOWHERE))


def test_a_password_is_never_printed() -> None:
    """Not by the settings, whatever prints them."""
    settings = Settings(**SASL)
    assert "not for a log" not in f"{settings!r} {settings} {settings.model_dump_json()}"


@pytest.mark.parametrize("protocol", ["SSL", "SASL_SSL"])
def test_certificates_are_checked_wherever_tls_is_used(protocol: str) -> None:
    """There is no setting that turns it off: librdkafka checks unless told otherwise."""
    settings = Settings(**{**SASL, "kafka_security_protocol": protocol})
    options = client_options(settings, NOWHERE)
    assert "enable.ssl.certificate.verification" not in options
    assert "ssl.endpoint.identification.algorithm" not in options
