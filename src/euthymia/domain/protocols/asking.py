"""What a patient is asked by themself around each session and along maintenance, with its hours, as data.

The points at which a programme is judged (`ReviewPoint`) ask for their own measures; these are beside them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from euthymia.domain.quantities import Confidence, Provenance

_H, _D = timedelta(hours=1), timedelta(days=1)


class From(StrEnum):
    """What the hours count from."""

    GIVEN = "a session was given"
    BOOKED = "the next session is booked"
    MAINTENANCE = "every week between sessions of maintenance"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """`measure` is an instrument; "" is the programme's own. It can be answered from `opens` to `closes`, is late after
    `due`. With `apart` it is not asked while the last answer is younger, counted at `due`."""

    code: str
    measure: str
    anchor: From
    opens: timedelta
    due: timedelta
    closes: timedelta
    says: str
    provenance: Provenance
    apart: timedelta = timedelta(0)


ASKS: tuple[Ask, ...] = (
    Ask(
        code="hours-after", measure="vas-mood", anchor=From.GIVEN, opens=3 * _H, due=6 * _H, closes=12 * _H, says="some hours after",
        provenance=Provenance("clinical.md 8B: response at 4 h predicts the end of the course (MUR13); the window around it is a site setting", Confidence.P),
    ),
    Ask(
        code="next-day", measure="vas-mood", anchor=From.GIVEN, opens=18 * _H, due=30 * _H, closes=48 * _H, says="the day after",
        provenance=Provenance("clinical.md 5E: mood 0 to 10 at 24 h; the window around it is a site setting", Confidence.P),
    ),
    Ask(
        code="before", measure="", anchor=From.BOOKED, opens=-2 * _D, due=timedelta(0), closes=timedelta(0), says="before the session",
        apart=7 * _D, provenance=Provenance("clinical.md 7A: before each infusion, at least 7 days apart for valid recall", Confidence.V),
    ),
    Ask(
        code="weekly", measure="phq-2", anchor=From.MAINTENANCE, opens=-1 * _D, due=timedelta(0), closes=2 * _D, says="this week",
        apart=4 * _D, provenance=Provenance("clinical.md 8E: PHQ-2 of 3 or more warns of relapse; every week is a site setting", Confidence.P),
    ),
)  # fmt: skip
WEEK = 7 * _D
REVIEW_STAYS_OPEN = 7 * _D  # after a review's last day an answer is still worth having: site setting
