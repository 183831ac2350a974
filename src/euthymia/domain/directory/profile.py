"""What a clinic states of itself in public. Nothing is filled in for it: what it does not say stays "not stated"."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

from euthymia.domain.quantities import Fault, Unusable

INDICATIONS = ("depression", "anxiety", "ptsd", "pain")
LANGUAGES = ("en", "es", "ko", "zh", "hy", "fa", "tl", "vi", "ru", "ase")
YES_NO = ("", "yes", "no")
_STATE = re.compile(r"[A-Z]{2}")
_ZIP = re.compile(r"[0-9]{5}")
LONGEST = 600
_ONCE = "payers"  # versions from before insurers stood in the price list alone say it still


@dataclass(frozen=True, slots=True)
class Offer:
    """Something that is offered ("yes"), is not ("no"), or is not stated ("")."""

    offered: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class Profile:
    """One version of a clinic's public page, as it states it. Coordinates in degrees, or none."""

    published: bool = False
    street: str = ""
    city: str = ""
    state: str = ""
    zip: str = ""
    latitude: float | None = None
    longitude: float | None = None
    languages: tuple[str, ...] = ()
    step_free: str = ""
    parking: str = ""
    arrival: str = ""
    online: str = ""
    indications: tuple[str, ...] = ()
    in_the_room: str = ""
    monitoring: str = ""
    other_treatments: str = ""
    concerns: str = ""
    check_ups: Offer = Offer()
    groups: Offer = Offer()
    emergency: Offer = Offer()
    invented: bool = False

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Profile:
        """What `to_json` gave, checked. Raises Unusable."""
        if unknown := sorted(set(kept) - {field.name for field in fields(cls)} - {_ONCE}):
            raise Unusable.one(unknown[0], "unknown", f"{unknown[0]!r} is no part of a public page")
        given = {name: value for name, value in kept.items() if name != _ONCE}
        for name in ("check_ups", "groups", "emergency"):
            if name in given:
                given[name] = Offer(**given[name])
        for name in ("languages", "indications"):
            given[name] = tuple(given.get(name, ()))
        return checked(cls(**given))

    @property
    def place_slug(self) -> str:
        return slug(f"{self.city} {self.state}")


def checked(profile: Profile) -> Profile:
    """The profile itself. Raises Unusable with every fault."""
    faults = [*_lists(profile), *_place(profile), *_texts(profile)]
    if faults:
        raise Unusable(faults)
    return profile


def _lists(profile: Profile) -> list[Fault]:
    faults = []
    for at, given, known in (
        ("languages", profile.languages, LANGUAGES), ("indications", profile.indications, INDICATIONS),
    ):  # fmt: skip
        faults += [
            Fault(at, "unknown", f"{one!r} is not known", ", ".join(known))
            for one in given
            if one not in known
        ]
    answers = {
        "step_free": profile.step_free, "online": profile.online, "check_ups": profile.check_ups.offered,
        "groups": profile.groups.offered, "emergency": profile.emergency.offered,
    }  # fmt: skip
    for at, answer in answers.items():
        if answer not in YES_NO:
            faults.append(Fault(at, "unknown", f"{answer!r} is no answer", "yes, no, or nothing"))
    return faults


def _place(profile: Profile) -> list[Fault]:
    faults = []
    if profile.published and not profile.city.strip():
        faults.append(Fault("city", "missing", "a page that is found by place needs one", "the city"))
    if (profile.published or profile.state) and not _STATE.fullmatch(profile.state):
        faults.append(Fault("state", "unknown", f"{profile.state!r} is no state", "two capitals, such as CA"))
    if profile.zip and not _ZIP.fullmatch(profile.zip):
        faults.append(Fault("zip", "unknown", f"{profile.zip!r} is no ZIP code", "five digits"))
    if (profile.latitude is None) != (profile.longitude is None):
        faults.append(Fault("latitude", "missing", "latitude and longitude go together", "both or neither"))
    for at, degrees, most in (("latitude", profile.latitude, 90.0), ("longitude", profile.longitude, 180.0)):
        if degrees is not None and not -most <= degrees <= most:
            faults.append(
                Fault(at, "out-of-range", f"{degrees} is nowhere", f"-{most:g} to {most:g} degrees")
            )
    return faults


def _texts(profile: Profile) -> list[Fault]:
    texts = {name: value for name, value in profile.to_json().items() if isinstance(value, str)}
    return [
        Fault(name, "too-long", f"{len(value)} signs", f"at most {LONGEST}")
        for name, value in texts.items()
        if len(value) > LONGEST
    ]


def slug(words: str) -> str:
    """Small letters, digits and hyphens; "" where none are left."""
    bare = "".join(sign if sign.isascii() and sign.isalnum() else "-" for sign in words.casefold())
    return "-".join(part for part in bare.split("-") if part)
