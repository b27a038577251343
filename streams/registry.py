"""Takes the schema ids from a registry, where ``CPI_SCHEMA_REGISTRY_URL`` names one."""

import json
from collections.abc import Mapping

import httpx

from schemas.avro_files import load
from schemas.catalogue import SCHEMAS, Schema
from schemas.compatibility import BOTH_WAYS
from schemas.ids import CATALOGUE_IDS, RegistryIds, SchemaIds, Version, subject_of
from streams.errors import HubError
from streams.settings import Settings

_TIMEOUT_SECONDS = 10.0
_MEDIA_TYPE = {"Content-Type": "application/vnd.schemaregistry.v1+json"}


class RegistryError(HubError):
    """A registry that does not answer or refuses a schema; the text is one line."""


def schema_ids(settings: Settings) -> SchemaIds:
    """The catalogue's fixed ids, or the registry's once it holds every version of each schema.

    Raises:
        RegistryError: the registry cannot be reached or refuses a schema.
    """
    if settings.schema_registry_url is None:
        return CATALOGUE_IDS
    address = str(settings.schema_registry_url).rstrip("/")
    with httpx.Client(base_url=address, timeout=_TIMEOUT_SECONDS, headers=_MEDIA_TYPE) as client:
        return _registered(client)


def _registered(client: httpx.Client) -> RegistryIds:
    subjects: dict[str, int] = {}
    versions: dict[int, Version] = {}
    for schema in SCHEMAS:
        for number in range(1, schema.version + 1):
            text = json.dumps(load(schema.filename(number)))
            subject = subject_of(schema)
            schema_id = _ask(client, "POST", f"/subjects/{subject}/versions", {"schema": text})
            if number == 1:
                # From the first version on, which a registry may want before it takes a rule.
                _ask(client, "PUT", f"/config/{subject}", {"compatibility": compatibility(schema)})
            subjects[subject] = schema_id
            versions[schema_id] = Version(schema.name, number)
    return RegistryIds(subjects, versions)


def compatibility(schema: Schema) -> str:
    """What the registry is to refuse for a schema's subject: what `cpi schemas check` finds."""
    return "FULL_TRANSITIVE" if schema.name in BOTH_WAYS else "BACKWARD_TRANSITIVE"


def _ask(client: httpx.Client, method: str, path: str, body: Mapping[str, str]) -> int:
    """Ask for one thing that is so afterwards, also where it was before; give the id, if any."""
    subject = path.split("/")[2]
    try:
        answer = client.request(method, path, json=body)
        answer.raise_for_status()
        return int(answer.json()["id"]) if method == "POST" else 0
    except httpx.HTTPStatusError as error:
        status = error.response.status_code
        message = f"CPI_SCHEMA_REGISTRY_URL: the registry refused {subject} with status {status}"
        raise RegistryError(message) from None
    except (httpx.HTTPError, ValueError, KeyError, TypeError) as error:
        kind = type(error).__name__
        message = f"CPI_SCHEMA_REGISTRY_URL: the registry gave no id for {subject} ({kind})"
        raise RegistryError(message) from None
