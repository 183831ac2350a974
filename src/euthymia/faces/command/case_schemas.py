"""The case and the answer of `euthymia evaluate` as JSON Schemas."""

from __future__ import annotations

from .schema_forms import AMOUNT, NUMBER, TEXT, Schema, by_name, form, list_of, or_null

_VALUE: Schema = {"anyOf": [TEXT, NUMBER, list_of(NUMBER), {"type": "boolean"}, {"type": "null"}]}
FINDING = form(
    {
        "rule": TEXT,
        "part": {
            "type": "string",
            "enum": [
                "medical-history",
                "psychiatric-assessment",
                "medication-check",
                "objectives",
                "safety-screening",
            ],
        },
        "severity": {"type": "string", "enum": ["stop", "not-now", "missing", "caution", "info"]},
        "says": TEXT,
        "because": list_of(form({"at": TEXT, "value": _VALUE})),
        "recognised": or_null(TEXT),
        "action": TEXT,
        "reassess_after": or_null({"type": "string", "format": "date"}),
        "source": TEXT,
        "confidence": {"type": "string", "enum": ["V", "V2", "K", "P"]},
    }
)

_YES_NO = or_null({"type": "boolean"})
_DATE: Schema = {"type": "string", "format": "date"}
_DAY = or_null(_DATE)
_SOME_NUMBER = or_null(NUMBER)
_SOME_TEXT = or_null(TEXT)
_TEXTS = or_null(list_of(TEXT))


def _word(*words: str) -> Schema:
    return or_null({"type": "string", "enum": list(words)})


def _part(**keys: Schema) -> Schema:
    """A part of a case: every key may be absent or null, and so may the part."""
    return or_null(form({}, keys))


def _results(**keys: Schema) -> Schema:
    """One result of a test, or several, each with the day on which it was collected."""
    one = form({}, {**keys, "collected": _DAY})
    return or_null({"anyOf": [one, list_of(one)]})


_SCORES = (
    *(
        "phq-2",
        "gad-7",
        "pcl-5",
        "qids-sr16",
        "madrs",
        "ham-d17",
        "asrm",
        "ymrs",
        "audit-c",
        "dast-10",
        "moca",
    ),
    *("stop-bang", "ciwa-ar", "nrs", "peg"),
)
_LABS = (
    *(
        "alt",
        "ast",
        "alp",
        "ggt",
        "bilirubin",
        "creatinine",
        "egfr",
        "potassium",
        "sodium",
        "glucose",
        "tsh",
        "ft4",
    ),
    *("haemoglobin", "inr", "albumin"),
)
_RESULT = _word("negative", "positive", "inconclusive", "pending")

