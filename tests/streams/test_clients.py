"""Every client of the hub speaks to Kafka in the one way that the settings say."""

from typing import Any

import pytest
from faust.auth import SASLCredentials
from pydantic import SecretStr

from streams.app import make_app
from streams.clients import client_options
from streams.settings import Settings

SASL: dict[str, Any] = {
    "kafka_security_protocol": "SASL_SSL",
    "kafka_sasl_mechanism": "SCRAM-SHA-256",
    "kafka_sasl_username": "hub",
    "kafka_sasl_password": SecretStr("not for a log"),
}


def test_a_plain_cluster_needs_an_address_only() -> None:
    """Nothing of SASL or TLS is passed on."""
    options = client_options(Settings(), "127.0.0.1:9092")
    assert options["bootstrap_servers"] == "127.0.0.1:9092"
    assert options["security_protocol"] == "PLAINTEXT"
    assert options["ssl_context"] is None
    assert "sasl_mechanism" not in options


def test_sasl_and_tls_are_passed_on() -> None:
    """User, password, mechanism and a context that checks certificates."""
    options: dict[str, Any] = dict(client_options(Settings(**SASL), "broker.example:9093"))
    assert options["sasl_mechanism"] == "SCRAM-SHA-256"
    assert (options["sasl_plain_username"], options["sasl_plain_password"]) == (
        "hub",
        "not for a log",
    )
    assert options["ssl_context"].check_hostname


def test_faust_gets_the_same_security() -> None:
    """The worker's consumer signs in as the hub's own clients do."""
    app = make_app(Settings(**SASL), "broker.example:9093", tools=None)  # type: ignore[arg-type] # nothing is sent
    credentials = app.conf.broker_credentials
    assert isinstance(credentials, SASLCredentials)
    assert credentials.username == "hub"
    assert credentials.ssl_context is not None


def test_a_password_is_never_printed() -> None:
    """Not by the settings, whatever prints them."""
    settings = Settings(**SASL)
    assert "not for a log" not in f"{settings!r} {settings} {settings.model_dump_json()}"


@pytest.mark.parametrize("protocol", ["SSL", "SASL_SSL"])
def test_certificates_are_checked_wherever_tls_is_used(protocol: str) -> None:
    """There is no setting that turns it off."""
    options: dict[str, Any] = dict(
        client_options(Settings(**{**SASL, "kafka_security_protocol": protocol}), "b.example:9093")
    )
    assert options["ssl_context"].verify_mode.name == "CERT_REQUIRED"
