"""State boards: each state's own register of licences, as a file in that board's own columns.

A board is data: its columns, its way to write a date, and what its words for a status mean. A status that is not
among them is no pass: the answer counts as unreadable until somebody has said what it means.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from euthymia.domain.directory.matching import same_number, same_person
from euthymia.domain.directory.standing import Kind, Outcome
from euthymia.domain.quantities import Confidence, Provenance

from .base import Finding, Question, Source, Unreadable, day, line, rows


@dataclass(frozen=True, slots=True)
class Board:
    """One register. `statuses` maps its words, in lower case, to what they mean for us."""

    key: str
    title: str
    state: str
    address: str
    number: str
    family_name: str
    given_name: str
    status: str
    expires: str
    dates: tuple[str, ...]
    statuses: Mapping[str, Outcome]

    def source(self) -> Source:
        return Source(
            key=self.key, title=self.title, kinds=(Kind.LICENCE,), form="file", every=timedelta(days=30), state=self.state,
            provenance=Provenance("the state's board, monthly (compliance.md 5)", Confidence.K),
            address=lambda question: self.address, place=lambda question: f"{self.key}.csv",
            query=lambda question: f"licence {question.number}, {question.family_name}, {question.given_name}", read=self.read,
        )  # fmt: skip

    def read(self, answer: bytes, question: Question) -> Finding:
        needed = (self.number, self.family_name, self.given_name, self.status, self.expires)
        listed = rows(answer, needed)
        found = [row for row in listed if same_number(question.number, row[self.number])]
        if not found:
            return Finding(Outcome.UNKNOWN, f"no licence of this number among {len(listed)}")
        theirs = [
            row
            for row in found
            if same_person(
                question.family_name, question.given_name, row[self.family_name], row[self.given_name]
            )
        ]
        if not theirs:
            return Finding(Outcome.MISMATCH, "this licence is somebody else's", "\n".join(map(line, found)))
        row = theirs[0]
        outcome = self.statuses.get(row[self.status].casefold())
        if outcome is None:
            raise Unreadable(f"{row[self.status]!r} is no status that is known of {self.title}")
        return Finding(outcome, row[self.status], line(row), day(row[self.expires], self.dates))


_STATUSES = {
    "current": Outcome.ACTIVE, "active": Outcome.ACTIVE, "clear": Outcome.ACTIVE,
    "expired": Outcome.EXPIRED, "delinquent": Outcome.EXPIRED, "inactive": Outcome.EXPIRED, "retired": Outcome.EXPIRED,
    "lapsed": Outcome.EXPIRED, "cancelled": Outcome.EXPIRED, "deceased": Outcome.EXPIRED,
    "suspended": Outcome.BARRED, "revoked": Outcome.BARRED, "surrendered": Outcome.BARRED, "probation": Outcome.BARRED,
    "restricted": Outcome.BARRED,
}  # fmt: skip


def plain_board(key: str, title: str, state: str, address: str) -> Board:
    """A register in the plain form that an installation can make of any board's file: see the how-to page."""
    return Board(
        key, title, state, address, "License Number", "Last Name", "First Name", "License Status", "Expiration Date",
        ("%Y-%m-%d", "%m/%d/%Y"), _STATUSES,
    )  # fmt: skip


CALIFORNIA_MEDICAL = plain_board(
    "board-ca-medical", "Medical Board of California", "CA", "https://www.mbc.ca.gov/"
)
CALIFORNIA_NURSING = plain_board(
    "board-ca-nursing", "California Board of Registered Nursing", "CA", "https://rn.ca.gov/"
)
NEVADA_MEDICAL = plain_board(
    "board-nv-medical", "Nevada State Board of Medical Examiners", "NV", "https://medboard.nv.gov/"
)
BOARDS = (CALIFORNIA_MEDICAL, CALIFORNIA_NURSING, NEVADA_MEDICAL)
