"""CMS NPPES: the registry of NPIs, asked over its API (version 2.1), one number at a time.

It proves identity and nothing more: licence numbers in it are self-reported (compliance.md 5). A deactivated NPI is
dropped from its answers and looks like one that was never issued.
"""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

from euthymia.domain.directory.matching import same_person
from euthymia.domain.directory.standing import Kind, Outcome
from euthymia.domain.quantities import Confidence, Provenance

from .base import Finding, Question, Source, Unreadable

ADDRESS = "https://npiregistry.cms.hhs.gov/api/"


def address(question: Question) -> str:
    return f"{ADDRESS}?version=2.1&number={question.number}"


def read(answer: bytes, question: Question) -> Finding:
    found = _result(answer)
    if found is None:
        return Finding(
            Outcome.UNKNOWN,
            "the registry has no such NPI, or has deactivated it",
            answer.decode("utf-8", "replace"),
        )
    excerpt = json.dumps(found, sort_keys=True, separators=(",", ":"))
    basic: dict[str, Any] = found["basic"] if isinstance(found.get("basic"), dict) else {}
    names = [(basic.get("last_name", ""), basic.get("first_name", ""))]
    names += [(one.get("last_name", ""), one.get("first_name", "")) for one in found.get("other_names") or ()]
    if str(found.get("number")) != question.number:
        raise Unreadable("the answer is about another number")
    if not any(
        same_person(question.family_name, question.given_name, family, given) for family, given in names
    ):
        return Finding(Outcome.MISMATCH, f"this NPI is {names[0][1]} {names[0][0]}'s", excerpt)
    if basic.get("status") != "A":
        return Finding(Outcome.EXPIRED, "the NPI is not active", excerpt)
    return Finding(
        Outcome.ACTIVE, f"active; last updated {basic.get('last_updated', 'at an unstated date')}", excerpt
    )


def _result(answer: bytes) -> dict[str, Any] | None:
    try:
        document = json.loads(answer)
        results = document["results"]
        count = document["result_count"]
    except (ValueError, KeyError, TypeError) as wrong:
        raise Unreadable("not an answer of the NPPES API, version 2.1") from wrong
    if (
        not isinstance(results, list)
        or count != len(results)
        or any(not isinstance(one, dict) for one in results)
    ):
        raise Unreadable("the answer does not count its own results")
    return results[0] if results else None


SOURCE = Source(
    key="nppes", title="CMS NPPES NPI registry", kinds=(Kind.NPI,), form="api", every=timedelta(days=7),
    provenance=Provenance("CMS NPPES (compliance.md 5)", Confidence.V), address=address,
    place=lambda question: f"nppes/{question.number}.json", query=lambda question: f"number={question.number}", read=read,
)  # fmt: skip
