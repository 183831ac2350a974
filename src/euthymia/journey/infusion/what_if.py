"""What another rate would come to, from the course as it is."""

from __future__ import annotations

from datetime import datetime

from euthymia.domain import protocols

from .fold import Course


def comes_to(
    figures: protocols.Order, course: Course, rate_ul_per_h: int, now: datetime
) -> protocols.RateChange:
    """This rate from now on: what was given so far, and what runs in the rest of the ordered time.

    The time is the pump's: pauses are not counted, since what they held up is still to come. Once the
    ordered time is used up, the end is that of the bag. Raises Unusable.
    """
    at_s = course.pumping_s(now)
    end_s = None
    if at_s >= figures.duration_min * 60:
        empty_s = protocols.ordered_dose_reached_at_s(
            figures, rate_ul_per_h=rate_ul_per_h, at_s=at_s, delivered_ug=course.given_ug
        )
        end_s = at_s if empty_s is None else empty_s + 1  # that second is the last whole one before it
    return protocols.rate_change(
        figures,
        old_rate_ul_per_h=course.rate_ul_per_h,
        new_rate_ul_per_h=rate_ul_per_h,
        at_s=at_s,
        delivered_ug=course.given_ug,
        end_s=end_s,
    )
