"""How a clinic writes: its quiet hours, when reminders go, and what one needs to know to arrive."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import time
from uuid import UUID

from euthymia.clinic.audit import actions as auditing
from euthymia.clinic.messages import queries
from euthymia.clinic.messages.models import MessageSettings
from euthymia.clinic.people.access import Permission
from euthymia.clinic.people.actions import NotAllowed, require
from euthymia.clinic.people.models import Clinic
from euthymia.clinic.people.queries import Member
from euthymia.domain.quantities import Fault, Unusable
from euthymia.kit import units

EARLIEST_H, LATEST_H = 14 * 24, 2
_OPEN_AT_LEAST_H = 4


def set_up(
    clinic: Clinic, *, by: Member | str, client_id: UUID, quiet_from: time, quiet_until: time, reminder_h: int,
    nudge_h: int, address: str, arriving: Mapping[str, Mapping[str, str]],
) -> MessageSettings:  # fmt: skip
    """A new version of the clinic's settings. Raises Unusable, NotAllowed."""
    who = by
    if isinstance(by, Member):
        require(by, Permission.SET_MESSAGES)
        if by.clinic.pk != clinic.pk:
            raise NotAllowed("these settings are another clinic's")
        who = by.words
    known = queries.settings_of_client(clinic, client_id)
    if known is not None:
        return known
    faults = []
    if not LATEST_H <= nudge_h < reminder_h <= EARLIEST_H:
        accepted = f"a nudge {LATEST_H} hours or more before the visit, and the reminder before it, at most {EARLIEST_H} hours"
        faults.append(
            Fault(
                "nudge_h",
                "out-of-order",
                f"a reminder {reminder_h} and a nudge {nudge_h} hours before",
                accepted,
            )
        )
    if _open_h(quiet_from, quiet_until) < _OPEN_AT_LEAST_H:
        faults.append(
            Fault(
                "quiet_until",
                "never-open",
                "no message could go on a day",
                f"at least {_OPEN_AT_LEAST_H} hours without quiet",
            )
        )
    if faults:
        raise Unusable(faults)
    made = MessageSettings(
        clinic=clinic, client_id=client_id, at=units.current().now, by=str(who), quiet_from=quiet_from, quiet_until=quiet_until,
        reminder_h=reminder_h, nudge_h=nudge_h, address=address.strip(),
        arriving={code: {name: words.strip() for name, words in told.items()} for code, told in arriving.items()},
    )  # fmt: skip
    made.save()
    auditing.record(
        verb="messages.set-up", says="set how the clinic writes to patients", subject=str(made.pk), actor=str(who),
        clinic=clinic.pk,
    )  # fmt: skip
    return made


def _open_h(begins: time, ends: time) -> float:
    """Hours of a day that are not quiet."""
    first, last = (one.hour + one.minute / 60 for one in (begins, ends))
    return 24 - ((last - first) % 24)
