"""SAM.gov: exclusions from federal procurement and programmes, the public extract as a CSV file."""

from __future__ import annotations

from datetime import timedelta

from euthymia.domain.directory.matching import same_person
from euthymia.domain.directory.standing import Kind, Outcome
from euthymia.domain.quantities import Confidence, Provenance

from .base import Finding, Question, Source, line, rows

# The extract's own address changes with its date: an installation keeps the file in its folder of answers.
ADDRESS = "https://sam.gov/data-services/Exclusions/Public%20V2"
_NEEDED = ("Classification", "First", "Last", "NPI", "Record Status", "Excluding Agency", "Active Date")


def read(answer: bytes, question: Question) -> Finding:
    listed = rows(answer, _NEEDED)
    possible = []
    for row in listed:
        if row["Classification"].casefold() != "individual" or row["Record Status"].casefold() == "inactive":
            continue
        if question.npi and row["NPI"] == question.npi:
            says = f"excluded by {row['Excluding Agency']} since {row['Active Date']}"
            return Finding(Outcome.BARRED, says, line(row))
        if (not row["NPI"] or not question.npi) and same_person(
            question.family_name, question.given_name, row["Last"], row["First"]
        ):
            possible.append(row)
    if possible:
        return Finding(
            Outcome.POSSIBLE, "somebody of this name is excluded; the list does not tell them apart",
            "\n".join(line(row) for row in possible),
        )  # fmt: skip
    return Finding(Outcome.CLEAR, f"not among {len(listed)} excluded")


SOURCE = Source(
    key="sam", title="SAM.gov exclusions", kinds=(Kind.EXCLUSION,), form="file", every=timedelta(days=30),
    provenance=Provenance("42 CFR 455.436(c)(2), monthly (compliance.md 5)", Confidence.V),
    address=lambda question: ADDRESS, place=lambda question: "sam.csv",
    query=lambda question: f"{question.family_name}, {question.given_name}, NPI {question.npi or 'not stated'}", read=read,
)  # fmt: skip
