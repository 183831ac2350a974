"""The public forms as JSON Schemas (draft 2020-12), in the few keywords that `matches` in the tests checks too.

A form changes by addition only. What a schema cannot say (a value beyond its guardrail, a time without an
offset) is still refused by the program, in words.
"""

from __future__ import annotations

from .case_schemas import CASE, EVALUATE_ANSWER, FINDING, POLICIES_ANSWER
from .instrument_schemas import INSTRUMENT, SCORE_ANSWER
from .ledger_schemas import (
    ANCHOR,
    BINDER_ANSWER,
    CHECKED_PROOF,
    ENTRY_PROOF,
    IDENTIFIER,
    LEDGER_ANSWER,
    LEDGER_EVENT,
    SIGNED_STATEMENT,
    VERIFY_ANSWER,
)
from .plan_schemas import PLAN_ANSWER, PLAN_REQUEST
from .schema_forms import AMOUNT, NUMBER, TEXT, TIME, Schema, by_name, form, list_of, or_null

_CHANNEL: Schema = {
    "type": "string",
    "enum": ["sbp", "dbp", "map", "hr", "pr", "spo2", "rr", "etco2", "temp"],
}

DOSING = form(
    {
        "drug": {"type": "string", "enum": ["ketamine", "esketamine"]},
        "patient": form(
            {"weight_kg": {"type": "number", "exclusiveMinimum": 0}},
            {
                "age_y": or_null(AMOUNT),
                "sex": or_null({"type": "string", "enum": ["female", "male"]}),
                "height_cm": or_null(AMOUNT),
            },
        ),
        "models": list_of(TEXT, at_least=1),
        "events": list_of(
            {
                "anyOf": [
                    form({"at_min": AMOUNT, "rate_mg_per_h": AMOUNT}, {"bolus_mg": {"type": "null"}}),
                    form({"at_min": AMOUNT, "bolus_mg": AMOUNT}, {"rate_mg_per_h": {"type": "null"}}),
                ]
            }
        ),
        "times_min": list_of(AMOUNT, at_least=1),
    },
    {"interval": or_null({"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 1})},
)

_CURVE = or_null(list_of(NUMBER))
_CURVES = by_name(
    form(
        {
            "plasma_ng_per_ml": list_of(NUMBER),
            "effect_site_ng_per_ml": _CURVE,
            "ke0_per_min": or_null(AMOUNT),
            "norketamine_ng_per_ml": _CURVE,
            "lower": _CURVE,
            "upper": _CURVE,
            "variability_source": or_null(TEXT),
        }
    )
)
_BETWEEN = form({"lowest_ng_per_ml": list_of(NUMBER), "highest_ng_per_ml": list_of(NUMBER)})
SIMULATE_ANSWER = form(
    {
        "times_min": list_of(AMOUNT, at_least=1),
        "models": _CURVES,
        "delivered_mg": AMOUNT,
        "warnings": list_of(TEXT),
    },
    {
        "what_if": form(
            {
                "change": TEXT,
                "from_min": AMOUNT,
                "events": DOSING["properties"]["events"],
                "models": _CURVES,
                "delivered_mg": AMOUNT,
                "between_models": _BETWEEN,
                "between_models_without": _BETWEEN,
                "uncertainty": or_null(TEXT),
            }
        )
    },
)

_PERCENTILES = form({str(percent): list_of(NUMBER) for percent in (5, 25, 50, 75, 95)})
POPULATION_ANSWER = form(
    {
        "times_min": list_of(AMOUNT, at_least=1),
        "n": {"type": "integer", "minimum": 1},
        "seed": {"type": "integer", "minimum": 0},
        "of": {"type": "string", "enum": ["plasma", "effect-site", "norketamine"]},
        "models": by_name(
            form({"percentiles_ng_per_ml": or_null(_PERCENTILES), "variability_source": or_null(TEXT)})
        ),
        "delivered_mg": AMOUNT,
        "warnings": list_of(TEXT),
    }
)

READING: Schema = {
    "anyOf": [
        form(
            {
                "channel": _CHANNEL,
                "value": NUMBER,
                "unit": {"type": "string", "enum": ["mm[Hg]", "/min", "%", "Cel"]},
                "measured_at": TIME,
                "group": or_null(TEXT),
                "source": form({"device": TEXT, "code": TEXT}),
            }
        ),
        form({"refused": TEXT, "at": TEXT}),
    ]
}

_LIMIT = form(
    {"max_age_s": AMOUNT, "priority": {"type": "string", "enum": ["high", "medium", "low"]}},
    {
        "low": or_null(NUMBER),
        "high": or_null(NUMBER),
        "delay_s": AMOUNT,
        "latching": {"type": "boolean"},
        "escalate_after_s": or_null(AMOUNT),
        "urgent_low": or_null(NUMBER),
        "urgent_high": or_null(NUMBER),
    },
)
LIMITS = by_name(_LIMIT)

ALARM_EVENT = form(
    {
        "at": TIME,
        "n": {"type": "integer", "minimum": 1},
        "alarm": TEXT,
        "priority": {"type": "string", "enum": ["high", "medium", "low", "technical"]},
        "kind": {
            "type": "string",
            "enum": ["raised", "cleared", "acknowledged", "paused", "escalated", "resumed"],
        },
        "value": or_null(NUMBER),
        "limit": or_null(NUMBER),
    }
)

_SPAN = or_null(list_of(AMOUNT, at_least=2))
INTERACTIONS_ANSWER = form(
    {
        "drugs": list_of(
            form(
                {
                    "text": TEXT,
                    "recognised": list_of(
                        form(
                            {
                                "name": TEXT,
                                "rxnorm": or_null(TEXT),
                                "written": TEXT,
                                "kind": {"type": "string", "enum": ["ingredient", "class", "open-class"]},
                                "standing": {
                                    "type": "string",
                                    "enum": ["current", "held", "stopped", "not-taken"],
                                },
                                "route": or_null(TEXT),
                                "dose": form(
                                    {
                                        "single_mg": _SPAN,
                                        "times_per_day": _SPAN,
                                        "mg_per_day": _SPAN,
                                        "as_needed": {"type": "boolean"},
                                        "unread": list_of(TEXT),
                                    }
                                ),
                                "note": TEXT,
                            }
                        )
                    ),
                    "unrecognised": list_of(form({"text": TEXT, "suggestions": list_of(TEXT)})),
                    "findings": list_of(FINDING),
                }
            )
        ),
        "together": list_of(FINDING),
        "codes": TEXT,
    }
)

_COUNTED = form(
    {"substances": {"type": "integer", "minimum": 0}, "products": {"type": "integer", "minimum": 0}}
)
_LIST = {
    "name": TEXT,
    "form": {"type": "string", "enum": ["rxnorm", "ndc"]},
    "source": TEXT,
    "digest": TEXT,
}
FORMULARY_RELEASE = form(
    {**_LIST, "loaded_at": TIME, "loaded_by": TEXT, "substances": AMOUNT, "products": AMOUNT}
)
FORMULARY_LOADED = form(
    {
        **_LIST,
        "read": _COUNTED,
        "taken": _COUNTED,
        "left_out": by_name({"type": "integer", "minimum": 1}),
        "brands_told": {"type": "boolean"},
        "stored": {"type": "boolean"},
    }
)

SCHEMAS: dict[str, Schema] = {
    "dosing": {"title": "DOSING: what `euthymia simulate` reads", **DOSING},
    "simulate-answer": {"title": "What `euthymia simulate --json` prints", **SIMULATE_ANSWER},
    "population-answer": {"title": "What `euthymia population --json` prints", **POPULATION_ANSWER},
    "interactions-answer": {"title": "What `euthymia interactions --json` prints", **INTERACTIONS_ANSWER},
    "formulary-release": {
        "title": "One of the list that `euthymia formulary --json` prints",
        **FORMULARY_RELEASE,
    },
    "formulary-loaded": {"title": "What `euthymia formulary load --json` prints", **FORMULARY_LOADED},
    "case": {"title": "CASE: what `euthymia evaluate` reads", **CASE},
    "evaluate-answer": {"title": "What `euthymia evaluate --json` prints", **EVALUATE_ANSWER},
    "policies-answer": {"title": "What `euthymia policies --json` prints", **POLICIES_ANSWER},
    "plan-request": {"title": "REQUEST: what `euthymia plan` reads", **PLAN_REQUEST},
    "plan-answer": {"title": "What `euthymia plan --json` prints", **PLAN_ANSWER},
    "reading": {"title": "One line of `euthymia decode`", **READING},
    "limits": {"title": "LIMITS: what `euthymia watch --limits` reads", **LIMITS},
    "score-answer": {"title": "What `euthymia score --json` prints", **SCORE_ANSWER},
    "instrument": {"title": "One of the list that `euthymia instruments --json` prints", **INSTRUMENT},
    "alarm-event": {"title": "One line of `euthymia watch`", **ALARM_EVENT},
    "ledger-event": {"title": "One line of EVENTS: what `euthymia ledger check` reads", **LEDGER_EVENT},
    "ledger-answer": {"title": "What `euthymia ledger check --json` prints", **LEDGER_ANSWER},
    "binder-answer": {"title": "What `euthymia binder --json` prints", **BINDER_ANSWER},
    "verify-answer": {"title": "What `euthymia verify --json` prints", **VERIFY_ANSWER},
    "anchor": {"title": "One line of the file of anchors that `euthymia verify` writes", **ANCHOR},
    "signed-statement": {"title": "One line of the file of signed heads", **SIGNED_STATEMENT},
    "entry-proof": {"title": "What `euthymia ledger proof` prints", **ENTRY_PROOF},
    "checked-proof": {"title": "What `euthymia ledger check-proof --json` prints", **CHECKED_PROOF},
    "identifier": {"title": "What `euthymia id --json` prints", **IDENTIFIER},
}
