"""How long a value that a person read off stays true: until the schedule's next look at that sign counts as missed.

A monitor that is silent for ten seconds has lost its patient; a nurse who is silent for ten seconds has not. So what
was typed is never judged by the staleness of a device. When the next look is due, the due clock says (`due`), and a
second person is told; this is the line behind it, at which the last look is no longer shown as one.
"""

from __future__ import annotations

from collections.abc import Iterator

from euthymia.domain.quantities import Confidence, Provenance

from .due import MISSED_AFTER_INTERVALS, SCHEDULE, Every, Sign

BY_HAND_PROVENANCE = Provenance(
    "site default: 1.5 of the longest interval that the schedule leaves between two looks at the sign", Confidence.P
)  # fmt: skip

# The sign of the schedule under which each channel is read off: a set is taken whole, with its pressure.
_SIGN_OF = {
    "sbp": "bp", "dbp": "bp", "map": "bp", "hr": "bp", "pr": "bp", "temp": "bp", "spo2": "spo2", "rr": "rr", "etco2": "rr",
    "moaas": "sedation", "rass": "sedation",
}  # fmt: skip


def _longest_s(sign: Sign) -> float:
    return max(one.seconds for one in _intervals(sign))


def _intervals(sign: Sign) -> Iterator[Every]:
    yield from (one for one in (sign.during, sign.tight, sign.recovery) if isinstance(one, Every))


_SIGNS = {sign.name: sign for sign in SCHEDULE}
BY_HAND_AGE_S: dict[str, float] = {
    channel: MISSED_AFTER_INTERVALS * _longest_s(_SIGNS[sign]) for channel, sign in _SIGN_OF.items()
}
"""By channel, in seconds. A channel that is not in it has its own limit, by hand as well."""


def by_hand_age_s(channel: str, max_age_s: float) -> float:
    """How old a value of this channel may grow that a person read off; never less than a device's may."""
    return max(max_age_s, BY_HAND_AGE_S.get(channel, max_age_s))
