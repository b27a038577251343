"""The one place that reads settings: ``CPI_…`` variables and ``.env``, checked at start."""

import os
from datetime import timedelta
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Literal

from dotenv import dotenv_values
from pydantic import AfterValidator, BeforeValidator, Field, HttpUrl, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from streams.errors import HubError

PREFIX = "CPI_"


class SettingsError(HubError):
    """A setting that is unknown or cannot be used; the text is one line."""


class AssessmentMode(StrEnum):
    """Who decides: a person, or (for a site that wants it) the proposal itself."""

    MANUAL = "manual"
    AUTOMATIC = "automatic"


def _positive(value: timedelta) -> timedelta:
    if value <= timedelta(0):
        message = "should be longer than nothing"
        raise ValueError(message)
    return value


def _seconds(value: object) -> object:
    """Read a bare number as seconds; pydantic reads a string of one as a malformed duration."""
    try:
        return timedelta(seconds=float(value)) if isinstance(value, str) else value
    except (ValueError, OverflowError):
        return value


_LISTEN = "should be HOST:PORT, as 127.0.0.1:9464"
_HIGHEST_PORT = 65_535


def address_of(given: str) -> tuple[str, int]:
    """Read where to listen: ``HOST:PORT``, ``[::1]:PORT``; without a host, on this machine alone.

    Raises:
        ValueError: it is no such thing.
    """
    host, colon, port = given.rpartition(":")
    if not colon or not port.isdecimal() or int(port) > _HIGHEST_PORT:
        raise ValueError(_LISTEN)
    return host.strip("[]") or "127.0.0.1", int(port)


def _listening(given: str) -> str:
    address_of(given)
    return given


Address = Annotated[str, AfterValidator(_listening)]
Wait = Annotated[timedelta, BeforeValidator(_seconds), AfterValidator(_positive)]


class Settings(BaseSettings):
    """All settings. A time span is seconds (``300``) or ISO 8601 (``PT5M``)."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_file=".env", extra="ignore", frozen=True, env_ignore_empty=True
    )

    data_dir: Annotated[Path, Field(description="Where the hub keeps what is its own.")] = Path(
        ".cpi"
    )
    key_file: Annotated[
        Path | None, Field(description="The key that wraps data keys; mode 0600.")
    ] = None
    rules_dir: Annotated[
        Path | None, Field(description="Vocabulary files in place of the packaged ones.")
    ] = None

    kafka_bootstrap_servers: Annotated[
        str | None,
        Field(description="An existing cluster; else a running compose's, else the hub's own."),
    ] = None
    kafka_security_protocol: Annotated[
        Literal["PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL"],
        Field(description="How to speak to the cluster."),
    ] = "PLAINTEXT"
    kafka_sasl_mechanism: Annotated[
        Literal["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"], Field(description="SASL mechanism.")
    ] = "SCRAM-SHA-512"
    kafka_sasl_username: Annotated[str | None, Field(description="SASL user.")] = None
    kafka_sasl_password: Annotated[SecretStr | None, Field(description="SASL password.")] = None
    kafka_ssl_ca_file: Annotated[Path | None, Field(description="CA certificates, PEM.")] = None
    kafka_ssl_cert_file: Annotated[Path | None, Field(description="Client certificate.")] = None
    kafka_ssl_key_file: Annotated[Path | None, Field(description="Client key.")] = None
    schema_registry_url: Annotated[
        HttpUrl | None, Field(description="A registry that gives schema ids.")
    ] = None

    partitions: Annotated[int, Field(ge=1, le=1000, description="Partitions of each topic.")] = 4
    replication_factor: Annotated[int, Field(ge=1, le=15, description="Copies of each topic.")] = 1
    min_insync_replicas: Annotated[
        int, Field(ge=1, le=15, description="Copies that must have a record.")
    ] = 1
    group: Annotated[str, Field(min_length=1, description="The consumer group.")] = "cpi-hub"

    assessment: Annotated[
        AssessmentMode, Field(description="manual, or automatic: the proposal is the decision.")
    ] = AssessmentMode.MANUAL
    send_unassessed_after: Annotated[
        Wait, Field(description="A HIGH proposal goes to the control room unassessed.")
    ] = timedelta(minutes=5)
    first_reminder_after: Annotated[Wait, Field(description="First alert.")] = timedelta(minutes=15)
    second_reminder_after: Annotated[Wait, Field(description="Second alert.")] = timedelta(
        minutes=25
    )
    breach_after: Annotated[Wait, Field(description="The limit for an assessment.")] = timedelta(
        minutes=30
    )
    cluster_size: Annotated[
        int, Field(ge=2, le=500, description="So many forms with one entity raise an alert.")
    ] = 5
    index_window: Annotated[
        Wait, Field(description="How far back a form counts as seen before.")
    ] = timedelta(days=365)
    collation_settle: Annotated[
        Wait,
        Field(description="How long a month must be over, or a change to it old, to be counted."),
    ] = timedelta(hours=1)
    clock_interval: Annotated[Wait, Field(description="How often deadlines are looked at.")] = (
        timedelta(seconds=1)
    )
    give_up_after: Annotated[
        Wait, Field(description="How long a stage retries what is transient before it stops.")
    ] = timedelta(seconds=30)
    stall_after: Annotated[
        Wait, Field(description="How long work may stand still before the worker stops itself.")
    ] = timedelta(seconds=45)
    session_timeout: Annotated[
        Wait, Field(description="How long a silent worker keeps its partitions.")
    ] = timedelta(seconds=10)
    instance: Annotated[
        str | None,
        Field(
            pattern=r"^[A-Za-z0-9._-]{1,200}$",
            description="The worker's name in the group; else made from host and data directory.",
        ),
    ] = None
    dead_letter_run: Annotated[
        int, Field(ge=1, description="So many failures in a row stop a stage.")
    ] = 50
    dead_letter_share: Annotated[
        float, Field(gt=0, le=1, description="So large a share of failures in 200 stops a stage.")
    ] = 0.5
    canary: Annotated[
        Wait | None, Field(description="How often `cpi metrics` sends a canary; else never.")
    ] = None
    listen: Annotated[
        Address | None,
        Field(description="Where a worker serves its metrics and its health, HOST:PORT."),
    ] = None
    log_level: Annotated[
        Literal["debug", "info", "warn", "error"], Field(description="What the worker logs.")
    ] = "warn"

    @property
    def key_path(self) -> Path:
        """The key file, in the data directory where none is named."""
        return self.key_file or self.data_dir / "hub.key"


def load_settings() -> Settings:
    """Read and check the settings.

    Raises:
        SettingsError: naming the variable and what is wrong with it, never its value.
    """
    known = {PREFIX + name.upper() for name in Settings.model_fields}
    present = {*os.environ, *dotenv_values(".env")}
    unknown = sorted(name for name in present if name.startswith(PREFIX) and name not in known)
    if unknown:
        message = f"{unknown[0]} is not a setting; `cpi config show` lists them"
        raise SettingsError(message)
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False, include_context=False)[0]
        name = PREFIX + str(first["loc"][0]).upper() if first["loc"] else "settings"
        message = f"{name}: {first['msg']}"
        raise SettingsError(message) from None
