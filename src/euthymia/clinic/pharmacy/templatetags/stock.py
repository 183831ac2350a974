"""Template words of the stock."""

from __future__ import annotations

from collections.abc import Iterable

from django import template

from euthymia.clinic.pharmacy import on_hand
from euthymia.domain.ledger import amount_words

register = template.Library()


@register.filter
def in_measure(amount: int, form: str) -> str:
    """An amount with its unit: 6.5 mL of a vial, 1 device of a device."""
    return ("-" if amount < 0 else "") + amount_words(abs(amount), form)


@register.filter
def numbered(forms: Iterable[str]) -> str:
    """How many of each form: 8 vials and 2 devices."""
    return on_hand.numbered(forms)
