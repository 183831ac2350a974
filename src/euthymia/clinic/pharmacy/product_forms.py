"""What a label says of a vial, and what of a device: the same fields wherever one of them comes into a book."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms

from euthymia.clinic.people.models import Patient
from euthymia.domain.ledger import DEVICE, KETAMINE, SUBSTANCES
from euthymia.domain.quantities import MASS_MG, VOLUME_ML

from . import actions
from .amount_fields import DECIMAL, ContentField, VolumeField
from .models import Place

# What a delivery can be of, and what its label says of each.
KINDS = [
    ("", "Choose"),
    ("single", "single-dose vial"),
    ("multi", "multi-dose vial"),
    (DEVICE, "device, such as a nasal spray"),
]
LABELLED = {DEVICE: ("content", "substance"), "": ("mg_per_ml", "volume")}


class ProductFields(forms.Form):
    """The fields in which vials and devices differ, for each form that takes one in."""

    dose_type = forms.ChoiceField(label="What it is", choices=KINDS, required=False)
    substance = forms.ChoiceField(
        label="Substance", required=False, help_text="Of a device read it off the label; a vial is ketamine unless you say otherwise.",
        choices=[("", "Choose"), *((one, one) for one in SUBSTANCES)],
    )  # fmt: skip
    mg_per_ml = forms.DecimalField(
        label="Strength", min_value=Decimal("0.001"), max_value=Decimal(10_000), decimal_places=3, required=False,
        widget=forms.TextInput(attrs=DECIMAL), help_text="Of a vial.",
    )  # fmt: skip
    volume = VolumeField(label="Volume of one vial", required=False)
    content = ContentField(
        label="In one device",
        required=False,
        help_text="As its label says. A device has no strength and no volume.",
    )
    WANTED: tuple[str, ...] = ("ndc", "lot", "expires", "dose_type")

    def read_off(self, cleaned: dict[str, Any]) -> None:
        """What has to be read off the label of what this is; a device has no strength, a vial no content."""
        is_device = cleaned.get("dose_type") == DEVICE
        for name in (*self.WANTED, *LABELLED[DEVICE if is_device else ""]):
            if name not in self.errors and cleaned.get(name) in (None, ""):
                self.add_error(name, forms.ValidationError("Read this off the label.", code="required"))
        for name in ("mg_per_ml", "volume") if is_device else ("content",):
            if cleaned.get(name) not in (None, "") and name not in self.errors:
                says = (
                    "A device has none: leave it empty."
                    if is_device
                    else "A vial has a strength instead: leave it empty."
                )
                self.add_error(name, forms.ValidationError(says, code="unfit"))


def received_words(data: dict[str, Any], many: int) -> str:
    """What so many vials or devices hold in all, by their labels."""
    substance = data.get("substance") or KETAMINE
    if data["dose_type"] == DEVICE:
        return f"{MASS_MG.format(many * data['content'])} mg {substance}"
    volume_ul = many * data["volume"]
    return f"{VOLUME_ML.format(volume_ul)} mL, {MASS_MG.format(int(volume_ul * data['mg_per_ml']))} mg {substance}"


def arrival_of(
    data: dict[str, Any], code: str, to: Place, patient: Patient | None = None
) -> actions.Arrival | actions.DeviceArrival:
    """What a form says of one vial or device, for the book."""
    common = {"vial": code, "ndc": data["ndc"], "lot": data["lot"], "expires": data["expires"], "to": to}
    if data["dose_type"] == DEVICE:
        return actions.DeviceArrival(
            substance=data["substance"], content_ug=data["content"], patient=patient, **common
        )
    return actions.Arrival(
        mg_per_ml=data["mg_per_ml"], volume_ul=data["volume"], dose_type=data["dose_type"],
        substance=data.get("substance") or "", **common,
    )  # fmt: skip
