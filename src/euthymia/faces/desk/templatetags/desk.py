"""Words of the schedule's pages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template

from euthymia.clinic.people.access import Permission
from euthymia.clinic.visits.queries import DayView

register = template.Library()


@register.filter
def hours(minutes: int) -> str:
    """2 h 5 min from 125 minutes; from ten hours on in whole ones."""
    if minutes >= 600:
        return f"{round(minutes / 60)} h"
    whole, rest = divmod(minutes, 60)
    if not whole:
        return f"{rest} min"
    return f"{whole} h {rest} min" if rest else f"{whole} h"


@register.filter
def gone(view: DayView) -> str:
    """How many of a day were cancelled or missed."""
    cancelled = sum(one.state == "cancelled" for one in view.bookings)
    missed = sum(one.state == "no-show" for one in view.bookings)
    return f"{cancelled} cancelled, {missed} did not come"


@register.filter
def of(found: Mapping[Any, Any], key: Any) -> Any:
    """What stands under this key; nothing where nothing does."""
    return found.get(key, "")


@register.simple_tag(takes_context=True)
def may_set_rota(context: Any) -> bool:
    """Whether this person sets hours and the rota."""
    return bool(context["member"].may(Permission.SET_ROTA))


@register.simple_tag(takes_context=True)
def may_send_messages(context: Any) -> bool:
    """Whether this person looks after what is written to patients."""
    return bool(context["member"].may(Permission.SEND_MESSAGES))
