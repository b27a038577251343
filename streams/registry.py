"""Takes the schema ids from a registry, where ``CPI_SCHEMA_REGISTRY_URL`` names one."""

import json

import httpx

from schemas.avro_files import load
from schemas.catalogue import SCHEMAS, Schema
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
            schema_id = _register(client, schema, number)
            subjects[subject_of(schema)] = schema_id
            versions[schema_id] = Version(schema.name, number)
    return RegistryIds(subjects, versions)


def _register(client: httpx.Client, schema: Schema, number: int) -> int:
    """Register one version; a registry that has it already answers with its id."""
    subject = subject_of(schema)
    text = json.dumps(load(schema.filename(number)))
    try:
        answer = client.post(f"/subjects/{subject}/versions", json={"schema": text})
        answer.raise_for_status()
        return int(answer.json()["id"])
    except httpx.HTTPStatusError as error:
        status = error.response.status_code
        message = f"CPI_SCHEMA_REGISTRY_URL: the registry refused {subject} with status {status}"
        raise RegistryError(message) from None
    except (httpx.HTTPError, ValueError, KeyError, TypeError) as error:
        kind = type(error).__name__
        message = f"CPI_SCHEMA_REGISTRY_URL: the registry gave no id for {subject} ({kind})"
        raise RegistryError(message) from None
