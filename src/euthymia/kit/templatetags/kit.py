"""Template words of the house: icons, components, exact numbers."""

from __future__ import annotations

import re
from datetime import datetime
from functools import cache, lru_cache
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString

from euthymia.domain.quantities import MASS_MG, RATE_MG_PER_H, RATE_ML_PER_H, VOLUME_ML, WEIGHT_KG, Scale
from euthymia.kit.ids import uuid7

register = template.Library()
_SHA256 = re.compile(r"\b([0-9a-f]{8})[0-9a-f]{56}\b")


@register.simple_tag
@cache
def head() -> SafeString:
    """The links and scripts of every page: the same for all of them, so written once by each process."""
    return render_to_string("kit/components/head.html")


@register.simple_tag
@lru_cache(maxsize=512)
def icon(name: str, label: str = "") -> SafeString:
    """An icon of the sprite; decorative unless it is given a label."""
    source = static("kit/icons.svg")
    if label:
        return format_html(
            '<svg class="icon" role="img" aria-label="{}"><use href="{}#{}"/></svg>', label, source, name
        )
    return format_html('<svg class="icon" aria-hidden="true"><use href="{}#{}"/></svg>', source, name)


def _scaled(scale: Scale) -> Any:
    def show(smallest: int | None) -> str:
        return "–" if smallest is None else scale.format(int(smallest))

    return show


register.filter("mg", _scaled(MASS_MG))
register.filter("mg_per_h", _scaled(RATE_MG_PER_H))
register.filter("ml", _scaled(VOLUME_ML))
register.filter("ml_per_h", _scaled(RATE_ML_PER_H))
register.filter("kg", _scaled(WEIGHT_KG))


@register.simple_tag
def fresh_id() -> str:
    """A number for one entry, by which a second click is recognised."""
    return str(uuid7())


@register.filter
def minutes(seconds: float | None) -> str:
    """23:10 from 1390 seconds; – when not known."""
    if seconds is None:
        return "–"
    sign, whole = ("-" if seconds < 0 else ""), abs(int(seconds))
    return f"{sign}{whole // 60}:{whole % 60:02d}"


@register.filter
def iso(moment: datetime | None) -> str:
    """ISO 8601 for the time element and the scripts."""
    return moment.isoformat() if moment else ""


@register.filter
def short_hashes(words: str) -> str:
    """Words with each SHA-256 in them cut to its first eight digits."""
    return _SHA256.sub(r"\1…", words)


@register.filter(expects_localtime=True)
def clock_time(moment: datetime | None) -> str:
    """The time of day as the reader's language writes it; in English "2:12 PM", behind which a full stop may stand."""
    if moment is None:
        return ""
    return date_format(moment, "TIME_FORMAT").replace("a.m.", "AM").replace("p.m.", "PM")


@register.filter
def named(who: str) -> str:
    """The name alone of who is written down as "Name <e-mail>"."""
    return str(who).partition(" <")[0]


@register.simple_tag(takes_context=True)
def part(context: Any, component: str, /, **values: Any) -> SafeString:
    """A component of `kit/components`, given only what it needs."""
    found = context.template.engine.get_template(f"kit/components/{component}.html")
    # A context of its own: what every page knows is not worked out again for each of a page's fifty components.
    return SafeString(found.render(context.new(values)))
