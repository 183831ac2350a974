"""What `/api/v1/` promises, as an OpenAPI 3.1 document."""

from __future__ import annotations

from typing import Any

from euthymia import __version__
from euthymia.domain.wire import CHANNELS

from .api import BODY_BYTES, READINGS_PATH

OPENAPI_PATH = "/api/v1/openapi.json"


def document() -> dict[str, Any]:
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "euthymia: devices and integrations",
            "version": __version__,
            "description": "A device, or a bridge that speaks for it, posts readings with the device's own key. "
            "An answer of 200 or 202 is given when the readings are durably stored, never before. The same body "
            "sent again is harmless and answered as before.",
        },
        "paths": {READINGS_PATH: {"post": _post()}, OPENAPI_PATH: {"get": _get()}},
        "components": {
            "securitySchemes": {"deviceKey": {"type": "http", "scheme": "bearer"}},
            "schemas": {
                "Measurement": _measurement(), "Measurements": _measurements(), "Answer": _answer(),
                "Refused": _refused(), "Error": _error(),
            },
        },
    }  # fmt: skip


def _post() -> dict[str, Any]:
    error = _reference("Error")
    return {
        "operationId": "postReadings",
        "summary": "Post readings of one device",
        "security": [{"deviceKey": []}],
        "requestBody": {"required": True, "content": _content(_reference("Measurements"))},
        "responses": {
            "200": _response("stored; `accepted` readings belong to a running watch", _reference("Answer")),
            "202": _response("stored, but no running watch is waiting for them", _reference("Answer")),
            "400": _response("the request itself is broken", None),
            "401": _response("no key, or one that opens nothing", error),
            "403": _response("the key came over an open line: use https", error),
            "405": _response("another method than POST", error),
            "408": _response("the body did not come in time", error),
            "413": _response(f"the body has more than {BODY_BYTES} bytes", error),
            "415": _response("the body is not application/json", error),
            "422": _response(
                "nothing in the body could be used; what was wrong is in `refused`",
                {"allOf": [error, _reference("Answer")]},
            ),
            "500": _response("the body could not be kept: a mistake of ours", None),
            "503": _response("nothing can be stored now: send the same again", error),
        },
    }


def _get() -> dict[str, Any]:
    return {
        "operationId": "getOpenApi",
        "summary": "This document",
        "responses": {
            "200": _response("OpenAPI 3.1", {"type": "object"}),
            "405": _response("another method than GET or HEAD", _reference("Error")),
        },
    }


def _measurement() -> dict[str, Any]:
    reading = {
        "type": "object",
        "required": ["channel", "value", "unit"],
        "additionalProperties": False,
        "properties": {
            "channel": {"enum": sorted(CHANNELS)},
            "value": {"type": ["number", "null"], "description": "null: no signal"},
            "unit": {"type": "string", "description": "UCUM", "examples": ["mm[Hg]", "/min", "%", "Cel"]},
        },
    }
    return {
        "type": "object",
        "required": ["device", "measured_at", "readings"],
        "additionalProperties": False,
        "properties": {
            "device": {"type": "string", "maxLength": 200, "description": "the serial the key belongs to"},
            "measured_at": {
                "type": "string",
                "description": "ISO 8601; without an offset it is in the device's own zone",
                "examples": ["2026-11-20T09:15:00-08:00"],
            },
            "group": {"type": ["string", "null"], "maxLength": 200, "description": "ties pressures together"},
            "readings": {"type": "array", "maxItems": 500, "items": reading},
        },
    }


def _measurements() -> dict[str, Any]:
    one = _reference("Measurement")
    return {"oneOf": [one, {"type": "array", "maxItems": 10_000, "items": one}]}


def _answer() -> dict[str, Any]:
    return {
        "type": "object",
        "required": ["accepted", "refused", "notes", "message"],
        "properties": {
            "accepted": {"type": "integer", "minimum": 0, "description": "readings that went to a watch"},
            "refused": {"type": "array", "items": _reference("Refused")},
            "notes": {"type": "array", "items": {"type": "string"}},
            "message": {"type": "string", "format": "uuid", "description": "under which the body is kept"},
        },
    }


def _refused() -> dict[str, Any]:
    return {
        "type": "object",
        "required": ["refused", "at"],
        "properties": {
            "refused": {"type": "string", "description": "why"},
            "at": {"type": "string", "description": "JSON pointer"},
        },
    }


def _error() -> dict[str, Any]:
    return {"type": "object", "required": ["error"], "properties": {"error": {"type": "string"}}}


def _reference(name: str) -> dict[str, Any]:
    return {"$ref": f"#/components/schemas/{name}"}


def _content(schema: dict[str, Any]) -> dict[str, Any]:
    return {"application/json": {"schema": schema}}


def _response(says: str, schema: dict[str, Any] | None) -> dict[str, Any]:
    response: dict[str, Any] = {"description": says}
    return response if schema is None else {**response, "content": _content(schema)}
