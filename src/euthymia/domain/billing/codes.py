"""Codes that bills are written with: numbers with short words of our own, never the licensed text.

The code sets belong to others (CPT to the American Medical Association). What is shipped are numbers that the fact
base names; a clinic with a licence loads its own list beside them (`read`), and a number that is in neither is refused.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from euthymia.domain.quantities import Confidence, Fault, Provenance, Unusable

Kind = Literal["service", "drug", "modifier", "diagnosis"]
KINDS: tuple[Kind, ...] = ("service", "drug", "modifier", "diagnosis")
_KINDS: dict[str, Kind] = {one: one for one in KINDS}
_SHAPES: dict[Kind, re.Pattern[str]] = {
    "service": re.compile(r"[0-9]{4}[0-9T]|[A-Z][0-9]{4}"),
    "drug": re.compile(r"[A-Z][0-9]{4}"),
    "modifier": re.compile(r"[0-9A-Z]{2}"),
    "diagnosis": re.compile(r"[A-Z][0-9][0-9A-Z](\.[0-9A-Z]{1,4})?"),
}
_COLUMNS = ("number", "kind", "words", "from", "until")


@dataclass(frozen=True, slots=True)
class Code:
    """A number with words of our own; a diagnosis may stand for all that begin with it (`family`)."""

    number: str
    kind: Kind
    words: str
    provenance: Provenance
    first_day: date | None = None
    last_day: date | None = None
    family: bool = False

    def holds_on(self, day: date) -> bool:
        return (self.first_day or day) <= day <= (self.last_day or day)


def _known(source: str, confidence: Confidence, *rows: tuple[str, Kind, str]) -> tuple[Code, ...]:
    return tuple(Code(number, kind, words, Provenance(source, confidence)) for number, kind, words in rows)


_BILLING = "compliance.md 4.5"
_SHORT = "clinical.md 10E"
SHIPPED: tuple[Code, ...] = (
    *_known(
        _BILLING, Confidence.K,
        ("99202", "service", "office visit, new patient, level 2"), ("99203", "service", "office visit, new patient, level 3"),
        ("99204", "service", "office visit, new patient, level 4"), ("99205", "service", "office visit, new patient, level 5"),
        ("99212", "service", "office visit, known patient, level 2"), ("99213", "service", "office visit, known patient, level 3"),
        ("99214", "service", "office visit, known patient, level 4"), ("99215", "service", "office visit, known patient, level 5"),
        ("90791", "service", "psychiatric evaluation"), ("90792", "service", "psychiatric evaluation with medical part"),
        ("90832", "service", "psychotherapy, about 30 min"), ("90834", "service", "psychotherapy, about 45 min"),
        ("90837", "service", "psychotherapy, about 60 min"), ("90833", "service", "psychotherapy 30 min beside a visit"),
        ("90836", "service", "psychotherapy 45 min beside a visit"), ("90838", "service", "psychotherapy 60 min beside a visit"),
        ("96127", "service", "brief scored scale"), ("96160", "service", "risk questionnaire"),
        ("96374", "service", "push into a vein, first drug"), ("96375", "service", "push into a vein, next drug"),
        ("96372", "service", "injection under the skin or into a muscle"), ("93000", "service", "ECG"),
        ("94760", "service", "pulse oximetry, once"), ("94761", "service", "pulse oximetry, several times"),
        ("25", "modifier", "a separate visit on the same day"), ("59", "modifier", "a distinct service"),
        ("XU", "modifier", "a distinct service, no overlap"), ("GA", "modifier", "notice of non-coverage on file"),
        ("GY", "modifier", "not covered by statute"), ("GZ", "modifier", "expected to be denied, no notice"),
        ("J2405", "drug", "ondansetron, 1 mg"), ("J1885", "drug", "ketorolac, 15 mg"), ("J2250", "drug", "midazolam, 1 mg"),
    ),
    *_known(
        _BILLING, Confidence.V,
        ("96365", "service", "infusion into a vein, up to the first hour"), ("96366", "service", "infusion into a vein, each further hour"),
        ("J3490", "drug", "drug without a number of its own (racemic ketamine)"),
        ("0820T", "service", "watching a psychedelic session, first clinician, per hour"),
        ("0821T", "service", "watching a psychedelic session, second clinician, per hour"),
        ("0822T", "service", "watching a psychedelic session, staff, per hour"),
        ("G2082", "service", "visit with esketamine up to 56 mg and 2 h of observation"),
        ("G2083", "service", "visit with esketamine over 56 mg and 2 h of observation"),
        ("JW", "modifier", "discarded from a single-dose container"), ("JZ", "modifier", "nothing discarded from a single-dose container"),
    ),
    Code("J0013", "drug", "esketamine in the nose, 1 mg", Provenance(_BILLING, Confidence.V), first_day=date(2026, 1, 1)),
    Code("S0013", "drug", "esketamine in the nose, 1 mg", Provenance(_BILLING, Confidence.V), last_day=date(2025, 12, 31)),
    *_known(
        _SHORT, Confidence.K,
        ("90846", "service", "talk with the family, patient absent"), ("90847", "service", "talk with the family, patient present"),
        ("90853", "service", "group psychotherapy"), ("99417", "service", "prolonged office visit"),
    ),
    *_known(
        _SHORT, Confidence.V,
        ("90867", "service", "TMS, mapping and first"), ("90868", "service", "TMS, each delivery"),
        ("90869", "service", "TMS, threshold again, with delivery"),
    ),
    *(
        Code(number, "diagnosis", words, Provenance(_BILLING, Confidence.K), family=True)
        for number, words in (
            ("F32", "depressive episode"), ("F33", "recurrent depression"), ("F43.1", "post-traumatic stress"), ("F41", "anxiety"),
            ("F42", "obsessive-compulsive"), ("G90.5", "complex regional pain syndrome"), ("G89", "pain"),
        )
    ),
    Code("R45.851", "diagnosis", "suicidal ideation", Provenance(_BILLING, Confidence.K)),
    Code("M79.7", "diagnosis", "fibromyalgia", Provenance(_BILLING, Confidence.K)),
)  # fmt: skip
INFUSION_FIRST, INFUSION_MORE, UNCLASSIFIED_DRUG = "96365", "96366", "J3490"


@dataclass(frozen=True, slots=True)
class CodeSet:
    """The shipped codes and what a clinic loaded; where both have a number, the clinic's words count."""

    codes: tuple[Code, ...] = SHIPPED

    def find(self, number: str, kinds: Iterable[Kind], day: date) -> Code | None:
        """The code of one of these kinds in force on a day; None for one that nobody has named."""
        wanted = set(kinds)
        for one in reversed(self.codes):
            if one.kind in wanted and one.holds_on(day) and _fits(one, number):
                return one
        return None

    def fault(self, at: str, number: str, kinds: Iterable[Kind], day: date) -> Fault | None:
        """Why this number cannot stand on a bill of that day; None when it can."""
        kinds = tuple(kinds)
        if self.find(number, kinds, day) is not None:
            return None
        says = f"{number!r} is no {' or '.join(kinds)} code that this clinic knows on {day.isoformat()}"
        return Fault(at, "unknown-code", says, "a code of the list, or one the clinic has loaded")


