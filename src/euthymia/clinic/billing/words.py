"""What an insurer pays of a course, and what stands in an account, in the language of the page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from euthymia.domain.billing.prices import Payer, Words

from .models import AccountEntry, PriceVersion

# In the order in which they are told: mark, words.
ANSWERS: dict[str, tuple[str, Any]] = {
    "covered": ("✓", _("pays %(parts)s")),
    "not-covered": ("✕", _("does not pay %(parts)s")),
    "not-known": ("?", _("not known for %(parts)s")),
}
PARTS: dict[str, Any] = {
    "evaluation": _("the evaluation"), "infusion": _("the sessions"), "follow-up": _("the follow-up visits"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Answered:
    """One answer of an insurer, with the parts of a course that it was given for."""

    answer: str
    mark: str
    words: str


def coverage(payer: Payer) -> list[Answered]:
    """What it pays first, then what it does not, then what nobody knows."""
    found = []
    for answer, (mark, says) in ANSWERS.items():
        parts = [str(PARTS[kind]) for kind, given in payer.answers if given == answer]
        if parts:
            found.append(Answered(answer, mark, says % {"parts": ", ".join(parts)}))
    return found


METHODS: dict[str, Any] = {
    "card": _("by card"), "cash": _("in cash"), "check": _("by check"), "transfer": _("by bank transfer"),
    "hsa": _("by health savings card"),
}  # fmt: skip


def of_entry(row: AccountEntry, lists: Sequence[PriceVersion], language: str) -> str:
    """What happened, for the patient: codes in their language, the clinic's own titles where it has them, and what
    somebody typed as it was typed. `lists` are the clinic's price lists, newest first."""
    detail: dict[str, Any] = row.detail
    match AccountEntry.Kind(row.kind):
        case AccountEntry.Kind.PAID:
            return ", ".join(filter(None, [str(METHODS[detail["method"]]), row.says.partition(", ")[2]]))
        case AccountEntry.Kind.REFUNDED:
            return f"{METHODS[detail['method']]}: {row.says.partition(': ')[2]}"
        case AccountEntry.Kind.SOLD:
            sold = detail["package"]
            count = ngettext("%(n)d session", "%(n)d sessions", sold["sessions"]) % {"n": sold["sessions"]}
            return f"{Words(**sold['title']).said(language)}, {count}"
        case AccountEntry.Kind.CHARGED:
            day = date.fromisoformat(detail["day"])
            return f"{_title(detail, lists, day, language)}, {date_format(day)}"
        case _:
            return row.says


def _title(detail: dict[str, Any], lists: Sequence[PriceVersion], day: date, language: str) -> str:
    """The item as the list of that day names it; as it was charged where no list has it in this language."""
    begun = [one for one in lists if one.from_day <= day]
    if begun:
        in_force = max(begun, key=lambda one: (one.from_day, one.n))
        for item in in_force.document["items"]:
            if item["code"] == detail["item"] and item["title"]["en"] == detail["title"]:
                return Words(**item["title"]).said(language)
    return str(detail["title"])
