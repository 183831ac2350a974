"""The forms of recovery. Measured fields start empty, and so does everything that is looked at."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django import forms

from euthymia.clinic.people.figures import FiguresForm
from euthymia.clinic.visits.models import Room
from euthymia.domain.rules import after_discharge
from euthymia.domain.rules.ready_to_leave import NUMBERS, OBSERVATIONS, SETTINGS, Criterion
from euthymia.journey.infusion.forms import TimedForm, VitalsForm, Words
from euthymia.kit.forms import OnceForm

from . import instructions
from .actions.nasal import REMS
from .actions.riding import PROOFS
from .facts import SIGNS
from .models import Discharge

_PLAIN = {"autocomplete": "off"}
_WHOLE = {"inputmode": "numeric", "autocomplete": "off"}


class CheckForm(TimedForm):
    """One look at the patient: the row of signs, two scales, and what is seen or asked."""

    def __init__(self, *args: Any, nasal: bool, shown: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        pad = {name: field for name, field in VitalsForm().fields.items() if name in SIGNS}
        chips = {one.code: _chips(f"{one.title} ({one.says})", [(str(n), str(n)) for n in range(one.high, one.low - 1, -1)]) for one in NUMBERS}  # fmt: skip
        chips |= {
            one.code: _chips(one.title, one.choices) for one in OBSERVATIONS if not (nasal and one.iv_only)
        }
        more: dict[str, forms.Field] = {}
        if shown:
            more["from_monitor"] = forms.BooleanField(
                label="Take the signs that the monitor shows now", required=False
            )
        self.fields = {**more, **pad, **chips, **self.fields}
        for name, field in self.fields.items():
            field.widget.attrs.setdefault("data-test", name)

    def pad(self) -> list[tuple[Any, str]]:
        units = {"sbp": "mmHg", "dbp": "mmHg", "hr": "/min", "spo2": "%", "rr": "/min"}
        return [(self[name], units[name]) for name in SIGNS]

    def looked(self) -> list[Any]:
        """The bound fields of everything that is chosen with a tap."""
        return [
            self[name]
            for name in (*(one.code for one in NUMBERS), *(one.code for one in OBSERVATIONS))
            if name in self.fields
        ]

    def said(self) -> dict[str, Any]:
        """As `actions.check` takes it."""
        data = self.cleaned_data
        return {
            "values": {name: data.get(name, "") for name in SIGNS},
            "scores": {one.code: data.get(one.code, "") for one in NUMBERS},
            "seen": {one.code: data[one.code] for one in OBSERVATIONS if data.get(one.code)},
        }


def _chips(label: str, choices: Iterable[tuple[str, str]]) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=list(choices), required=False, widget=forms.RadioSelect)


class CorrectForm(CheckForm):
    n = forms.IntegerField(widget=forms.HiddenInput)
    reason = Words(label="What was wrong")


class EscortForm(OnceForm):
    name = Words(label="Full name", max_length=120, widget=forms.TextInput(attrs=_PLAIN))
    phone = Words(label="Phone", required=False, max_length=40, widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}))  # fmt: skip
    relation = Words(label="Who they are to the patient", required=False, max_length=60)


class DischargeForm(OnceForm):
    """The last things at the door and the signature's own questions; what is done already is not asked again."""

    manner = forms.ChoiceField(label="The patient goes", choices=Discharge.Manner.choices, initial=Discharge.Manner.HOME, widget=forms.RadioSelect)  # fmt: skip
    iv = _chips("Cannula", next(one.choices for one in OBSERVATIONS if one.code == "iv"))
    escort = Words(label="Who is at the door", required=False, max_length=120)
    proof = _chips("How you know who they are", PROOFS.items())
    language = forms.ChoiceField(
        label="Instructions in", choices=list(instructions.LANGUAGES.items()), widget=forms.RadioSelect
    )
    all_back = forms.BooleanField(label="Given, and the patient said all four points back", required=False)
    read_back = forms.MultipleChoiceField(
        label="Or only these points", required=False, widget=forms.CheckboxSelectMultiple
    )
    overridden = forms.MultipleChoiceField(
        label="Discharge although", required=False, widget=forms.CheckboxSelectMultiple
    )
    reason = Words(label="Why", required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(
        self, *args: Any, open_: Iterable[Criterion], done: Iterable[str], language: str, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"].initial = language
        points = instructions.current(language).points
        self.fields["read_back"].choices = [(one.code, f"{one.asks} {one.right}") for one in points]  # type: ignore[attr-defined]
        asks = [one for one in open_ if not one.never]
        self.fields["overridden"].choices = [(one.code, f"{one.title}: {one.says}") for one in asks]  # type: ignore[attr-defined]
        for name in done:
            del self.fields[name]

    def back(self) -> list[str]:
        """The points that were said back; none when the instructions were not given here."""
        data = self.cleaned_data
        return list(instructions.POINTS) if data.get("all_back") else list(data.get("read_back") or ())


class NasalForm(OnceForm):
    """A dose of the spray as it was watched."""

    room = forms.ChoiceField(label="Chair")
    dose_mg = forms.TypedChoiceField(
        label="Dose", coerce=int, widget=forms.RadioSelect,
        choices=[(mg, f"{mg} mg: {devices} device{'s' if devices > 1 else ''}") for mg, devices in after_discharge.NASAL_DOSES.items()],
    )  # fmt: skip
    lots = Words(label="Lot of each device", help_text="One for each device, with commas between.")
    devices = Words(
        label="Devices", max_length=1000, widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off", "spellcheck": "false"}),
        help_text="Scan each one that was used, or type its number: one a line. The drug book says its lot.",
    )  # fmt: skip
    began = forms.IntegerField(
        label="First spray", min_value=0, max_value=240, widget=forms.TextInput(attrs=_WHOLE)
    )
    ended = forms.IntegerField(
        label="Last spray", min_value=0, max_value=240, widget=forms.TextInput(attrs=_WHOLE)
    )
    rems = forms.MultipleChoiceField(
        label="The REMS asks", choices=list(REMS.items()), widget=forms.CheckboxSelectMultiple, required=False
    )
    reason = Words(label="Reason, where the pressure or the stock asks for one", required=False)

    def __init__(self, *args: Any, rooms: Iterable[Room], accounted: bool, **kwargs: Any) -> None:
        """`accounted`: the clinic keeps its drug account here, so each device is one of the book's."""
        super().__init__(*args, **kwargs)
        del self.fields["lots" if accounted else "devices"]
        self.fields["room"].choices = [(str(room.pk), room.name) for room in rooms]  # type: ignore[attr-defined]
        pad = {name: field for name, field in VitalsForm().fields.items() if name in SIGNS}
        self.fields = {**self.fields, **pad}

    pad = CheckForm.pad

    def said(self, now: datetime) -> dict[str, Any]:
        """As `actions.begin_nasal` takes it, but for the chair."""
        data = self.cleaned_data
        return {
            "dose_mg": data["dose_mg"], "lots": [lot for lot in data.get("lots", "").split(",") if lot.strip()],
            "devices": data.get("devices", "").splitlines(),
            "baseline": {name: data.get(name, "") for name in SIGNS}, "rems": data["rems"], "reason": data["reason"],
            "began_at": now - timedelta(minutes=data["began"]), "ended_at": now - timedelta(minutes=data["ended"]),
        }  # fmt: skip


class DeviceForm(OnceForm):
    """Which device of the dose was entered wrongly, and which one was used."""

    was = forms.ChoiceField(label="Entered, and not used", widget=forms.RadioSelect)
    scan = Words(
        label="Used", max_length=200, widget=forms.TextInput(attrs={**_PLAIN, "spellcheck": "false"}),
        help_text="Scan the device that was used, or type the number on it. The drug book says its lot.",
    )  # fmt: skip
    reason = Words(label="How it came about")

    def __init__(self, *args: Any, of_dose: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        """`of_dose`: number and lot of each device that stands there now."""
        super().__init__(*args, **kwargs)
        self.fields["was"].choices = [(code, f"{code}, lot {lot}") for code, lot in of_dose]  # type: ignore[attr-defined]

    def said(self) -> dict[str, Any]:
        """As `actions.correct_device` takes it, but for who signs with them."""
        return {name: self.cleaned_data[name] for name in ("client_id", "was", "scan", "reason")}


class SettingsForm(FiguresForm):
    """Every figure of recovery within its limits."""

    switches = SETTINGS
    reason = Words(label="Why they change", max_length=1000)
