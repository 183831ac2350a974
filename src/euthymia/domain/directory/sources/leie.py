"""OIG LEIE: the list of individuals and entities excluded from federal health programmes, one CSV file each month.

Only rows from about 2008 on carry an NPI. Elsewhere a name is all there is: such a match is possible, neither clear
nor proven, and a person has to tell (compliance.md 5).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from euthymia.domain.directory.matching import same_person
from euthymia.domain.directory.standing import Kind, Outcome
from euthymia.domain.quantities import Confidence, Provenance

from .base import Finding, Question, Source, day, line, rows

ADDRESS = "https://oig.hhs.gov/exclusions/downloadables/UPDATED.csv"
_NEEDED = ("LASTNAME", "FIRSTNAME", "NPI", "EXCLTYPE", "EXCLDATE", "REINDATE")
_NO_NPI = "0000000000"


def read(answer: bytes, question: Question) -> Finding:
    listed = rows(answer, _NEEDED)
    possible = []
    for row in listed:
        if _reinstated(row):
            continue
        if question.npi and row["NPI"] == question.npi:
            return Finding(Outcome.BARRED, f"excluded, {row['EXCLTYPE']}, since {_since(row)}", line(row))
        unnumbered = row["NPI"] in ("", _NO_NPI)
        if (unnumbered or not question.npi) and same_person(
            question.family_name, question.given_name, row["LASTNAME"], row["FIRSTNAME"]
        ):
            possible.append(row)
    if possible:
        return Finding(
            Outcome.POSSIBLE, "somebody of this name is excluded; the list does not tell them apart",
            "\n".join(line(row) for row in possible),
        )  # fmt: skip
    return Finding(Outcome.CLEAR, f"not among {len(listed)} excluded")


def _reinstated(row: Mapping[str, str]) -> bool:
    return day(row["REINDATE"], ("%Y%m%d",)) is not None


def _since(row: Mapping[str, str]) -> str:
    since = day(row["EXCLDATE"], ("%Y%m%d",))
    return since.isoformat() if since else "an unstated date"


SOURCE = Source(
    key="leie", title="OIG list of excluded individuals and entities", kinds=(Kind.EXCLUSION,), form="file",
    every=timedelta(days=30), provenance=Provenance("OIG bulletin 2013-05-08, monthly (compliance.md 5)", Confidence.V2),
    address=lambda question: ADDRESS, place=lambda question: "leie.csv",
    query=lambda question: f"{question.family_name}, {question.given_name}, NPI {question.npi or 'not stated'}", read=read,
)  # fmt: skip
