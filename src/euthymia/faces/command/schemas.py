"""The public forms as JSON Schemas (draft 2020-12), in the few keywords that `matches` in the tests checks too.

A form changes by addition only. What a schema cannot say (a value beyond its guardrail, a time without an
offset) is still refused by the program, in words.
"""

from __future__ import annotations

from typing import Any

Schema = dict[str, Any]

_NUMBER: Schema = {"type": "number"}
_AMOUNT: Schema = {"type": "number", "minimum": 0}
_TEXT: Schema = {"type": "string"}
_TIME: Schema = {"type": "string", "format": "date-time"}


def _or_null(schema: Schema) -> Schema:
    return {"anyOf": [schema, {"type": "null"}]}


def _list(items: Schema, at_least: int = 0) -> Schema:
    return {"type": "array", "items": items, "minItems": at_least}


def _form(required: dict[str, Schema], optional: dict[str, Schema] | None = None) -> Schema:
    """An object with these keys and no others."""
    return {
        "type": "object",
        "properties": {**required, **(optional or {})},
        "required": list(required),
        "additionalProperties": False,
    }


def _by_name(schema: Schema) -> Schema:
    """An object whose keys are names."""
    return {"type": "object", "additionalProperties": schema}


_CHANNEL: Schema = {
    "type": "string",
    "enum": ["sbp", "dbp", "map", "hr", "pr", "spo2", "rr", "etco2", "temp"],
}

DOSING = _form(
    {
        "drug": {"type": "string", "enum": ["ketamine", "esketamine"]},
        "patient": _form(
            {"weight_kg": {"type": "number", "exclusiveMinimum": 0}},
            {
                "age_y": _or_null(_AMOUNT),
                "sex": _or_null({"type": "string", "enum": ["female", "male"]}),
                "height_cm": _or_null(_AMOUNT),
            },
        ),
        "models": _list(_TEXT, at_least=1),
        "events": _list(
            {
                "anyOf": [
                    _form({"at_min": _AMOUNT, "rate_mg_per_h": _AMOUNT}, {"bolus_mg": {"type": "null"}}),
                    _form({"at_min": _AMOUNT, "bolus_mg": _AMOUNT}, {"rate_mg_per_h": {"type": "null"}}),
                ]
            }
        ),
        "times_min": _list(_AMOUNT, at_least=1),
    },
    {"interval": _or_null({"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 1})},
)

_CURVE = _or_null(_list(_NUMBER))
_CURVES = _by_name(
    _form(
        {
            "plasma_ng_per_ml": _list(_NUMBER),
            "effect_site_ng_per_ml": _CURVE,
            "ke0_per_min": _or_null(_AMOUNT),
            "norketamine_ng_per_ml": _CURVE,
            "lower": _CURVE,
            "upper": _CURVE,
            "variability_source": _or_null(_TEXT),
        }
    )
)
_BETWEEN = _form({"lowest_ng_per_ml": _list(_NUMBER), "highest_ng_per_ml": _list(_NUMBER)})
SIMULATE_ANSWER = _form(
    {
        "times_min": _list(_AMOUNT, at_least=1),
        "models": _CURVES,
        "delivered_mg": _AMOUNT,
        "warnings": _list(_TEXT),
    },
    {
        "what_if": _form(
            {
                "change": _TEXT,
                "from_min": _AMOUNT,
                "events": DOSING["properties"]["events"],
                "models": _CURVES,
                "delivered_mg": _AMOUNT,
                "between_models": _BETWEEN,
                "between_models_without": _BETWEEN,
                "uncertainty": _or_null(_TEXT),
            }
        )
    },
)

_PERCENTILES = _form({str(percent): _list(_NUMBER) for percent in (5, 25, 50, 75, 95)})
POPULATION_ANSWER = _form(
    {
        "times_min": _list(_AMOUNT, at_least=1),
        "n": {"type": "integer", "minimum": 1},
        "seed": {"type": "integer", "minimum": 0},
        "of": {"type": "string", "enum": ["plasma", "effect-site", "norketamine"]},
        "models": _by_name(
            _form({"percentiles_ng_per_ml": _or_null(_PERCENTILES), "variability_source": _or_null(_TEXT)})
        ),
        "delivered_mg": _AMOUNT,
        "warnings": _list(_TEXT),
    }
)

READING: Schema = {
    "anyOf": [
        _form(
            {
                "channel": _CHANNEL,
                "value": _NUMBER,
                "unit": {"type": "string", "enum": ["mm[Hg]", "/min", "%", "Cel"]},
                "measured_at": _TIME,
                "group": _or_null(_TEXT),
                "source": _form({"device": _TEXT, "code": _TEXT}),
            }
        ),
        _form({"refused": _TEXT, "at": _TEXT}),
    ]
}

_LIMIT = _form(
    {"max_age_s": _AMOUNT, "priority": {"type": "string", "enum": ["high", "medium", "low"]}},
    {
        "low": _or_null(_NUMBER),
        "high": _or_null(_NUMBER),
        "delay_s": _AMOUNT,
        "latching": {"type": "boolean"},
        "escalate_after_s": _or_null(_AMOUNT),
        "urgent_low": _or_null(_NUMBER),
        "urgent_high": _or_null(_NUMBER),
    },
)
LIMITS = _by_name(_LIMIT)

ALARM_EVENT = _form(
    {
        "at": _TIME,
        "n": {"type": "integer", "minimum": 1},
        "alarm": _TEXT,
        "priority": {"type": "string", "enum": ["high", "medium", "low", "technical"]},
        "kind": {
            "type": "string",
            "enum": ["raised", "cleared", "acknowledged", "paused", "escalated", "resumed"],
        },
        "value": _or_null(_NUMBER),
        "limit": _or_null(_NUMBER),
    }
)

SCHEMAS: dict[str, Schema] = {
    "dosing": {"title": "DOSING: what `euthymia simulate` reads", **DOSING},
    "simulate-answer": {"title": "What `euthymia simulate --json` prints", **SIMULATE_ANSWER},
    "population-answer": {"title": "What `euthymia population --json` prints", **POPULATION_ANSWER},
    "reading": {"title": "One line of `euthymia decode`", **READING},
    "limits": {"title": "LIMITS: what `euthymia watch --limits` reads", **LIMITS},
    "alarm-event": {"title": "One line of `euthymia watch`", **ALARM_EVENT},
}
