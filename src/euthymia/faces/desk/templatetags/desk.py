"""Words of the schedule's pages."""

from __future__ import annotations

from django import template

from euthymia.clinic.visits.queries import DayView

register = template.Library()


@register.filter
def hours(minutes: int) -> str:
    """2 h 05 from 125 minutes."""
    return f"{minutes // 60} h {minutes % 60:02d}" if minutes >= 60 else f"{minutes} min"


@register.filter
def gone(view: DayView) -> str:
    """How many of a day were cancelled or missed."""
    cancelled = sum(one.state == "cancelled" for one in view.bookings)
    missed = sum(one.state == "no-show" for one in view.bookings)
    return f"{cancelled} cancelled, {missed} did not come"
