"""Ledgers as small texts: one event a line, `ID TIME KIND key=value …`, with the usual things left out.

TIME is `09:00` on the first day or `3d09:00` three days later, in Pacific time. Noor acts, and Tomas is the
witness where one is needed; `witness=` leaves him out. What arrives is 10 mL of 50 mg/mL, multi-dose.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any

from euthymia.domain.ledger import POLICY, TWO_SIGN, Book, Policy, parse, shown

FIRST_DAY = datetime.fromisoformat("2026-07-01T00:00:00-07:00")
ARRIVALS = ("opening", "receive")
DETAILS = {
    "ndc": "67457-108-10", "lot": "L1", "expires": "2027-06", "mg_per_ml": 50, "dose_type": "multi",
    "volume_ul": 10_000, "to": "safe",
}  # fmt: skip
SUPPLIER, OURS, OTHERS, DISTRIBUTOR = "RX9841203", "F91234563", "GX9841203", "G99700015"
_LINE = re.compile(r"(\S+) (?:(\d+)d)?(\d\d:\d\d) (\S+)(.*)")
_PAIR = re.compile(r"([a-z_]+)=(\"[^\"]*\"|\S*)")


def document(line: str) -> dict[str, Any]:
    """The JSON object of a line."""
    found = _LINE.fullmatch(line.strip())
    assert found, line
    name, days, clock, kind, rest = found.groups()
    hours, minutes = map(int, clock.split(":"))
    at = FIRST_DAY + timedelta(days=int(days or 0), hours=hours, minutes=minutes)
    made: dict[str, Any] = {"id": name, "kind": kind, "at": at.isoformat(), "by": "noor"}
    loading = kind == "reverse-distribute" and "from=quarantine" in rest
    if kind in TWO_SIGN or loading:
        made["witness"] = "tomas"
    if kind in ARRIVALS:
        made |= DETAILS
    if kind == "receive":
        made["supplier_dea"] = SUPPLIER
    for key, value in _PAIR.findall(rest):
        text = value.strip('"')
        number = key in ("volume_ul", "mg_per_ml") and text
        made[key] = float(text) if number and "." in text else int(text) if number else text
    return made


def told(text: str, policy: Policy = POLICY) -> Book:
    """The book of a text."""
    return Book.of((parse(document(line)) for line in text.strip().splitlines() if line.strip()), policy)


def codes(book: Book) -> dict[str, str]:
    """Refused ids and why."""
    return {refused.id: refused.code for refused in book.refused}


def balances(book: Book) -> dict[str, int]:
    """What is not zero, in microlitres, as people read it."""
    return {name: shown(name, amount.volume_ul) for name, amount in book.balances.items() if amount.volume_ul}
