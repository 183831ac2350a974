"""The GS1 DataMatrix of a vial: GTIN, expiry, lot and serial number out of what a scanner typed.

Read are the forms that scanners send: with FNC1 as the group separator (with or without the symbology
identifier ]d2), and the printed form with parentheses. Source: compliance.md 1.11 row 5.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from .identifiers import gtin_check_digit
from .refusal import Unusable

SEPARATOR = "\x1d"
_SYMBOLOGY = "]d2"
_FIXED = {"01": 14, "17": 6}
_VARIABLE = {"10": 20, "21": 20}
_PRINTED = re.compile(r"\((\d{2})\)([^()]*)")
_ACCEPTED = "the elements (01) GTIN, (17) expiry, (10) lot, (21) serial number"
_US_DRUG = "03"


@dataclass(frozen=True, slots=True)
class Scan:
    """What stands in a vial's code; `ndc_10` are the ten digits of the NDC, without their hyphens."""

    gtin_14: str
    ndc_10: str | None
    expires: date | None
    lot: str | None
    serial: str | None


def read_scan(text: str, at: str = "") -> Scan:
    """The elements of a scanned code. Raises `Unusable` for a code that is not one of a medicine."""
    elements = _elements(text.strip("\r\n \t"), at)
    gtin = elements.get("01")
    if gtin is None:
        raise Unusable.one(at, "no-gtin", "the code holds no GTIN", _ACCEPTED)
    if not gtin.isascii() or not gtin.isdigit() or int(gtin[-1]) != gtin_check_digit(gtin[:-1]):
        says = f"the GTIN {gtin} was not read properly: its check digit is wrong"
        raise Unusable.one(at, "gtin-check-digit", says, "the code scanned once more")
    ndc_10 = gtin[3:13] if gtin[1:3] == _US_DRUG else None
    expiry = elements.get("17")
    return Scan(
        gtin, ndc_10, None if expiry is None else _expiry(expiry, at), elements.get("10"), elements.get("21")
    )


def _elements(text: str, at: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, value in _printed(text, at) if text.startswith("(") else _scanned(text, at):
        if name in found:
            raise Unusable.one(at, "twice", f"the element ({name}) stands twice", _ACCEPTED)
        width, limit = _FIXED.get(name), _VARIABLE.get(name)
        if width is None and limit is None:
            raise Unusable.one(at, "unknown-element", f"the element ({name}) is not read here", _ACCEPTED)
        if (width is not None and len(value) != width) or (limit is not None and not 0 < len(value) <= limit):
            raise Unusable.one(at, "length", f"the element ({name}) has {len(value)} characters", _ACCEPTED)
        found[name] = value
    return found


def _printed(text: str, at: str) -> list[tuple[str, str]]:
    found = _PRINTED.findall(text)
    if "".join(f"({name}){value}" for name, value in found) != text:
        raise Unusable.one(at, "not-gs1", f"{text!r} is no GS1 code", _ACCEPTED)
    return found


def _scanned(text: str, at: str) -> list[tuple[str, str]]:
    rest, found = text.removeprefix(_SYMBOLOGY).removeprefix(SEPARATOR), []
    if not rest:
        raise Unusable.one(at, "not-gs1", "nothing was scanned", _ACCEPTED)
    while rest:
        name, rest = rest[:2], rest[2:]
        width = _FIXED.get(name)
        end = width if width is not None else (rest.find(SEPARATOR) if SEPARATOR in rest else len(rest))
        found.append((name, rest[:end]))
        rest = rest[end:].removeprefix(SEPARATOR)
    return found


def _expiry(text: str, at: str) -> date:
    """YYMMDD of this century; day 00 is the last day of the month."""
    try:
        year, month, day = 2000 + int(text[:2]), int(text[2:4]), int(text[4:])
        return date(year, month, day or monthrange(year, month)[1])
    except ValueError:
        raise Unusable.one(at, "not-a-date", f"the expiry {text} is no date", "YYMMDD") from None
