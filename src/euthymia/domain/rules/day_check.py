"""The check before coming: five cards the night before and in the morning, and what they come to.

Green is "come in"; everything else is "we call you". Nothing here cancels a visit: people decide that.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from enum import StrEnum

from euthymia.domain.quantities import Confidence, Provenance

from .crisis_path import Trigger, of_told
from .ready_to_start import CLEAR_FLUIDS_H, FASTING_SOURCE, SOLIDS_H

_V, _V2, _P = Confidence.V, Confidence.V2, Confidence.P
UNSURE = "unsure"


class Card(StrEnum):
    """The five cards, in the order they are asked."""

    FASTING = "fasting"
    DRIVER = "driver"
    MEDICINES = "medicines"
    HEALTH = "health"
    FEELINGS = "feelings"


class Feelings(StrEnum):
    USUAL = "usual"
    WORSE = "worse"
    THOUGHTS = "thoughts"


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What somebody says before coming. "" and None are not answered, "unsure" is an answer.

    `ate_at` and `drank_at` are the last food and the last clear drink; `new_medicines`, `ill` and `pregnant` are
    yes, no or unsure; `pregnant` is "never" for who cannot be.
    """

    ate_at: datetime | None = None
    drank_at: datetime | None = None
    knows_fasting: str = ""
    driver: str = ""
    driver_phone: str = ""
    new_medicines: str = ""
    medicines: str = ""
    ill: str = ""
    illness: str = ""
    pregnant: str = ""
    feelings: str = ""
    words: str = ""

    def as_document(self) -> dict[str, str]:
        """As JSON keeps it; what was not answered is left out."""
        found = {field.name: getattr(self, field.name) for field in fields(self)}
        return {
            name: value.isoformat() if isinstance(value, datetime) else value
            for name, value in found.items()
            if value
        }

    @classmethod
    def from_document(cls, document: Mapping[str, str]) -> Told:
        """Raises TypeError for what no card asks, ValueError for no time."""
        times = {
            name: datetime.fromisoformat(document[name])
            for name in ("ate_at", "drank_at")
            if name in document
        }
        return cls(**{**document, **times})  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class Reason:
    """Why somebody is called before they come."""

    card: Card
    says: str
    provenance: Provenance


_FASTING = FASTING_SOURCE
_ESCORT = Provenance("TO-06: no dose without an escort (SPR-L; KET-CH)", _V)
_MEDICINES = Provenance("clinical.md 1C: the medicine list is of the last 7 days (OSM; REMS)", _V2)
_HEALTH = Provenance("clinical.md 4C, 1A: an acute illness is looked at before a dose", _P)
_PREGNANCY = Provenance("SS-08: pregnancy is tested on the day (SPR-L; KSET)", _V2)
_FEELINGS = Provenance("clinical.md 9A: told from outside the clinic, the same path", _P)


def reasons(
    told: Told, *, is_morning: bool, starts_at: datetime | None, may_be_pregnant: bool
) -> list[Reason]:
    """Why this person is called; none means "come in". Whatever was not answered is a reason to call."""
    return [
        *_about_fasting(told, is_morning, starts_at),
        *_about_the_driver(told),
        *_about_medicines(told),
        *_about_health(told, may_be_pregnant),
        *_about_feelings(told),
    ]


def trigger(told: Told) -> Trigger | None:
    """What opens the crisis path, where it is saved: thoughts of death or of hurting oneself."""
    return (
        of_told("thoughts of death or of hurting themselves today")
        if told.feelings == Feelings.THOUGHTS
        else None
    )


def changed(told: Mapping[str, str], before: Mapping[str, str] | None) -> frozenset[str]:
    """Which answers are not those of the last time; none when there was no last time. Times of day do not count."""
    if before is None:
        return frozenset()
    names = set(told) | set(before)
    return frozenset(name for name in names - {"ate_at", "drank_at"} if told.get(name) != before.get(name))


def _about_fasting(told: Told, is_morning: bool, starts_at: datetime | None) -> list[Reason]:
    if not is_morning:
        if told.knows_fasting == "yes":
            return []
        return [Reason(Card.FASTING, "does not know when to stop eating and drinking", _FASTING)]
    if told.ate_at is None or told.drank_at is None:
        return [Reason(Card.FASTING, "has not said when they ate and drank last", _FASTING)]
    if starts_at is None:
        return []
    found = []
    for at, hours, what in (
        (told.ate_at, SOLIDS_H, "food"),
        (told.drank_at, CLEAR_FLUIDS_H, "a clear drink"),
    ):
        if starts_at - at < timedelta(hours=hours):
            before = (starts_at - at) / timedelta(hours=1)
            says = f"{what} {before:.1f} h before the planned start, less than {hours:g} h"
            found.append(Reason(Card.FASTING, says, _FASTING))
    return found


def _about_the_driver(told: Told) -> list[Reason]:
    if not told.driver:
        return [Reason(Card.DRIVER, "nobody is named who takes them home", _ESCORT)]
    if not told.driver_phone:
        return [Reason(Card.DRIVER, f"{told.driver} takes them home, and no phone number is known", _ESCORT)]
    return []


def _about_medicines(told: Told) -> list[Reason]:
    if told.new_medicines == "no":
        return []
    says = {
        "yes": f"a new or changed medicine: {told.medicines or 'not said which'}",
        UNSURE: "not sure about new medicines",
    }
    return [
        Reason(
            Card.MEDICINES, says.get(told.new_medicines, "has not said whether a medicine is new"), _MEDICINES
        )
    ]


def _about_health(told: Told, may_be_pregnant: bool) -> list[Reason]:
    found = []
    if told.ill != "no":
        says = {
            "yes": f"feels ill: {told.illness or 'not said how'}",
            UNSURE: "not sure whether they are ill",
        }
        found.append(Reason(Card.HEALTH, says.get(told.ill, "has not said whether they are ill"), _HEALTH))
    if may_be_pregnant and told.pregnant not in ("no", "never"):
        says = {"yes": "is or may be pregnant", UNSURE: "not sure whether pregnant"}
        found.append(
            Reason(Card.HEALTH, says.get(told.pregnant, "has not said whether pregnant"), _PREGNANCY)
        )
    return found


def _about_feelings(told: Told) -> list[Reason]:
    if told.feelings == Feelings.USUAL:
        return []
    says = {
        Feelings.WORSE.value: "feels worse than last time",
        Feelings.THOUGHTS.value: "thoughts of death or of hurting themselves",
    }
    return [Reason(Card.FEELINGS, says.get(told.feelings, "has not said how they feel"), _FEELINGS)]
