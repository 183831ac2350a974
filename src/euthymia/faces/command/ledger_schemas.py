"""The public forms of `euthymia ledger check` and `euthymia id`."""

from __future__ import annotations

from .schema_forms import AMOUNT, TEXT, TIME, Schema, by_name, form, list_of, or_null

_VOLUME: Schema = {"type": "integer", "minimum": 0}
LEDGER_EVENT = form(
    {
        "id": TEXT,
        "kind": {
            "type": "string",
            "enum": [
                "opening", "receive", "move", "distribute", "receive-from", "draw", "administer", "waste",
                "return-sealed", "breakage", "quarantine", "reverse-distribute", "destroy", "count", "resolve",
                "loss", "theft", "reverse",
            ],
        },
        "at": TIME,
    },
    {
        "recorded_at": or_null(TIME),
        **{
            name: or_null(TEXT)
            for name in ("by", "witness", "from", "to", "vial", "patient", "order", "syringe", "reason", "ref")
        },
        "volume_ul": or_null(_VOLUME),
        **{name: or_null(TEXT) for name in ("ndc", "lot", "expires", "supplier_dea")},
        "mg_per_ml": or_null({"type": "number", "exclusiveMinimum": 0}),
        "dose_type": or_null({"type": "string", "enum": ["single", "multi"]}),
    },
)  # fmt: skip
LEDGER_ANSWER = form(
    {
        "accepted": _VOLUME,
        "refused": list_of(form({"id": TEXT, "code": TEXT, "says": TEXT}, {"line": _VOLUME})),
        "balances_ug": by_name({"type": "integer"}),
        "open_cases": list_of(TEXT),
        "clocks": list_of(form({"what": TEXT, "ref": TEXT, "due": TEXT})),
        "head": TEXT,
    },
    {
        "merkle_head": TEXT,
        "meters": list_of(
            form(
                {
                    "registration": TEXT,
                    "year": {"type": "integer"},
                    "distributed_units": AMOUNT,
                    "dispensed_units": AMOUNT,
                    "share_per_cent": AMOUNT,
                    "limit_per_cent": AMOUNT,
                    "above": {"type": "boolean"},
                }
            )
        ),
    },
)
IDENTIFIER = form(
    {
        "kind": {"type": "string", "enum": ["npi", "dea", "ndc"]},
        "value": TEXT,
        "valid": {"type": "boolean"},
        "why": TEXT,
    },
    {"ndc_11": or_null(TEXT), "gtin_14": or_null(TEXT)},
)
