"""``cpi config``: what is set, where from, and whether the hub could work with it."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import typer
from confluent_kafka import KafkaException
from dotenv import dotenv_values
from pydantic import HttpUrl, SecretStr

from agents.vocabulary import load_vocabulary
from console.cli.common import AsJson, DryRun, Status, show_json, show_table
from rules.datafile import VocabularyError
from rules.vocabulary import untrue_examples
from schemas.avro_files import load
from schemas.catalogue import SCHEMAS
from streams import clock
from streams.clients import admin, client_options
from streams.cluster import find_cluster
from streams.errors import HubError
from streams.packages import OURS, strangers
from streams.sealing import load_keyring, make_key_file
from streams.settings import PREFIX, Settings, SettingsError, load_settings
from streams.tracing import exporters

app = typer.Typer(no_args_is_help=True, help="The settings, and what they point to.")

_MASK = "********"
# A client reads its certificates when it is made, before it has spoken to anyone.
_NOWHERE = "127.0.0.1:9"


@dataclass(frozen=True)
class Check:
    """One thing that was looked at; ``detail`` is one line."""

    what: str
    ok: bool
    detail: str


@app.command("check")
def check(*, as_json: AsJson = False) -> int:
    """Check settings, key, vocabulary, certificates, schema files and packages; 1 if one is wrong.

    JSON: {"ok", "checks": [{"what", "ok", "detail"}]}.
    """
    checks = _checks()
    ok = all(each.ok for each in checks)
    if as_json:
        show_json({"ok": ok, "checks": [vars(each) for each in checks]})
    else:
        for each in checks:
            typer.echo(f"{'ok' if each.ok else 'WRONG':5}  {each.what}: {each.detail}")
    return Status.DONE if ok else Status.WRONG


@app.command("make-key")
def make_key(*, dry_run: DryRun = False, as_json: AsJson = False) -> None:
    """Make the key at CPI_KEY_FILE where there is none; one that is there stays as it is.

    JSON: {"dry_run", "path", "made": true|false}; made says what would be done in a dry run.
    """
    path = load_settings().key_path
    made = not path.exists() if dry_run else make_key_file(path)
    if not made:
        load_keyring(path)
    if as_json:
        show_json({"dry_run": dry_run, "path": str(path), "made": made})
        return
    verb = "would make" if dry_run else "made"
    typer.echo(f"{verb} a key in {path}" if made else f"{path} is there and stays as it is")


@app.command("show")
def show(*, as_json: AsJson = False) -> None:
    """Show every setting, where it comes from, what it is for; and which Kafka is found by them.

    Secrets are masked. JSON: {"settings": [{"name", "value", "from": "environment"|".env"|
    "default", "description"}], "kafka": {"servers", "from"}}; null: not set, or none runs.
    """
    settings = load_settings()
    kafka = find_cluster(settings)
    rows = [_setting(settings, name) for name in Settings.model_fields]
    if as_json:
        found = kafka and {"servers": kafka.bootstrap_servers, "from": kafka.origin}
        show_json({"settings": rows, "kafka": found})
        return
    show_table(
        ("setting", "value", "from", "what for"),
        [(r["name"], r["value"] or "-", r["from"], r["description"]) for r in rows],
    )
    at = f"{kafka.bootstrap_servers}, from: {kafka.origin}" if kafka else "none runs"
    typer.echo(f"Kafka: {at}")


def _checks() -> list[Check]:
    try:
        settings = load_settings()
    except SettingsError as error:
        return [Check("settings", ok=False, detail=str(error))]
    return [
        Check("settings", ok=True, detail=f"{len(Settings.model_fields)} read"),
        _tried("key file", lambda: _key(settings)),
        _tried("vocabulary", lambda: _vocabulary(settings)),
        _tried("certificates", lambda: _certificates(settings)),
        _tried("schema files", _schemas),
        _tried("packages", _packages),
        _tried("traces", _traces),
    ]


def _tried(what: str, work: Callable[[], str]) -> Check:
    try:
        return Check(what, ok=True, detail=work())
    except (HubError, VocabularyError) as error:
        return Check(what, ok=False, detail=str(error))
    except (OSError, ValueError) as error:
        detail = f"cannot be read ({error.strerror if isinstance(error, OSError) else error})"
        return Check(what, ok=False, detail=" ".join(detail.split()))


def _key(settings: Settings) -> str:
    path = settings.key_path
    if settings.key_file is None and not path.exists():
        return f"none yet; `cpi up` makes one at {path}"
    return f"{path} holds key {load_keyring(path).key_id}, mode 0600"


def _vocabulary(settings: Settings) -> str:
    untrue = untrue_examples(load_vocabulary(settings.rules_dir), clock.now())
    if untrue:
        raise VocabularyError(untrue[0])
    return f"from {settings.rules_dir or 'the package'}, its examples are true"


def _certificates(settings: Settings) -> str:
    for name in ("kafka_ssl_ca_file", "kafka_ssl_cert_file", "kafka_ssl_key_file"):
        path = getattr(settings, name)
        if path is not None and not path.is_file():
            message = f"{PREFIX}{name.upper()}: there is no file {path}"
            raise HubError(message)
    try:
        admin(client_options(settings, _NOWHERE))
    except KafkaException as error:
        message = f"the client cannot use them: {error.args[0].str().partition('client: ')[2]}"
        raise HubError(message) from None
    return f"as {settings.kafka_security_protocol} needs them"


def _schemas() -> str:
    files = [schema.filename(n) for schema in SCHEMAS for n in range(1, schema.version + 1)]
    for name in files:
        load(name)
    return f"{len(files)} read"


def _packages() -> str:
    for line in strangers():
        raise HubError(line)
    return f"{', '.join(OURS)} are the hub's alone"


def _traces() -> str:
    found = sorted(exporters(os.environ))
    return f"exported by {', '.join(found)}" if found else "off: no OTEL_ variable asks for them"


def _setting(settings: Settings, field: str) -> dict[str, Any]:
    name = PREFIX + field.upper()
    return {
        "name": name,
        "value": _shown(getattr(settings, field)),
        "from": _origin(name),
        "description": Settings.model_fields[field].description,
    }


def _origin(name: str) -> str:
    # An empty variable counts as not set, as it does for the settings themselves.
    if any(key.upper() == name and value for key, value in os.environ.items()):
        return "environment"
    from_file = any(key.upper() == name and value for key, value in dotenv_values(".env").items())
    return ".env" if from_file else "default"


def _shown(value: object) -> str | None:
    if value is None:
        return None
    if isinstance(value, SecretStr):
        return _MASK
    if isinstance(value, HttpUrl) and value.password:
        return str(value).replace(f":{value.password}@", f":{_MASK}@")
    return str(value)
