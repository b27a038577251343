"""With a schema registry set, ids come from it; a registry that fails is one clear line."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from schemas.catalogue import CPI_FORM, SCHEMAS
from schemas.codec import decode, encode
from schemas.ids import CATALOGUE_IDS
from schemas.rejection import Rejection
from streams.registry import RegistryError, schema_ids
from streams.settings import Settings
from tests.forms import form


class Registry(BaseHTTPRequestHandler):
    """Speaks the part of the Confluent API that registers schemas."""

    known: dict[str, int] = {}  # noqa: RUF012 - one registry a test, emptied by its fixture
    rules: dict[str, str] = {}  # noqa: RUF012 - as above
    refuses = False

    def do_POST(self) -> None:
        """Register a schema under a subject, or answer with the id that it has."""
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        key = f"{self.path} {body['schema']}"
        number = self.known.setdefault(key, 7000 + len(self.known))
        answer = json.dumps({"id": number}).encode()
        self.send_response(409 if self.refuses else 200)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def do_PUT(self) -> None:
        """Take a subject's compatibility."""
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.rules[self.path.rpartition("/")[2]] = body["compatibility"]
        self.send_response(200)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"{}")

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def settings() -> Iterator[Settings]:
    """Settings that name a registry which runs."""
    Registry.known, Registry.rules, Registry.refuses = {}, {}, False
    with ThreadingHTTPServer(("127.0.0.1", 0), Registry) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{server.server_port}/apis/ccompat/v7"
        yield Settings.model_validate({"schema_registry_url": address})
        server.shutdown()


def test_without_a_registry_the_catalogue_gives_the_ids() -> None:
    """No server is needed to run."""
    assert schema_ids(Settings()) is CATALOGUE_IDS


def test_a_registry_gives_the_ids_of_every_schema(settings: Settings) -> None:
    """Each is registered under its topic's subject; asking again changes nothing."""
    ids = schema_ids(settings)
    assert len({ids.id_of(schema) for schema in SCHEMAS}) == len(SCHEMAS)
    assert schema_ids(settings) == ids
    assert any(
        "/apis/ccompat/v7/subjects/cpi.intake-value/versions" in key for key in Registry.known
    )


def test_each_subject_gets_the_compatibility_that_is_promised(settings: Settings) -> None:
    """The newer reads the older; where readers cannot be told, the older reads the newer too."""
    schema_ids(settings)
    assert len(Registry.rules) == len(SCHEMAS)
    assert Registry.rules["cpi.sector-value"] == "FULL_TRANSITIVE"
    assert Registry.rules["cpi.desk-value"] == "BACKWARD_TRANSITIVE"


def test_a_message_travels_under_the_registrys_id(settings: Settings) -> None:
    """It is written with it, read with it, and unknown under the catalogue's ids."""
    ids, sent = schema_ids(settings), form()
    data = encode(CPI_FORM, sent, ids)
    assert int.from_bytes(data[1:5]) == ids.id_of(CPI_FORM)
    assert decode(CPI_FORM, data, ids) == sent
    assert isinstance(decode(CPI_FORM, data, CATALOGUE_IDS), Rejection)


def test_a_refused_schema_names_its_subject(settings: Settings) -> None:
    """An incompatible version in the registry is not worked around."""
    Registry.refuses = True
    with pytest.raises(RegistryError, match=r"refused cpi\.intake-value with status 409"):
        schema_ids(settings)


def test_a_registry_that_is_gone_is_one_line() -> None:
    """It names the setting."""
    gone = Settings.model_validate({"schema_registry_url": "http://127.0.0.1:1"})
    with pytest.raises(RegistryError, match="CPI_SCHEMA_REGISTRY_URL"):
        schema_ids(gone)
