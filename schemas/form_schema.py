"""The JSON Schema of a form, for partners who send JSON (DESIGN section 2)."""

from typing import Any

from pydantic.json_schema import GenerateJsonSchema

from schemas.form import CpiForm

_NOTHING: dict[str, Any] = {"enum": [None, ""]}


def form_schema() -> dict[str, Any]:
    """Give the form's JSON Schema (2020-12): what is not mandatory may be absent, null or empty.

    The hub also refuses what a JSON Schema can't say: control characters, a time ahead of the
    clock, a submission sent before with other content.
    """
    schema = CpiForm.model_json_schema()
    parts = [schema, *schema.get("$defs", {}).values()]
    for part in parts:
        _loosen(part)
    return {
        "$schema": GenerateJsonSchema.schema_dialect,
        "$id": "urn:uk:police:hampshire:cpi:cpi_form:v1",
        **schema,
    }


def _loosen(part: dict[str, Any]) -> None:
    required = part.get("required", [])
    for name, field in part.get("properties", {}).items():
        field.pop("title", None)
        if name not in required:
            part["properties"][name] = _optional(field)


def _optional(field: dict[str, Any]) -> dict[str, Any]:
    default = {"default": field.pop("default")} if "default" in field else {}
    branches = field.pop("anyOf", None) or [field]
    present = [branch for branch in branches if branch != {"type": "null"}]
    return {"anyOf": [*present, _NOTHING], **default}
