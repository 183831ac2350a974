"""Part 5, safety screening: body measures, vital signs, laboratory, ECG, drug screen, pregnancy test, fasting."""

from __future__ import annotations

from typing import Any

from django import forms

from euthymia.domain.rules.case import plausible

from .kinds import (
    Content,
    Document,
    FactForm,
    Kind,
    Said,
    day,
    line,
    listed,
    number,
    put_all,
    section,
    select,
)
from .results import title

RESULTS = [
    ("negative", "negative"),
    ("positive", "positive"),
    ("inconclusive", "inconclusive"),
    ("pending", "pending"),
]


class BodyForm(FactForm):
    taken = day("Measured on", required=True)
    weight_kg = number("Weight", "kg", required=True)
    height_cm = number("Height", "cm", required=True)


class VitalsForm(FactForm):
    """Two readings of the pressure; measured fields are always empty."""

    taken = day("Taken on", required=True)
    sbp_0 = number("Systolic, first", "mmHg")
    dbp_0 = number("Diastolic, first", "mmHg")
    sbp_1 = number("Systolic, second", "mmHg")
    dbp_1 = number("Diastolic, second", "mmHg")
    hr_bpm = number("Heart rate", "/min")
    spo2_pct = number("Oxygen saturation", "%")
    rr_bpm = number("Breaths", "/min")
    temp_c = number("Temperature", "°C")

    def content(self) -> Content:
        said = dict(super().content().detail)
        pairs = [(said.pop(f"sbp_{n}", None), said.pop(f"dbp_{n}", None)) for n in (0, 1)]
        readings = [list(pair) for pair in pairs if pair != (None, None)]
        return Content(detail={**said, **({"bp_mmhg": readings} if readings else {})})

    @classmethod
    def initial_of(cls, said: Said) -> dict[str, Any]:
        return {}


