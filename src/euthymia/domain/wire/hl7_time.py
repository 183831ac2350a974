"""HL7 v2 time stamps: YYYYMMDDHHMM[SS[.SSSS]][+/-ZZZZ]."""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone, tzinfo
from functools import lru_cache

from euthymia.domain.quantities import Unusable

from .channels import short

_STAMP = re.compile(
    r"([0-9]{4})([0-9]{2})([0-9]{2})([0-9]{2})([0-9]{2})(?:([0-9]{2})(?:\.([0-9]{1,6})[0-9]{0,6})?)?"
    r"(?:([+-])([0-9]{2})([0-9]{2}))?",
    re.ASCII,
)
_YEARS = range(1900, 3000)  # outside them a device's clock is broken, and arithmetic with offsets overflows
_ACCEPTED = "YYYYMMDDHHMM[SS[.S]][+/-ZZZZ]"


@lru_cache(maxsize=256)  # all signs of a message have one time
def timestamp(text: str, zone: tzinfo) -> datetime:
    """An aware instant; `zone` counts where the text states no offset.

    Raises `Unusable` for anything coarser than a minute: a reading of "that day" is no reading.
    """
    stated = _stated(text)
    return stated if stated.tzinfo else stated.replace(tzinfo=zone)


@lru_cache(maxsize=256)  # monitors that send in one second write one time
def _stated(text: str) -> datetime:
    """Without a zone where the text states no offset."""
    match = _STAMP.fullmatch(text.strip())
    if match is None:
        raise Unusable.one("", "time", f"{short(text)} is no time", _ACCEPTED)
    year, month, day, hour, minute, second = (int(part or 0) for part in match.groups()[:6])
    microsecond = int((match[7] or "0").ljust(6, "0"))
    try:
        if year not in _YEARS:
            raise ValueError(year)
        return datetime(year, month, day, hour, minute, second, microsecond, tzinfo=_offset(match))
    except ValueError:
        raise Unusable.one("", "time", f"{short(text)} is no time of the calendar", _ACCEPTED) from None


def offset(text: str) -> timezone | None:
    """The offset a time stamp states, or None. Raises ValueError for one no place on Earth has."""
    match = _STAMP.fullmatch(text.strip())
    return _offset(match) if match else None


def _offset(match: re.Match[str]) -> timezone | None:
    if match[8] is None:
        return None
    hours, minutes = int(match[9]), int(match[10])
    if hours > 14 or minutes > 59:
        raise ValueError(match[0])
    ahead = timedelta(hours=hours, minutes=minutes)
    return timezone(ahead if match[8] == "+" else -ahead)
