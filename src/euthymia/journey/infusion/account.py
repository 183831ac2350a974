"""The drug account of a session as its own entries tell it: a line for each syringe. Pure, like the fold."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from euthymia.domain.quantities import MASS_MG

from .fold import Happening, effective


@dataclass(frozen=True, slots=True)
class Line:
    """A syringe: micrograms drawn, accounted as given, wasted and broken; when it went on the pump; until when it may."""

    number: str
    drawn_ug: int
    use_by: datetime
    given_ug: int = 0
    wasted_ug: int = 0
    broken_ug: int = 0
    hung: bool = False

    @property
    def left_ug(self) -> int:
        return self.drawn_ug - self.given_ug - self.wasted_ug - self.broken_ug

    def words(self, zone: ZoneInfo) -> str:
        """As the chairside page and the board show it."""
        if self.left_ug and not self.hung:
            return (
                f"{self.number} · {_mg(self.drawn_ug)} waits, begin by {self.use_by.astimezone(zone):%H:%M}"
            )
        if self.left_ug and not self.given_ug:
            return f"{self.number} · {_mg(self.drawn_ug)} drawn, on the pump"
        parts = [
            f"{_mg(mass_ug)} {what}"
            for what, mass_ug in (
                ("given", self.given_ug), ("wasted", self.wasted_ug), ("spilt", self.broken_ug), ("left", self.left_ug),
            )
            if mass_ug
        ]  # fmt: skip
        return f"{self.number} · {', '.join(parts)}"


def lines(happenings: Iterable[Happening]) -> list[Line]:
    """Every syringe of a session, in the order they were drawn."""
    happenings = list(happenings)
    found: dict[str, Line] = {}
    if not any(one.kind == "drawn" for one in happenings):
        return []
    for one in effective(happenings):
        detail = one.detail or {}
        number = detail.get("syringe")
        if one.kind == "drawn" and number:
            found[number] = Line(number, detail["drawn_ug"], datetime.fromisoformat(detail["use_by"]))
        elif number in found and one.kind in ("started", "resumed"):
            found[number] = replace(found[number], hung=True)
        elif number in found and one.kind in ("finished", "wasted"):
            line = found[number]
            found[number] = replace(
                line,
                given_ug=line.given_ug + detail.get("account_given_ug", 0),
                wasted_ug=line.wasted_ug + detail.get("wasted_ug", 0),
                broken_ug=line.broken_ug + detail.get("broken_ug", 0),
            )
    return list(found.values())


def open_lines(happenings: Iterable[Happening]) -> list[Line]:
    """Those with something in them."""
    return [one for one in lines(happenings) if one.left_ug]


def _mg(mass_ug: int) -> str:
    return f"{MASS_MG.format(mass_ug)} mg"
