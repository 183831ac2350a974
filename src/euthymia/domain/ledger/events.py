"""Controlled-substance events as they are written: one frozen type, and one strict parser for all kinds.

An event that cannot be understood is `Unusable`; one that is understood and must not happen is refused by
the ledger, with a code of `refusals`. `null` and blank text mean: not given.
"""

from __future__ import annotations

import json
import re
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from fractions import Fraction
from functools import lru_cache
from typing import Any

from euthymia.domain.quantities import Fault, Unusable

from .products import FORMS, SUBSTANCES

KINDS = (
    "opening", "receive", "move", "distribute", "receive-from", "draw", "administer", "waste", "return-sealed",
    "breakage", "quarantine", "reverse-distribute", "destroy", "count", "resolve", "loss", "theft", "reverse",
)  # fmt: skip
DOSE_TYPES = ("single", "multi")

VOLUME_UL_MAX = 1_000_000_000
_UNITS_MAX, _CONTENT_UG_MAX = 1_000_000, 1_000_000_000
_MG_PER_ML_MAX = 10_000
_TEXT_MAX, _REASON_MAX = 200, 4_000
_EARLIEST, _LATEST = datetime(1970, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One event. Volumes are whole microlitres of undiluted stock, `mg_per_ml` is exact, times have an offset.

    Of a device `units` are whole devices and `content_ug` is what its label says is in one, in micrograms.

    `content` is its canonical text (RFC 8785: sorted keys, no blanks, nothing that was not given): what the
    chain covers, and what makes two events with one id the same or not.
    """

    id: str
    kind: str
    at: datetime
    content: str
    recorded_at: datetime | None = None
    by: str | None = None
    witness: str | None = None
    source: str | None = None
    to: str | None = None
    volume_ul: int | None = None
    vial: str | None = None
    patient: str | None = None
    order: str | None = None
    syringe: str | None = None
    reason: str | None = None
    ref: str | None = None
    ndc: str | None = None
    lot: str | None = None
    expires: date | None = None
    mg_per_ml: Fraction | None = None
    dose_type: str | None = None
    supplier_dea: str | None = None
    form: str | None = None
    substance: str | None = None
    units: int | None = None
    content_ug: int | None = None


def parse(document: Any) -> Event:
    """The event of a JSON object. Raises `Unusable` with a fault for each thing wrong, by JSON pointer."""
    if not isinstance(document, dict):
        raise Unusable.one("", "not-an-object", "an event is a JSON object", "keys " + " ".join(FIELDS))
    faults: list[Fault] = []
    given: dict[str, Any] = {}
    read: dict[str, Any] = {}
    for key, value in document.items():
        field = FIELDS.get(key)
        if field is None:
            faults.append(
                Fault(_pointer(key), "unknown-key", f"{key!r} is no key of an event", " ".join(FIELDS))
            )
        elif value is not None and not (isinstance(value, str) and not value.strip()):
            try:
                read[field.attribute] = field.read(value)
                given[key] = value
            except _Wrong as wrong:
                faults.append(
                    Fault(f"/{key}", wrong.code, f"{key} is {_quoted(value)}{wrong.says}", field.accepted)
                )
    for key in ("id", "kind", "at"):
        if key not in given and not any(fault.at == f"/{key}" for fault in faults):
            faults.append(Fault(f"/{key}", "missing", f"{key} is missing", FIELDS[key].accepted))
    if faults:
        raise Unusable(faults)
    content = json.dumps(given, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return Event(content=content, **read)


class _Wrong(ValueError):
    """A value that is not what its key accepts."""

    def __init__(self, code: str, says: str = "") -> None:
        self.code, self.says = code, says


@dataclass(frozen=True, slots=True)
class _Field:
    """A key of an event: the attribute it fills, how it is read, what it accepts."""

    attribute: str
    read: Callable[[Any], Any]
    accepted: str


def _pointer(key: str) -> str:
    return "/" + key.replace("~", "~0").replace("/", "~1")


def _quoted(value: Any) -> str:
    said = json.dumps(value, ensure_ascii=True)
    return said if len(said) <= 80 else said[:77] + "..."


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise _Wrong("not-text", ", not text")
    if value != value.strip():
        raise _Wrong("blanks", ", with blanks at its ends")
    if len(value) > _TEXT_MAX or not value.isprintable():
        raise _Wrong("not-printable", ", too long or not printable")
    return value


def _reason(value: Any) -> str:
    if not isinstance(value, str):
        raise _Wrong("not-text", ", not text")
    if len(value) > _REASON_MAX or not "".join(value.split()).isprintable():
        raise _Wrong("not-printable", ", too long or not printable")
    return value


def _one_of(names: tuple[str, ...]) -> Callable[[Any], str]:
    def read(value: Any) -> str:
        if value not in names:
            raise _Wrong("unknown")
        return str(value)

    return read


@lru_cache(maxsize=1_024)
def _instant(value: str) -> datetime:
    moment = datetime.fromisoformat(value)
    if not _EARLIEST <= moment < _LATEST:  # a TypeError for a time without an offset
        raise ValueError(value)
    return moment


def _time(value: Any) -> datetime:
    try:
        return _instant(value)
    except (TypeError, ValueError):
        raise _Wrong("not-a-time") from None


def _volume(value: Any) -> int:
    if type(value) is not int or not 0 <= value <= VOLUME_UL_MAX:
        raise _Wrong("not-a-volume")
    return value


def _units(value: Any) -> int:
    if type(value) is not int or not 0 <= value <= _UNITS_MAX:
        raise _Wrong("not-a-number")
    return value


def _content(value: Any) -> int:
    if type(value) is not int or not 0 < value <= _CONTENT_UG_MAX:
        raise _Wrong("not-a-mass")
    return value


def _concentration(value: Any) -> Fraction:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise _Wrong("not-a-number")
    if not 0 < value <= _MG_PER_ML_MAX:
        raise _Wrong("out-of-range")
    exact = Fraction(str(value))
    if (exact * 1_000).denominator != 1:
        raise _Wrong("too-fine")
    return exact


_YEAR_FIRST = re.compile(r"([0-9]{4})-([0-9]{2})(?:-([0-9]{2}))?")
_MONTH_FIRST = re.compile(r"([0-9]{2})[-/]([0-9]{4})")


def _expiry(value: Any) -> date:
    """A month means its last day (compliance.md 1.9 row 7)."""
    if not isinstance(value, str):
        raise _Wrong("not-a-date")
    found = _YEAR_FIRST.fullmatch(value)
    if found is not None:
        year, month, day = int(found[1]), int(found[2]), found[3]
    elif (label := _MONTH_FIRST.fullmatch(value)) is not None:
        year, month, day = int(label[2]), int(label[1]), None
    else:
        raise _Wrong("not-a-date")
    try:
        return date(year, month, monthrange(year, month)[1] if day is None else int(day))
    except ValueError:
        raise _Wrong("not-a-date") from None


_ID = "text without blanks at its ends"
_TIME = "ISO 8601 with an offset, such as 2026-11-20T10:00:00-08:00"
FIELDS: dict[str, _Field] = {
    "id": _Field("id", _text, "the client's own id, " + _ID),
    "kind": _Field("kind", _one_of(KINDS), " ".join(KINDS)),
    "at": _Field("at", _time, _TIME),
    "recorded_at": _Field("recorded_at", _time, _TIME),
    "by": _Field("by", _text, "a person's id, " + _ID),
    "witness": _Field("witness", _text, "a person's id, " + _ID),
    "from": _Field("source", _text, "a place, a DEA number, quarantine, in-transit or stolen, " + _ID),
    "to": _Field("to", _text, "a place, a DEA number or an account, " + _ID),
    "volume_ul": _Field("volume_ul", _volume, "a whole number of microlitres from 0"),
    "vial": _Field("vial", _text, "the vial's id, " + _ID),
    "patient": _Field("patient", _text, "the patient's id, " + _ID),
    "order": _Field("order", _text, "the order's id, " + _ID),
    "syringe": _Field("syringe", _text, "the syringe's id where an order has more than one, " + _ID),
    "reason": _Field("reason", _reason, "a few words"),
    "ref": _Field("ref", _text, "the id of an earlier event, " + _ID),
    "ndc": _Field("ndc", _text, "an NDC with hyphens, such as 67457-108-10"),
    "lot": _Field("lot", _text, "the lot, " + _ID),
    "expires": _Field("expires", _expiry, "a date such as 2027-06-30, or a month such as 2027-06"),
    "mg_per_ml": _Field("mg_per_ml", _concentration, "a number above 0 with at most three decimals"),
    "dose_type": _Field("dose_type", _one_of(DOSE_TYPES), " ".join(DOSE_TYPES)),
    "supplier_dea": _Field("supplier_dea", _text, "a DEA number"),
    "form": _Field("form", _one_of(FORMS), " ".join(FORMS)),
    "substance": _Field("substance", _one_of(tuple(SUBSTANCES)), " ".join(SUBSTANCES)),
    "units": _Field("units", _units, "a whole number of devices from 0"),
    "content_ug": _Field("content_ug", _content, "whole micrograms in one device, from 1"),
}
