"""Amounts and a clinic's own words on pages."""

from __future__ import annotations

from django import template
from django.utils.translation import get_language

from euthymia.clinic.billing import words
from euthymia.domain.billing.money import shown
from euthymia.domain.billing.prices import Payer, Words

register = template.Library()


@register.filter
def dollars(cents: int | None) -> str:
    """$1,250.00; nothing for what has no amount."""
    return "" if cents is None else shown(cents)


@register.filter
def own_words(said: Words) -> str:
    """What a clinic says, in the language of the page where the clinic has said it so."""
    return said.said((get_language() or "en").partition("-")[0])


@register.filter
def coverage(payer: Payer) -> list[words.Answered]:
    """What an insurer pays, does not pay, and what is not known."""
    return words.coverage(payer)
