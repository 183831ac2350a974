"""The numbers on a vial, a registration and a licence: NPI, DEA number, NDC, and what derives from them.

A check digit shows a slip of the pen. It never shows that a number exists or whose it is.
Sources: compliance.md 1.11 (NDC), 1.13 (DEA number), 1.14 (NPI, vectors).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

# ASCII only: full-width digits are digits to Python, and to nobody's database.
_NPI = re.compile(r"[0-9]{10}")
_DEA = re.compile(r"[A-Z][A-Z9][0-9]{7}(-[A-Z0-9]{1,7})?")
_NDC = re.compile(r"[0-9]+-[0-9]+-[0-9]+")
_DIGITS = re.compile(r"[0-9]+")

# Luhn over 80840 and the ten digits: the prefix adds 24 to the sum.
_NPI_PREFIX_SUM = 24

# The short segment is padded with a zero: 10 digits of the FDA become 11 of billing (5-4-2).
_BILLING = (5, 4, 2)
_PADDED = {(4, 4, 2): 0, (5, 3, 2): 1, (5, 4, 1): 2}
_FROM_2033 = (6, 4, 2)
_NDC_ACCEPTED = "4-4-2, 5-3-2, 5-4-1, 5-4-2 or 6-4-2 digits with hyphens"

_FAMILIES = {
    **dict.fromkeys("ABFG", "practitioner, clinic or pharmacy"),
    "M": "mid-level practitioner",
    **dict.fromkeys("PR", "distributor or treatment programme"),
    "X": "a retired kind of number",
}


@dataclass(frozen=True, slots=True)
class Identifier:
    """A number in its normal form (trimmed, upper case), whether it can be one, and why."""

    kind: str
    value: str
    valid: bool
    why: str
    ndc_11: str | None = None
    gtin_14: str | None = None


def identify(kind: str, value: str) -> Identifier:
    """The verdict on a value as a `kind` of `KINDS`. Raises KeyError for another kind."""
    return KINDS[kind](_normal(value))


def _normal(value: str) -> str:
    """Trimmed, upper case; outside ASCII letters change into others when raised, so those stay as they are."""
    trimmed = value.strip()
    return trimmed.upper() if trimmed.isascii() else trimmed


def dea_registration(value: str) -> str | None:
    """The registration of a valid DEA number, without a hospital's suffix; None when it is not one."""
    found = _dea(_normal(value))
    return found.value.partition("-")[0] if found.valid else None


def gtin_check_digit(digits: str) -> int:
    """GS1 mod 10 over all digits but the last: weights 3 and 1 from the right."""
    total = sum(int(digit) * (3, 1)[place % 2] for place, digit in enumerate(reversed(digits)))
    return -total % 10


def _npi(value: str) -> Identifier:
    def verdict(valid: bool, why: str) -> Identifier:
        return Identifier("npi", value, valid, why)

    if not _NPI.fullmatch(value):
        return verdict(False, "an NPI has ten digits 0 to 9 and nothing else")
    if value[0] not in "12":
        return verdict(False, f"an NPI begins with 1 or 2, not with {value[0]}")
    expected = _luhn_digit(value[:-1])
    if int(value[-1]) != expected:
        return verdict(False, f"the check digit is {value[-1]}, and the other digits ask for {expected}")
    return verdict(
        True, "ten digits and the check digit agree; it cannot see 09 and 90 swapped: confirm the name"
    )


def _luhn_digit(digits: str) -> int:
    total = _NPI_PREFIX_SUM
    for place, digit in enumerate(reversed(digits)):
        doubled = int(digit) * (2 if place % 2 == 0 else 1)
        total += doubled // 10 + doubled % 10
    return -total % 10


def _dea(value: str) -> Identifier:
    def verdict(valid: bool, why: str) -> Identifier:
        return Identifier("dea", value, valid, why)

    if not _DEA.fullmatch(value):
        return verdict(False, "a DEA number is two letters (the second may be 9) and seven digits")
    d = [int(digit) for digit in value[2:9]]
    expected = (d[0] + d[2] + d[4] + 2 * (d[1] + d[3] + d[5])) % 10
    if d[6] != expected:
        return verdict(False, f"the check digit is {d[6]}, and the other digits ask for {expected}")
    family = _FAMILIES.get(value[0])
    whose = f" ({value[0]}: {family})" if family else ""
    return verdict(True, f"letters and check digit agree{whose}; that does not show that it exists")


def _ndc(value: str) -> Identifier:
    def invalid(why: str) -> Identifier:
        return Identifier("ndc", value, False, why)

    if _DIGITS.fullmatch(value):
        return invalid(
            f"without hyphens it is ambiguous: several NDCs have these digits; accepted: {_NDC_ACCEPTED}"
        )
    if not _NDC.fullmatch(value):
        return invalid(f"not digits in three parts; accepted: {_NDC_ACCEPTED}")
    parts = value.split("-")
    lengths = (len(parts[0]), len(parts[1]), len(parts[2]))
    if lengths in _PADDED:
        short = _PADDED[lengths]
        padded = [("0" + part) if place == short else part for place, part in enumerate(parts)]
        why = "ten digits, {}-{}-{}; the {} part is padded for billing".format(
            *lengths, ("labeler", "product", "package")[short]
        )
        return Identifier("ndc", value, True, why, "".join(padded), _gtin("".join(parts)))
    if lengths == _BILLING:
        return Identifier(
            "ndc", value, True, "eleven digits, 5-4-2, as in billing", "".join(parts), _gtin_of(parts)
        )
    if lengths == _FROM_2033:
        return _twelve_digits(value, parts)
    return invalid("{}-{}-{} is no form of an NDC; accepted: {}".format(*lengths, _NDC_ACCEPTED))


def _twelve_digits(value: str, parts: list[str]) -> Identifier:
    why = "twelve digits, 6-4-2, the form from 2033-03-07"
    if parts[0][0] != "0":
        return Identifier("ndc", value, True, f"{why}; this labeler has no eleven-digit form")
    shorter = [parts[0][1:], *parts[1:]]
    return Identifier("ndc", value, True, why, "".join(shorter), _gtin_of(shorter))


def _gtin_of(billing: list[str]) -> str | None:
    """Of an 11-digit form: only where one part alone begins with the zero that padding would have added."""
    zero = [place for place, part in enumerate(billing) if part[0] == "0"]
    if len(zero) != 1:
        return None
    return _gtin("".join(part[1:] if place == zero[0] else part for place, part in enumerate(billing)))


def _gtin(ten: str) -> str:
    """GTIN-14 of the single package: indicator 0, the US drug prefix 03, the ten digits, a check digit."""
    digits = "003" + ten
    return digits + str(gtin_check_digit(digits))


KINDS: dict[str, Callable[[str], Identifier]] = {"npi": _npi, "dea": _dea, "ndc": _ndc}