CASE = form(
    {},
    {
        "as_of": _DAY,
        "indication": _word(
            *(
                "depression",
                "bipolar-depression",
                "suicidal-ideation",
                "ptsd",
                "anxiety",
                "ocd",
                "chronic-pain",
            )
        ),
        "patient": _part(
            sex=_word("female", "male"),
            age_y=or_null(AMOUNT),
            weight_kg=or_null(AMOUNT),
            weighed_on=_DAY,
            height_cm=or_null(AMOUNT),
            pregnancy_possible=_YES_NO,
            contraception=_SOME_TEXT,
            postmenopausal=_YES_NO,
            breastfeeding=_YES_NO,
            postpartum_months=or_null(AMOUNT),
        ),
        "history": _part(
            conditions=or_null(
                list_of(
                    form(
                        {},
                        {
                            "text": _SOME_TEXT,
                            "code": _SOME_TEXT,
                            "status": _word("active", "controlled", "quiescent", "remitted", "history"),
                            "since": _SOME_TEXT,
                            "note": _SOME_TEXT,
                        },
                    )
                )
            ),
            problem_list=_TEXTS,
            self_report=or_null(by_name(_YES_NO)),
            symptoms=_TEXTS,
            family=_TEXTS,
            surgeries=_TEXTS,
            allergies=or_null(list_of(form({"text": TEXT}, {"reaction": _SOME_TEXT}))),
            drug_responses=_TEXTS,
        ),
        "psychiatric": _part(
            diagnosis=_SOME_TEXT,
            established_by=_SOME_TEXT,
            established_on=_DAY,
            scores=_part(
                **{name: _part(date=_DAY, total=or_null(AMOUNT)) for name in _SCORES},
                **{
                    "phq-9": _part(date=_DAY, total=or_null(AMOUNT), item9=or_null(AMOUNT)),
                    "c-ssrs": _part(date=_DAY, ideation=or_null(AMOUNT), behaviour=_SOME_TEXT),
                    "asq": _part(date=_DAY, total=or_null(AMOUNT), acuity=_YES_NO),
                },
            ),
            trials=or_null(
                list_of(
                    form(
                        {},
                        {
                            "drug": _SOME_TEXT,
                            "dose_mg_per_day": or_null(AMOUNT),
                            "weeks": or_null(AMOUNT),
                            "adherence": or_null(AMOUNT),
                            "result": _SOME_TEXT,
                            "current_episode": _YES_NO,
                        },
                    )
                )
            ),
            capacity=_word("present", "absent", "not-assessed"),
            last_drink=_DAY,
        ),
        "medications": _part(reconciled=_DAY, pdmp_checked=_DAY, list=_TEXTS),
        "objectives": _part(
            goals=or_null(
                list_of(
                    form(
                        {},
                        {
                            "measure": _SOME_TEXT,
                            "baseline": _SOME_NUMBER,
                            "target": _SOME_NUMBER,
                            "agreed": _YES_NO,
                        },
                    )
                )
            ),
            escort=_SOME_TEXT,
            alternatives_discussed=_YES_NO,
            therapist=_SOME_TEXT,
            expectations=_word("realistic", "unrealistic"),
        ),
        "screening": _part(
            vitals=_part(
                taken=_DAY,
                bp_mmhg=or_null(list_of(list_of(AMOUNT, at_least=2))),
                **{name: or_null(AMOUNT) for name in ("hr_bpm", "spo2_pct", "rr_bpm", "temp_c")},
            ),
            labs=_part(
                collected=_DAY,
                values=_part(
                    **dict.fromkeys(
                        _LABS,
                        _results(value=_SOME_NUMBER, unit=_SOME_TEXT, lower=_SOME_NUMBER, upper=_SOME_NUMBER),
                    ),
                    urinalysis=_results(value=_SOME_TEXT, unit=_SOME_TEXT),
                ),
            ),
            ecg=_part(date=_DAY, rhythm=_SOME_TEXT, qtc_ms=or_null(AMOUNT)),
            drug_screen=_part(collected=_DAY, result=_RESULT, positive=_TEXTS),
            pregnancy_test=_part(date=_DAY, result=_RESULT),
            fasting=_part(solids_h=or_null(AMOUNT), clear_fluids_h=or_null(AMOUNT)),
        ),
        "consent": _part(signed=_DAY, signer=_word("patient", "surrogate", "other")),
        "notes": _TEXTS,
    },
)

_STATE: Schema = {"type": "string", "enum": ["complete", "incomplete"]}
EVALUATE_ANSWER = form(
    {
        "outcome": {
            "type": "string",
            "enum": ["contraindicated", "not-now", "undetermined", "conditional", "eligible"],
        },
        "rules_version": TEXT,
        "policy": TEXT,
        "findings": list_of(FINDING),
        "parts": form(
            {
                part: _STATE
                for part in (
                    *("medical-history", "psychiatric-assessment", "medication-check", "objectives"),
                    "safety-screening",
                )
            }
        ),
    }
)

_SETTING: Schema = {"anyOf": [TEXT, NUMBER, {"type": "boolean"}]}
POLICIES_ANSWER = list_of(
    form(
        {
            "name": TEXT,
            "version": TEXT,
            "says": TEXT,
            "digest": TEXT,
            "settings": list_of(
                form(
                    {
                        "name": TEXT,
                        "topic": TEXT,
                        "value": _SETTING,
                        "default": _SETTING,
                        "accepted": TEXT,
                        "says": TEXT,
                        "source": TEXT,
                        "confidence": {"type": "string", "enum": ["V", "V2", "K", "P"]},
                    }
                )
            ),
        }
    )
)