SHIPPED_ONLY = CodeSet()


def _fits(code: Code, number: str) -> bool:
    if code.number == number:
        return True
    return code.family and number.startswith(code.number) and bool(_SHAPES["diagnosis"].fullmatch(number))


def read(text: str, source: str) -> tuple[Code, ...]:
    """A clinic's own list: CSV with the columns number, kind, words, from, until. Raises Unusable, a fault for each line.

    `from` and `until` are days (2026-01-01) or empty; whoever loads a list answers for the right to its words.
    """
    rows = csv.DictReader(io.StringIO(text.lstrip("\ufeff")))
    if tuple(rows.fieldnames or ()) != _COLUMNS:
        raise Unusable.one(
            "/1", "columns", "these are not the columns of a list of codes", ",".join(_COLUMNS)
        )
    provenance, faults, found = Provenance(source, Confidence.P), list[Fault](), list[Code]()
    for line, row in enumerate(rows, start=2):
        try:
            found.append(_read(row, f"/{line}", provenance))
        except Unusable as refused:
            faults += refused.faults
    if faults:
        raise Unusable(faults)
    if not found:
        raise Unusable.one("/2", "empty", "there is no code in it", "a line for each code")
    return tuple(found)


def _read(row: Mapping[str, str | None], at: str, provenance: Provenance) -> Code:
    number, kind = (row["number"] or "").strip().upper(), _KINDS.get((row["kind"] or "").strip())
    words = (row["words"] or "").strip()
    if kind is None:
        raise Unusable.one(at, "kind", f"{row['kind']!r} is no kind of code", ", ".join(KINDS))
    if not _SHAPES[kind].fullmatch(number):
        raise Unusable.one(at, "number", f"{number!r} does not look like a {kind} code", "its number alone")
    if not words or len(words) > 200:
        raise Unusable.one(at, "words", f"{number} has no words, or too many", "1 to 200 characters")
    first, last = _day(row["from"], at), _day(row["until"], at)
    if first and last and last < first:
        raise Unusable.one(at, "days", f"{number} ends before it begins", "from no later than until")
    return Code(number, kind, words, provenance, first, last)


def _day(text: str | None, at: str) -> date | None:
    if not (text or "").strip():
        return None
    try:
        return date.fromisoformat((text or "").strip())
    except ValueError:
        raise Unusable.one(at, "day", f"{text!r} is no day", "a day such as 2026-01-01, or nothing") from None
