"""The public forms of `euthymia ledger`, of what is signed and verified, and of `euthymia id`."""

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
        "form": or_null({"type": "string", "enum": ["vial", "device"]}),
        "substance": or_null({"type": "string", "enum": ["ketamine", "esketamine"]}),
        "units": or_null(_VOLUME),
        "content_ug": or_null({"type": "integer", "minimum": 1}),
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

_COUNT: Schema = {"type": "integer", "minimum": 0}
_DAY: Schema = {"type": "string", "format": "date"}
_SHA256 = TEXT  # 64 hexadecimal digits
BINDER_ANSWER = form(
    {
        "file": TEXT,
        "packet": TEXT,
        "registration": TEXT,
        "from": _DAY,
        "to": _DAY,
        "bytes": _COUNT,
        "sha256": _SHA256,
        "sections": list_of(
            form({"n": _COUNT, "title": TEXT, "rows": _COUNT, "sha256": _SHA256}), at_least=1
        ),
    }
)
VERIFY_ANSWER = form(
    {
        "whole": {"type": "boolean"},
        "rows": by_name(_COUNT),
        "streams": _COUNT,
        "broken": list_of(form({"table": TEXT, "owner": TEXT, "n": _COUNT, "says": TEXT})),
        "anchored": _COUNT,
        "signed": form(
            {
                "keys": list_of(TEXT),
                "heads": list_of(
                    form(
                        {
                            "registration": TEXT,
                            "n": _COUNT,
                            "merkle": _SHA256,
                            "at": TIME,
                            "why": TEXT,
                            "key": TEXT,
                        }
                    )
                ),
            }
        ),
        "warnings": list_of(TEXT),
    }
)
ANCHOR = form(
    {"table": TEXT, "log": or_null(TEXT), "n": _COUNT, "head": _SHA256, "at": TIME},
    {"from": {"type": "integer", "minimum": 1}, "sha256": _SHA256},
)
SIGNED_STATEMENT = form(
    {"says": {"type": "string", "enum": ["key", "head", "anchors"]}, "at": TIME, "signed_by": TEXT, "signature": TEXT},
    {
        # of a key
        "key": TEXT, "after": or_null(TEXT),
        # of a head of a drug book
        "registration": TEXT, "book": TEXT, "n": {"type": "integer", "minimum": 1}, "merkle": _SHA256, "chain": _SHA256,
        # of both
        "why": TEXT,
        # of the anchors
        "bytes": _COUNT, "sha256": _SHA256,
    },
)  # fmt: skip
ENTRY_PROOF = form(
    {
        "says": {"type": "string", "enum": ["entry-proof"]}, "n": {"type": "integer", "minimum": 1},
        # of each column of the row: its name, the letter of its type, its value
        "row": list_of(list_of(TEXT, at_least=3), at_least=1),
        "before": _SHA256, "path": list_of(_SHA256), "head": SIGNED_STATEMENT, "keys": list_of(SIGNED_STATEMENT, at_least=1),
    }
)  # fmt: skip
CHECKED_PROOF = form(
    {
        "proven": {"type": "boolean"}, "n": {"type": "integer", "minimum": 1}, "row": by_name(TEXT), "wrong": list_of(TEXT),
        "warnings": list_of(TEXT),
        "head": or_null(
            form(
                {
                    "registration": TEXT, "book": TEXT, "n": {"type": "integer", "minimum": 1}, "merkle": _SHA256, "at": TIME,
                    "why": TEXT, "key": TEXT,
                }
            )
        ),
    }
)  # fmt: skip
