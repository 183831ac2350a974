"""Does a document fit a JSON Schema? For the keywords that the program's own schemas use, and no others."""

from __future__ import annotations

from datetime import datetime
from typing import Any

_TYPES: dict[str, tuple[type, ...]] = {
    "object": (dict,),
    "array": (list,),
    "string": (str,),
    "number": (int, float),
    "integer": (int,),
    "boolean": (bool,),
    "null": (type(None),),
}
_KNOWN = {
    "title", "type", "properties", "required", "additionalProperties", "items", "minItems", "enum", "anyOf",
    "minimum", "exclusiveMinimum", "exclusiveMaximum", "format",
}  # fmt: skip


def misfits(document: Any, schema: dict[str, Any], at: str = "") -> list[str]:
    """Everything that does not fit, each with its JSON pointer."""
    assert set(schema) <= _KNOWN, f"unknown keywords {set(schema) - _KNOWN}"
    if "anyOf" in schema:
        tried = [misfits(document, one, at) for one in schema["anyOf"]]
        return [] if [] in tried else min(tried, key=len)
    kind = schema["type"]
    if not isinstance(document, _TYPES[kind]) or (isinstance(document, bool) and kind != "boolean"):
        return [f"{at}: {document!r} is no {kind}"]
    found = []
    if "enum" in schema and document not in schema["enum"]:
        found.append(f"{at}: {document!r} is none of {schema['enum']}")
    if schema.get("format") == "date-time" and datetime.fromisoformat(document).tzinfo is None:
        found.append(f"{at}: {document!r} has no offset")
    if document < schema["minimum"] if "minimum" in schema else False:
        found.append(f"{at}: {document} is too small")
    if document <= schema["exclusiveMinimum"] if "exclusiveMinimum" in schema else False:
        found.append(f"{at}: {document} is too small")
    if document >= schema["exclusiveMaximum"] if "exclusiveMaximum" in schema else False:
        found.append(f"{at}: {document} is too large")
    if kind == "object":
        found += _object(document, schema, at)
    if kind == "array":
        if len(document) < schema.get("minItems", 0):
            found.append(f"{at}: too few")
        for index, item in enumerate(document):
            found += misfits(item, schema["items"], f"{at}/{index}")
    return found


def _object(document: dict[str, Any], schema: dict[str, Any], at: str) -> list[str]:
    properties, others = schema.get("properties", {}), schema.get("additionalProperties", True)
    found = [f"{at}/{key} is missing" for key in schema.get("required", ()) if key not in document]
    for key, value in document.items():
        if key in properties:
            found += misfits(value, properties[key], f"{at}/{key}")
        elif isinstance(others, dict):
            found += misfits(value, others, f"{at}/{key}")
        elif not others:
            found.append(f"{at}/{key} is not known")
    return found
