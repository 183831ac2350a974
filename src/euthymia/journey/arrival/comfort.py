"""What makes a session comfortable: asked of the patient, shown on the room's card and at the chair."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from euthymia.domain.quantities import Fault

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


@dataclass(frozen=True, slots=True)
class Wish:
    """One thing that is asked. `choices` are (code, words for the patient, words for the room's card)."""

    code: str
    asks: _StrPromise
    choices: tuple[tuple[str, _StrPromise, str], ...]

    def card(self, chosen: str) -> str:
        """What the room's card says; "" where it need say nothing."""
        return next((says for code, _, says in self.choices if code == chosen), "")


WISHES: tuple[Wish, ...] = (
    Wish("light", _("The light"), (
        ("dim", _("Dim"), "dim light"), ("usual", _("As usual"), ""), ("mask", _("An eye mask"), "eye mask"),
    )),
    Wish("music", _("Music"), (
        ("own", _("My own"), "own music"), ("clinic", _("From the clinic"), "clinic's music"), ("none", _("None"), "no music"),
    )),
    Wish("blanket", _("A blanket"), (("yes", _("Yes"), "blanket"), ("no", _("No"), ""))),
    Wish("touch", _("If I am frightened, somebody may hold my hand or shoulder"), (
        ("yes", _("Yes"), "touch: yes"), ("ask", _("Ask me first"), "touch: ask first"), ("no", _("No"), "NO TOUCH"),
    )),
    Wish("company", _("During the session"), (
        ("talk", _("I like to talk"), "likes to talk"), ("quiet", _("I like it quiet"), "quiet"),
    )),
)  # fmt: skip
BY_CODE = {wish.code: wish for wish in WISHES}


def card(wishes: Mapping[str, str]) -> str:
    """The wishes in one line for the people in the room."""
    return ", ".join(says for wish in WISHES if (says := wish.card(wishes.get(wish.code, ""))))


def faults(wishes: Mapping[str, str]) -> list[Fault]:
    found = []
    for code, chosen in wishes.items():
        known = [each for each, _, _ in BY_CODE[code].choices] if code in BY_CODE else []
        if chosen not in known:
            found.append(
                Fault(
                    code,
                    "unknown",
                    f"{chosen!r} is no choice of {code!r}",
                    ", ".join(known) or ", ".join(BY_CODE),
                )
            )
    return found
