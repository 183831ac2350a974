"""The public forms of `euthymia plan`."""

from __future__ import annotations

from .schema_forms import AMOUNT, TEXT, TIME, Schema, by_name, form, list_of, or_null

_WHOLE: Schema = {"type": "integer", "minimum": 0}
_COUNT: Schema = {"type": "integer", "minimum": 1}
_DATES: Schema = list_of(TEXT)
_WEEKDAY: Schema = {"type": "string", "enum": ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]}
_HOURS: Schema = {"anyOf": [list_of(TEXT, at_least=2), list_of(list_of(TEXT, at_least=2))]}
_WEEK: Schema = {
    "type": "object",
    "properties": {day: or_null(_HOURS) for day in _WEEKDAY["enum"]},
    "additionalProperties": False,
}
_NURSE: Schema = {"anyOf": [_COUNT, TEXT, {"type": "null"}]}
_PLANNED = {"n": _COUNT, "start": TIME, "chair": _COUNT, "nurse": _NURSE}


def _optional(schemas: dict[str, Schema]) -> dict[str, Schema]:
    """Keys that may be absent or null."""
    return {key: or_null(schema) for key, schema in schemas.items()}


PLAN_REQUEST = form(
    {
        "from": TEXT,
        "clinic": form(
            {
                "timezone": TEXT,
                "open": _WEEK,
                "chairs": _WHOLE,
                "nurses": {
                    "anyOf": [
                        _WHOLE,
                        list_of(
                            form(
                                {"id": TEXT},
                                _optional({"days": list_of(_WEEKDAY), "hours": _HOURS, "absent": _DATES}),
                            )
                        ),
                    ]
                },
                "patients_per_nurse": _COUNT,
            },
            _optional(
                {
                    "closed": _DATES,
                    "open_on": by_name(_HOURS),
                    "prescribers": list_of(
                        form({"id": TEXT, "days": list_of(_WEEKDAY)}, _optional({"absent": _DATES}))
                    ),
                    "preparing_per_nurse": _COUNT,
                    "recovering_per_nurse": _COUNT,
                    "recovery_places": _WHOLE,
                    "turnover_min": _WHOLE,
                    "start_gap_min": _WHOLE,
                }
            ),
        ),
        "courses": list_of(
            form(
                {
                    "patient": TEXT,
                    "sessions": _COUNT,
                    "within_days": _COUNT,
                    "min_gap_days": _COUNT,
                    "max_gap_days": _COUNT,
                    "minutes": _COUNT,
                },
                _optional(
                    {
                        "available": _WEEK,
                        "away": _DATES,
                        "done": _DATES,
                        "travel_min": _WHOLE,
                        "preparation_min": _WHOLE,
                        "recovery_min": _WHOLE,
                        "patients_per_nurse": _COUNT,
                        "first_patients_per_nurse": _COUNT,
                    }
                ),
            )
        ),
    },
    _optional(
        {
            "booked": list_of(
                form(
                    {"chair": _COUNT, "start": TEXT, "minutes": _COUNT},
                    _optional({"attended": {"type": "boolean"}}),
                )
            ),
            "keep": {"type": "object"},
            "until": TEXT,
            "limit_s": {"type": "number", "exclusiveMinimum": 0},
        }
    ),
)

_SESSIONS = list_of(form({"patient": TEXT, **_PLANNED}))
_MOVES = list_of(form({"patient": TEXT, "was": or_null(form(_PLANNED)), "now": or_null(form(_PLANNED))}))
PLAN_ANSWER: Schema = {
    "anyOf": [
        form(
            {
                "sessions": _SESSIONS,
                "proved_optimal": {"type": "boolean"},
                "gap": AMOUNT,
                "courses": list_of(
                    form(
                        {
                            "patient": TEXT,
                            "done": _WHOLE,
                            "sessions": _COUNT,
                            "first": TEXT,
                            "last": TEXT,
                            "days": _WHOLE,
                            "within_days": _COUNT,
                        }
                    )
                ),
            },
            {"moved": _MOVES, "reseated": _MOVES},
        ),
        form(
            {
                "impossible": list_of(TEXT),
                "limits": list_of(form({"at": list_of(TEXT, at_least=1), "says": TEXT})),
                "smallest": {"type": "boolean"},
                "blocked": list_of(TEXT),
            }
        ),
        form({"undecided": TEXT}),
    ]
}
