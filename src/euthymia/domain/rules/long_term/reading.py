"""Results that stand elsewhere in the record, read as answers of a check; what cannot be read gives no answer."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from euthymia.domain.terminology.condition import Kind
from euthymia.domain.terminology.conditions import of_code, read

LIVER_TESTS = ("alt", "ast", "alp", "ggt", "bilirubin")
BIPOLAR = frozenset({"bipolar"})
# Which conditions count as cardiovascular disease here; the fact base says "CVD" and lists none (P).
CARDIOVASCULAR = frozenset({
    "aneurysm", "stroke", "mi", "old-mi", "unstable-angina", "coronary-procedure", "coronary-disease", "heart-failure",
    "arrhythmia", "long-qt", "cardiac-device", "valve-disease", "pulmonary-hypertension", "vascular-disease",
})  # fmt: skip
_FINE = re.compile(r"\b(?:no|not|neg|negative|none|absent|without|nil|normal|clear|unremarkable|wnl)\b")
_AWAITED = re.compile(r"\b(?:pending|awaited|not done|unknown|not collected|ordered|refused)\b")
_BLOOD = re.compile(r"\b(?:blood|haem|hem|rbc|erythrocytes?)|haematuria|hematuria")


def urinalysis(words: str) -> dict[str, Any] | None:
    """A laboratory's words as the answer of the dipstick; None while there is none."""
    text = words.strip().lower()
    if not text or _AWAITED.search(text):
        return None
    odd = [part for part in re.split(r"[,;\n]", text) if part.strip() and not _FINE.search(part)]
    if not odd:
        return {"finding": "negative"}
    if any(_BLOOD.search(part) for part in odd):
        return {"finding": "blood"}
    return {"finding": "other", "words": words.strip()}


def liver(values: Mapping[str, Any]) -> dict[str, Any] | None:
    """The highest of the liver tests as a multiple of its own upper limit; None where none states one."""
    times = [
        one["value"] / one["upper"]
        for name in LIVER_TESTS
        if isinstance(one := values.get(name), Mapping)
        and isinstance(one.get("value"), int | float)
        and isinstance(one.get("upper"), int | float)
        and one["upper"] > 0
    ]
    return {"times_upper": round(max(times), 2)} if times else None


def holds(texts_and_codes: Iterable[tuple[str, str]], keys: frozenset[str]) -> bool:
    """Whether one of these statements names one of the conditions as present."""
    for text, code in texts_and_codes:
        coded = of_code(code) if code else of_code(text)
        if coded is not None and coded.key in keys:
            return True
        if any(one.kind is Kind.PRESENT and one.condition.key in keys for one in read(text).mentions):
            return True
    return False
