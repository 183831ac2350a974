"""What follows a difference: a recount by two others, the resolution, the registrant; when each is due.

Everything is worked out from the count's own time and from what was done since (compliance.md 2.5), so it is
right after any downtime.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from .clocks import Clock
from .draft import same_person
from .holdings import Count
from .policy import ESCALATE_H, RECOUNT_H, RESOLVE_H
from .products import VIAL

RECOUNT = "recount of {form} {vial} by two others (1 h)"
RESOLVE = "resolution of the difference in {form} {vial} (24 h)"
ESCALATE = "the registrant is told of the difference in {form} {vial} (72 h)"


def within_tolerance(count: Count, label_ul: int, tolerance_ul: int) -> bool:
    """Whether a difference may be measurement: at most the site's tolerance, of a vial that was open.

    A full vial is not measured but looked at, so nothing of it may be missing; a device is there or it is not. The
    case is open either way.
    """
    opened = count.form == VIAL and count.expected_ul < label_ul
    return opened and abs(count.expected_ul - count.measured_ul) <= tolerance_ul


def case_clocks(count: Count, *, recounted: bool, tolerated: bool = False) -> list[Clock]:
    """What is due about a difference, soonest first; nothing once its case is closed."""
    if not count.is_open:
        return []
    steps = [(RESOLVE, RESOLVE_H), (ESCALATE, ESCALATE_H)]
    if not recounted and not tolerated:
        steps.insert(0, (RECOUNT, RECOUNT_H))
    return [
        Clock(
            what.format(form=count.form, vial=count.vial), count.id, count.at + timedelta(hours=figure.value)
        )
        for what, figure in steps
    ]


def same_pair(count: Count, people: Sequence[str]) -> list[str]:
    """Of these people those who signed the count: they cannot be the ones who count again."""
    return [one for one in people if any(same_person(one, signer) for signer in count.signers)]


def escalated(count: Count, now: datetime) -> bool:
    """Whether the case has stood for so long that the registrant hears of it."""
    return count.is_open and now >= count.at + timedelta(hours=ESCALATE_H.value)