class LabsForm(FactForm):
    """One collection: every value in its usual unit, with the laboratory's own upper limit where it states one."""

    collected = day("Collected on", required=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, form in plausible.LABS.items():
            label = title(name)
            if name == "urinalysis":
                self.fields[name] = line(label, required=False, hint="Such as: negative.", length=60)
            else:
                self.fields[name] = number(label, form.unit)
                if form.unit == "U/L" or name == "bilirubin":
                    self.fields[f"{name}_upper"] = number(f"{label}, upper limit", form.unit)
        for name, field in self.fields.items():
            field.widget.attrs.setdefault("data-test", name)

    def clean(self) -> dict[str, Any]:
        """A collection without a single result says nothing."""
        given = super().clean() or {}
        if not self.errors and not any(given.get(name) not in (None, "") for name in plausible.LABS):
            raise forms.ValidationError(
                "No result was entered: write at least one, or leave the form.", code="empty"
            )
        return given

    def content(self) -> Content:
        said = dict(super().content().detail)
        collected = said.pop("collected")
        values: dict[str, Any] = {}
        for name, value in said.items():
            lab, _, upper = name.partition("_")
            values.setdefault(lab, {})["upper" if upper else "value"] = value
        return Content(detail={"collected": collected, "values": values})

    @classmethod
    def initial_of(cls, said: Said) -> dict[str, Any]:
        found: dict[str, Any] = {"collected": said.detail["collected"]}
        for lab, value in said.detail["values"].items():
            found[lab] = value.get("value")
            found[f"{lab}_upper"] = value.get("upper")
        return found


class EcgForm(FactForm):
    date = day("Recorded on", required=True)
    rhythm = line("Rhythm", hint="Such as: sinus.", length=60)
    qtc_ms = number("QTc", "ms")


class DrugScreenForm(FactForm):
    collected = day("Collected on", required=True)
    result = select("Result", RESULTS)
    positive = forms.CharField(
        label="Positive for", required=False, widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text="Separated by commas.",
    )  # fmt: skip

    def content(self) -> Content:
        said = dict(super().content().detail)
        found = [each.strip() for each in said.pop("positive", "").split(",") if each.strip()]
        return Content(detail={**said, "positive": found})

    @classmethod
    def initial_of(cls, said: Said) -> dict[str, Any]:
        return {**said.detail, "positive": ", ".join(said.detail.get("positive", []))}


class PregnancyTestForm(FactForm):
    date = day("Tested on", required=True)
    result = select("Result", RESULTS)


class FastingForm(FactForm):
    asked_on = day("Asked on", required=True)
    solids_h = number("Last food", "hours ago", required=True)
    clear_fluids_h = number("Last clear drink", "hours ago", required=True)


def _body(document: Document, said: Said) -> str:
    about = section(document, "patient")
    about.update({name: said.detail[name] for name in ("weight_kg", "height_cm") if name in said.detail})
    if "weight_kg" in said.detail and "taken" in said.detail:
        about["weighed_on"] = said.detail["taken"]
    return "/patient"


def _labs(document: Document, said: Said) -> tuple[str, ...]:
    """Each collection adds its results, with its own day: of every test the newest is the one the rules judge."""
    day = said.detail["collected"]
    values = section(document, "screening", "labs", "values")
    places = []
    for name, value in said.detail["values"].items():
        every = values.setdefault(name, [])
        every.append({**value, "collected": day})
        places.append(f"/screening/labs/values/{name}/{len(every) - 1}")
    return tuple(places)


def _fasting(document: Document, said: Said) -> str:
    section(document, "screening")["fasting"] = {
        name: said.detail[name] for name in ("solids_h", "clear_fluids_h") if name in said.detail
    }
    return "/screening/fasting"


def _vitals_says(said: Said) -> str:
    pressures = ", ".join(f"{_plain(one)}/{_plain(two)}" for one, two in said.detail.get("bp_mmhg", []))
    others = listed(hr_bpm="pulse", spo2_pct="SpO₂", rr_bpm="breaths", temp_c="°C")(said)
    return " · ".join(part for part in (said.detail["taken"], pressures, others) if part)


def _plain(value: float | None) -> str:
    return "–" if value is None else f"{value:g}"


def _labs_says(said: Said) -> str:
    values = ", ".join(
        f"{name} {_lab_words(value)}"
        for name, value in said.detail["values"].items()
        if value.get("value") is not None
    )
    return f"collected {said.detail['collected']}: {values}"


def _lab_words(value: dict[str, Any]) -> str:
    found = value["value"]
    shown = found if isinstance(found, str) else f"{found:g}"
    return f"{shown} (≤ {value['upper']:g})" if value.get("upper") is not None else str(shown)


def _screen_says(said: Said) -> str:
    positive = ", ".join(said.detail.get("positive", []))
    return (
        f"{said.detail['result']}{': ' + positive if positive else ''}, collected {said.detail['collected']}"
    )


KINDS: tuple[Kind, ...] = (
    Kind("body", "Weight and height", "Weight and height", BodyForm, _body, listed(weight_kg="kg:", height_cm="cm:", taken="on")),
    Kind("vitals", "Vital signs", "Vital signs", VitalsForm, put_all("screening", "vitals"), _vitals_says, again=True),
    Kind("labs", "Laboratory", "Enter a collection", LabsForm, _labs, _labs_says, many=True),
    Kind("ecg", "ECG", "ECG", EcgForm, put_all("screening", "ecg"),
         lambda said: f"{said.detail['rhythm']}, QTc {_plain(said.detail.get('qtc_ms'))} ms, {said.detail['date']}"),
    Kind("drug-screen", "Urine drug screen", "Urine drug screen", DrugScreenForm, put_all("screening", "drug_screen"), _screen_says),
    Kind("pregnancy-test", "Pregnancy test", "Pregnancy test", PregnancyTestForm, put_all("screening", "pregnancy_test"),
         lambda said: f"{said.detail['result']}, {said.detail['date']}", again=True),
    Kind("fasting", "Fasting", "Fasting, asked on the day", FastingForm, _fasting,
         listed(asked_on="", solids_h="food, hours ago:", clear_fluids_h="clear drink, hours ago:"), again=True),
)  # fmt: skip
LISTS: dict[str, tuple[str, str]] = {}
