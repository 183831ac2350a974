"""What an insurer pays of a course, in the language of the page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from euthymia.domain.billing.prices import Payer

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
