"""The public forms of `euthymia score` and `euthymia instruments`."""

from __future__ import annotations

from .schema_forms import NUMBER, TEXT, Schema, by_name, form, list_of, or_null

_YES_NO: Schema = {"type": "boolean"}
SCORE_ANSWER = form(
    {
        "instrument": TEXT,
        "total": or_null(NUMBER),
        "band": or_null(TEXT),
        "flags": list_of(TEXT),
        "complete": _YES_NO,
    },
    {"prorated": _YES_NO, "subscales": by_name(or_null(NUMBER)), "why": TEXT},
)

_MARKED: dict[str, Schema] = {
    "source": TEXT,
    "confidence": {"type": "string", "enum": ["V", "V2", "K", "P"]},
}
_COUNT: Schema = {"type": "integer", "minimum": 0}
INSTRUMENT = form(
    {
        "instrument": TEXT,
        "title": TEXT,
        "version": TEXT,
        "measures": TEXT,
        "answered_by": {"type": "string", "enum": ["patient", "staff"]},
        "recall": form({"says": TEXT, "days": or_null(_COUNT)}),
        "better": {"type": "string", "enum": ["lower", "higher", "neither"]},
        "items": list_of(
            form(
                {
                    "says": TEXT,
                    "low": NUMBER,
                    "high": NUMBER,
                    "options": list_of(form({"value": NUMBER, "says": TEXT})),
                    "scored": _YES_NO,
                }
            ),
            at_least=1,
        ),
        "total": form({"low": NUMBER, "high": NUMBER}),
        "scoring": form({"says": TEXT, **_MARKED}),
        "missing": form({"most": _COUNT, **_MARKED}),
        "bands": list_of(form({"from": NUMBER, "says": TEXT})),
        "bands_source": or_null(form(_MARKED)),
        "flags": list_of(form({"name": TEXT, "says": TEXT, "crisis": _YES_NO, **_MARKED})),
        "change": list_of(
            form(
                {
                    "kind": {"type": "string", "enum": ["change", "response", "remission", "worsening"]},
                    "amount": NUMBER,
                    "unit": {"type": "string", "enum": ["points", "percent", "value"]},
                    **_MARKED,
                }
            )
        ),
        "languages": list_of(TEXT),
        "wording_source": TEXT,
        "licence": form(
            {
                "ship": {"type": "string", "enum": ["text", "score-entry", "licensed-form"]},
                "terms": TEXT,
                "attribution": TEXT,
                **_MARKED,
            }
        ),
        "loinc": form({"panel": or_null(TEXT), "total": or_null(TEXT)}),
        "source": TEXT,
        "notes": list_of(TEXT),
    }
)
