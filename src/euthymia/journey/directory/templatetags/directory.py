"""Template words of the public site: a credential's badge, a source's name, structured data."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from django import template
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from euthymia.domain.directory.standing import Badge, Kind
from euthymia.journey.directory import words

register = template.Library()


@register.filter
def badge(kind: Badge) -> SafeString:
    """The chip of a badge: a word and a mark, never colour alone."""
    title, _meaning, css, mark = words.BADGES[kind]
    return format_html(
        '<span class="chip {}" data-badge="{}"><span class="chip-mark" aria-hidden="true">{}</span> {}</span>',
        css,
        kind.value,
        mark,
        title,
    )


@register.filter
def badge_means(kind: Badge) -> Any:
    return words.BADGES[kind][1]


@register.filter
def source_title(key: str) -> Any:
    return words.source_title(key)


@register.filter
def kind_title(kind: Kind) -> Any:
    return words.KINDS[kind]


@register.filter
def role_title(role: str) -> Any:
    return words.ROLES[role]


@register.filter
def language_title(code: str) -> Any:
    return words.LANGUAGES[code]


@register.filter
def indication_title(code: str) -> Any:
    return words.INDICATIONS[code]


@register.filter
def day(kept: str) -> str:
    """A day that a public page keeps, as the language of the page writes it."""
    return date_format(date.fromisoformat(kept), "DATE_FORMAT")


@register.filter
def joined(titles: list[Any]) -> str:
    return ", ".join(map(str, titles))


@register.simple_tag
def json_ld(document: dict[str, Any]) -> SafeString:
    """A script block that no browser runs: no word in it can end the block."""
    text = (
        json.dumps(document, ensure_ascii=False)
        .replace("<", "\\u003c")
        .replace(">", "\\u003e")
        .replace("&", "\\u0026")
    )
    return mark_safe(f'<script type="application/ld+json">{text}</script>')  # noqa: S308 - escaped just above
