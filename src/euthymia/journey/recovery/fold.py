"""A recovery's state is the fold of its events. Pure: events go in, what is known comes out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from euthymia.domain.rules.ready_to_leave import Seen
from euthymia.journey.infusion.fold import Happening, effective


@dataclass(frozen=True, slots=True)
class Folded:
    """What is true now: what was seen last, who comes for the patient, what they were told.

    `devices` are the corrections of a spray's devices, each of what stood before it, the oldest first.
    """

    happenings: tuple[Happening, ...]
    seen: dict[str, Seen]
    checks: tuple[Happening, ...]
    escort: dict[str, Any]
    link_at: datetime | None
    coming_at: datetime | None
    met: Happening | None
    told: Happening | None
    devices: tuple[Happening, ...] = ()

    @property
    def escort_state(self) -> str:
        """In words for the board: who comes is known, says so, is here."""
        if self.met is not None:
            return "escort is here"
        if self.coming_at is not None:
            return "escort is coming"
        if self.link_at is not None:
            return "link sent to the escort"
        return "escort named" if self.escort.get("name") else "no escort named"


def fold(happenings: Sequence[Happening]) -> Folded:
    """Corrected events are replaced by the last correction of each; late ones stand at the time they were observed."""
    counted = effective(happenings)
    checks = tuple(one for one in counted if one.kind == "check")
    seen: dict[str, Seen] = {}
    for check in checks:
        for part in ("seen", "scores", "values"):
            for name, value in (check.detail or {}).get(part, {}).items():
                seen[name] = Seen(value, check.at)
    named = next((one for one in reversed(counted) if one.kind == "escort"), None)
    newest = {one.kind: one for one in counted}
    # An ID that was looked at was that of the escort who was named then.
    met = newest.get("met")
    if met is not None and named is not None and named.n > met.n:
        met = None
    link, coming = (newest.get(kind) for kind in ("link", "coming"))
    return Folded(
        happenings=tuple(counted), seen=seen, checks=checks, escort=dict(named.detail or {}) if named else {},
        link_at=link.at if link else None, coming_at=coming.at if coming else None, met=met, told=newest.get("told"),
        devices=tuple(sorted((one for one in counted if one.kind == "device"), key=lambda one: one.n)),
    )  # fmt: skip


def dose_now(dose: Mapping[str, Any], state: Folded) -> dict[str, Any]:
    """The dose of a spray as it was entered, with the devices, lots and entries of the book as last corrected."""
    newest = state.devices[-1].detail if state.devices else {}
    return {**dose, **{name: newest[name] for name in ("devices", "lots", "entries") if name in newest}}
