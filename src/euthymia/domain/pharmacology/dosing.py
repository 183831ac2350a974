"""What was given when: rates and boluses, read strictly from a DOSING document or a short sentence."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import inf, isfinite
from typing import Any, TypeAlias

import numpy as np

from euthymia.domain.quantities import Fault, Unusable

from . import models as library
from .model import Drug, Patient, Sex
from .solver import Schedule

# Fences against slips of unit, not clinical limits: nine digits, as everywhere in this house.
_LARGEST = 999_999_999
_WEIGHT_KG = (1, 999)

# Papers and some labels count the salt (pharmacology fact base, head: molar masses 237.73 and 274.19 g/mol).
_SALT = re.compile(r"hydrochloride|\bhcl\b", re.IGNORECASE)
_SENTENCE = re.compile(
    r"\s*(\d{1,9}(?:\.\d{1,6})?)\s*mg/kg\s+over\s+(\d{1,9}(?:\.\d{1,6})?)\s*min\s*", re.ASCII
)


@dataclass(frozen=True, slots=True)
class Rate:
    """From `at_min` on the pump runs at this rate: it replaces the rate before and never adds to it."""

    at_min: float
    rate_mg_per_h: float


@dataclass(frozen=True, slots=True)
class Bolus:
    """A mass given at one instant into the central compartment."""

    at_min: float
    bolus_mg: float


Event: TypeAlias = Rate | Bolus


@dataclass(frozen=True, slots=True)
class Dosing:
    """One DOSING document, checked."""

    drug: Drug
    patient: Patient
    models: tuple[str, ...]
    events: tuple[Event, ...]
    times_min: tuple[float, ...]
    interval: float | None


def in_order(events: Iterable[Event]) -> list[Event]:
    """By time; events of one instant keep the order they were written in."""
    return sorted(events, key=lambda event: event.at_min)


def schedule(events: Iterable[Event]) -> Schedule:
    """Events, in any order, as the solver takes them: one row for each instant.

    Raises `Unusable` for a time that is not finite and for a rate or mass that is not finite, zero or above.
    """
    rows: list[list[float]] = []
    for event in in_order(_sound(events)):
        if not rows or rows[-1][0] != event.at_min:
            rows.append([event.at_min, rows[-1][1] if rows else 0.0, 0.0])
        if isinstance(event, Rate):
            rows[-1][1] = event.rate_mg_per_h / 60.0
        else:
            rows[-1][2] += event.bolus_mg
    table = np.array(rows, dtype=np.float64).reshape(-1, 3)
    return Schedule(table[:, 0], table[:, 1], table[:, 2])


def _sound(events: Iterable[Event]) -> Iterator[Event]:
    for index, event in enumerate(events):
        amount, unit = (event.rate_mg_per_h, "mg/h") if isinstance(event, Rate) else (event.bolus_mg, "mg")
        if not (isfinite(event.at_min) and 0.0 <= amount < inf):
            accepted = f"a finite number of minutes, and 0 {unit} or above"
            raise Unusable.one(f"/events/{index}", "not-an-event", f"{event} cannot be given", accepted)
        yield event


def rate_at(events: Iterable[Event], at_min: float) -> float:
    """The rate in force at an instant, mg/h, a change at that instant included."""
    rate = 0.0
    for event in in_order(events):
        if isinstance(event, Rate) and event.at_min <= at_min:
            rate = event.rate_mg_per_h
    return rate


def delivered_mg(events: Iterable[Event], until_min: float) -> float:
    """Mass given up to and including an instant, exact but for the last rounding."""
    total, rate, since = Fraction(0), Fraction(0), Fraction(0)
    for event in in_order(events):
        if event.at_min > until_min:
            break
        at = Fraction(event.at_min)
        total += rate * (at - since) / 60
        since = at
        if isinstance(event, Rate):
            rate = Fraction(event.rate_mg_per_h)
        else:
            total += Fraction(event.bolus_mg)
    if since < until_min:
        total += rate * (Fraction(until_min) - since) / 60
    return float(total)


def from_sentence(text: str, weight_kg: float) -> tuple[Event, ...]:
    """The events of a sentence such as `0.5 mg/kg over 40 min`. Raises `Unusable` for any other."""
    accepted = "a sentence such as 0.5 mg/kg over 40 min"
    match = _SENTENCE.fullmatch(text)
    if not match:
        raise Unusable.one("", "not-a-dose", f"{text!r} is not a dose by weight over a time", accepted)
    minutes = Fraction(match[2])
    if not minutes:
        raise Unusable.one("", "no-time", "a dose over 0 min has no rate", accepted)
    reader = _Reader()
    weight = reader.number({"weight": weight_kg}, "weight", "weight_kg", *_WEIGHT_KG, unit="kg")
    reader.finish()
    if weight is None:
        raise Unusable.one("weight_kg", "missing-weight", "the weight is not known", "the weight in kg")
    rate = Fraction(match[1]) * Fraction(repr(weight)) / minutes * 60
    return Rate(0.0, float(rate)), Rate(float(minutes), 0.0)


def parse(document: Any) -> Dosing:
    """A DOSING document as domain objects. Raises `Unusable` with every fault, each at a JSON pointer."""
    reader = _Reader()
    if not isinstance(document, dict):
        raise Unusable.one("", "not-an-object", "a dosing is a JSON object", _KEYS_ACCEPTED)
    reader.keys(document, "", _KEYS)
    drug = reader.drug(document)
    patient = reader.patient(document)
    names = reader.models(document, drug)
    events = reader.events(document)
    times = reader.times(document)
    interval = reader.interval(document.get("interval"))
    reader.finish()
    assert drug is not None  # its absence was a fault
    return Dosing(drug, patient, names, events, times, interval)


_KEYS = ("drug", "patient", "models", "events", "times_min", "interval")
_PATIENT_KEYS = ("weight_kg", "age_y", "sex", "height_cm")
_EVENT_KEYS = ("at_min", "rate_mg_per_h", "bolus_mg")
_KEYS_ACCEPTED = ", ".join(_KEYS)


def _pointer(at: str, key: object) -> str:
    return f"{at}/{str(key).replace('~', '~0').replace('/', '~1')}"


class _Reader:
    """Walks a document and collects every fault on the way."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []

    def fault(self, at: str, code: str, says: str, accepted: str) -> None:
        self.faults.append(Fault(at, code, says, accepted))

    def finish(self) -> None:
        if self.faults:
            raise Unusable(self.faults)

    def keys(self, found: dict[str, Any], at: str, known: Sequence[str]) -> bool:
        """Whether every key is known."""
        unknown = [key for key in found if key not in known]
        for key in unknown:
            self.fault(_pointer(at, key), "unknown-key", f"the key {key!r} is not known", ", ".join(known))
        return not unknown

    def number(
        self,
        found: dict[str, Any],
        key: str,
        at: str,
        low: float = 0,
        high: float = _LARGEST,
        *,
        unit: str,
    ) -> float | None:
        """The number under `key`, or None when absent, null or faulty; a value at a bound is accepted."""
        value = found.get(key)
        if value is None:
            return None
        accepted = f"a number from {low} to {high} {unit}"
        if isinstance(value, bool) or not isinstance(value, int | float):
            self.fault(at, "not-a-number", f"{_shown(value)} is not a number", accepted)
        elif isinstance(value, float) and not isfinite(value):
            self.fault(at, "not-finite", f"{value} is not a finite number", accepted)
        elif value < 0:
            self.fault(at, "negative", f"{_shown(value)} is negative", accepted)
        elif not low <= value <= high:
            self.fault(at, "out-of-range", f"{_shown(value)} is out of range", accepted)
        else:
            return float(value)
        return None

    def required(self, found: dict[str, Any], key: str, at: str, unit: str) -> float | None:
        if found.get(key) is None:
            self.fault(at, "missing", f"{key} is missing", f"a number from 0 to {_LARGEST} {unit}")
        return self.number(found, key, at, unit=unit)

    def drug(self, document: dict[str, Any]) -> Drug | None:
        value = document.get("drug")
        accepted = " or ".join(Drug)
        if value is None:
            self.fault("/drug", "missing", "the drug is missing", accepted)
        elif value not in list(Drug):
            if isinstance(value, str) and _SALT.search(value):
                says = f"{_shown(value)} is a salt; masses are base, and 1 mg base is 1.153 mg hydrochloride"
                self.fault("/drug", "salt-not-base", says, f"{accepted}, with masses of base")
            else:
                self.fault("/drug", "unknown-drug", f"the drug {_shown(value)} is not known", accepted)
        else:
            return Drug(value)
        return None

    def patient(self, document: dict[str, Any]) -> Patient:
        found = document.get("patient")
        if found is None:
            found = {}
        if not isinstance(found, dict):
            self.fault(
                "/patient", "not-an-object", "the patient is not a JSON object", ", ".join(_PATIENT_KEYS)
            )
            return Patient(None)
        self.keys(found, "/patient", _PATIENT_KEYS)
        low, high = _WEIGHT_KG
        if found.get("weight_kg") is None:
            accepted = f"a number from {low} to {high} kg"
            self.fault("/patient/weight_kg", "missing-weight", "the weight is missing", accepted)
        weight = self.number(found, "weight_kg", "/patient/weight_kg", low, high, unit="kg")
        age = self.number(found, "age_y", "/patient/age_y", 0, 150, unit="years")
        height = self.number(found, "height_cm", "/patient/height_cm", 1, 999, unit="cm")
        sex = found.get("sex")
        if sex is not None and sex not in list(Sex):
            accepted = "female, male, or null where it is not known"
            self.fault("/patient/sex", "unknown-sex", f"{_shown(sex)} is not a sex", accepted)
            sex = None
        return Patient(weight, age, None if sex is None else Sex(sex), height)

    def models(self, document: dict[str, Any], drug: Drug | None) -> tuple[str, ...]:
        accepted = ", ".join(library.NAMES)
        listed = self._list(document, "models", f"a list of {accepted}")
        if listed == []:
            self.fault("/models", "no-model", "no model is named", f"a list of {accepted}")
        names: list[str] = []
        for index, name in enumerate(listed or ()):
            at = f"/models/{index}"
            if not isinstance(name, str) or name not in library.NAMES:
                self.fault(at, "unknown-model", f"there is no model {_shown(name)}", accepted)
                continue
            if name in names:
                self.fault(at, "model-twice", f"{name} is named twice", "each model once")
            model = library.by_name(name)
            if drug is not None and model.drug is not drug:
                fitting = ", ".join(m.name for m in library.MODELS if m.drug is drug) or "no model yet"
                says = f"{name} counts masses of {model.drug}, not of {drug}"
                self.fault(at, "wrong-drug", says, f"for {drug}: {fitting}")
            names.append(name)
        return tuple(names)

    def events(self, document: dict[str, Any]) -> tuple[Event, ...]:
        found: list[Event] = []
        listed = self._list(document, "events", "a list of events, which may be empty")
        for index, event in enumerate(listed or ()):
            read = self._event(event, f"/events/{index}")
            if read is not None:
                found.append(read)
        return tuple(found)

    def _event(self, event: Any, at: str) -> Event | None:
        accepted = "at_min with either rate_mg_per_h or bolus_mg"
        if not isinstance(event, dict):
            self.fault(at, "not-an-object", "an event is a JSON object", accepted)
            return None
        known = self.keys(event, at, _EVENT_KEYS)
        when = self.required(event, "at_min", f"{at}/at_min", "min")
        kinds = [key for key in ("rate_mg_per_h", "bolus_mg") if event.get(key) is not None]
        if not kinds and not known:
            return None  # a key of another unit or form, which has been said, stands for the amount
        if len(kinds) != 1:
            says = "an event is either a rate or a bolus; this one has " + ("both" if kinds else "neither")
            self.fault(at, "not-one-kind", says, accepted)
            return None
        unit = "mg/h" if kinds[0] == "rate_mg_per_h" else "mg"
        amount = self.required(event, kinds[0], f"{at}/{kinds[0]}", unit)
        if when is None or amount is None:
            return None
        return Rate(when, amount) if unit == "mg/h" else Bolus(when, amount)

    def times(self, document: dict[str, Any]) -> tuple[float, ...]:
        accepted = "a list of one or more minutes from the first event, 0 or later"
        listed = self._list(document, "times_min", accepted)
        if listed == []:
            self.fault("/times_min", "no-times", "no time is asked for", accepted)
        found = []
        for index, value in enumerate(listed or ()):
            if isinstance(value, int | float) and not isinstance(value, bool) and value < 0:
                says = f"{_shown(value)} min is before the first event"
                self.fault(f"/times_min/{index}", "negative", says, f"a number from 0 to {_LARGEST} min")
                continue
            time = self.required({"time": value}, "time", f"/times_min/{index}", "min")
            if time is not None:
                found.append(time)
        return tuple(found)

    def interval(self, value: Any, at: str = "/interval") -> float | None:
        accepted = "a number between 0 and 1, neither included, such as 0.8"
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | float):
            self.fault(at, "not-a-number", f"{_shown(value)} is not a number", accepted)
        elif not 0 < value < 1:
            self.fault(at, "out-of-range", f"{_shown(value)} is no interval", accepted)
        else:
            return float(value)
        return None

    def _list(self, document: dict[str, Any], key: str, accepted: str) -> list[Any] | None:
        value = document.get(key)
        if value is None:
            self.fault(f"/{key}", "missing", f"{key} is missing", accepted)
        elif not isinstance(value, list):
            self.fault(f"/{key}", "not-a-list", f"{key} is not a list", accepted)
        else:
            return value
        return None


def _shown(value: object) -> str:
    """A value as a sentence can hold it: never longer than a line."""
    if isinstance(value, int) and abs(value) > _LARGEST:
        return "a number of more than nine digits"
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."
