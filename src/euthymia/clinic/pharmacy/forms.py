"""What the pages of the stock ask."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms

from euthymia.domain.ledger import DEVICE
from euthymia.domain.quantities import Unusable
from euthymia.domain.quantities.gs1 import read_scan
from euthymia.domain.quantities.identifiers import identify
from euthymia.kit.forms import OnceForm

from . import actions
from .actions.setting_up import STATES
from .amount_fields import DECIMAL, DevicesField, VolumeField
from .models import Place, Sheet
from .parties import papers_missing
from .product_forms import ProductFields
from .queries import Shown


class ReceiveForm(ProductFields, OnceForm):
    """A delivery: vials or devices of one lot, numbered one after another."""

    scan = forms.CharField(
        label="Scan", required=False, help_text="The DataMatrix or the NDC of a vial or device, by a scanner or typed. Fills in what it says.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )  # fmt: skip
    ndc = forms.CharField(
        label="NDC", help_text="With its hyphens, from the label.", max_length=20, required=False
    )
    lot = forms.CharField(label="Lot", max_length=60, required=False)
    expires = forms.DateField(
        label="Expires", help_text="The last day it may be used.", required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
    )  # fmt: skip
    first = forms.CharField(
        label="Number of the first one",
        max_length=40,
        help_text="As you label it, such as 0147. Each vial, and each device, has a number of its own.",
    )
    vials = forms.IntegerField(
        label="How many", min_value=1, max_value=100, initial=1, help_text="Vials or devices of this lot.",
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )  # fmt: skip
    to = forms.TypedChoiceField(label="Goes to")
    supplier_dea = forms.CharField(
        label="Supplier's DEA number", help_text="From the invoice.", max_length=20
    )
    party_name = forms.CharField(
        label="Supplier's name",
        max_length=160,
        required=False,
        help_text="Once: the book knows it from then on.",
    )
    party_address = forms.CharField(label="Supplier's address", max_length=200, required=False)
    invoice = forms.CharField(label="Invoice", max_length=80)
    patient = forms.CharField(
        label="Sent for one patient", max_length=20, required=False,
        help_text="Only of a device that a pharmacy sent for one patient: the patient's record number. Nobody else gets it then.",
    )  # fmt: skip
    sealed = forms.BooleanField(label="Every one was counted, and every seal is unbroken")

    def __init__(self, *args: Any, places: Any, known: Any, registrants: Any, **kwargs: Any) -> None:
        """`known` finds the newest vial with the digits of an NDC, `registrants` says whose papers are known."""
        super().__init__(*args, **kwargs)
        to = self.fields["to"]
        assert isinstance(to, forms.TypedChoiceField)
        to.choices = [(str(one.pk), one.name) for one in places]
        to.coerce = lambda value: next(one for one in places if str(one.pk) == value)
        self.known, self.registrants = known, registrants

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        papers_missing(self, "supplier_dea", self.registrants)
        if cleaned.get("scan"):
            self._scanned(cleaned)
        self.read_off(cleaned)
        if cleaned.get("patient") and cleaned.get("dose_type") != DEVICE:
            self.add_error(
                "patient", forms.ValidationError("A vial is nobody's when it comes.", code="unfit")
            )
        return cleaned

    def _scanned(self, cleaned: dict[str, Any]) -> None:
        """What the code says, where nothing else was entered; and never against what was entered."""
        try:
            said = self._read(cleaned["scan"].strip())
        except Unusable as refused:
            self.add_error("scan", forms.ValidationError(refused.faults[0].says, code=refused.faults[0].code))
            return
        for name, value in said.items():
            entered = cleaned.get(name)
            if name in ("ndc", "lot", "expires") and entered not in (None, "", value):
                says = f"The scan says {value}. Look at the label."
                self.add_error(name, forms.ValidationError(says, code="differs"))
            elif entered in (None, ""):
                cleaned[name] = value

    def _read(self, text: str) -> dict[str, Any]:
        if "-" in text and identify("ndc", text).valid:
            return self._of_product(text.replace("-", "")) | {"ndc": text}
        scan = read_scan(text)
        said: dict[str, Any] = self._of_product(scan.ndc_10) if scan.ndc_10 else {}
        return said | {
            name: value for name, value in (("lot", scan.lot), ("expires", scan.expires)) if value is not None
        }

    def _of_product(self, digits: str) -> dict[str, Any]:
        vial = self.known(digits)
        if vial is None:
            return {}
        said = {"ndc": vial.ndc, "substance": vial.substance}
        if vial.mg_per_ml is None:
            return {**said, "dose_type": DEVICE, "content": vial.content_ug}
        return {
            **said, "mg_per_ml": Decimal(vial.mg_per_ml.numerator) / vial.mg_per_ml.denominator,
            "volume": vial.label_ul, "dose_type": vial.dose_type,
        }  # fmt: skip

    def codes(self) -> list[str]:
        """The vials' numbers: the digits at the end of the first one count up."""
        first, many = self.cleaned_data["first"].strip(), self.cleaned_data["vials"]
        if many == 1:
            return [first]
        stem = first.rstrip("0123456789")
        digits = first[len(stem) :] or "1"
        return [f"{stem}{int(digits) + place:0{len(digits)}d}" for place in range(many)]


class CountForm(OnceForm):
    """A blind sheet: for each vial one tick that it is sealed, or how much is in it.

    Fields are named by the vial and not by its place: the sheet may have become shorter or longer meanwhile.
    """

    purpose = forms.ChoiceField(label="This count", choices=Sheet.Purpose.choices, widget=forms.RadioSelect)
    seen_n = forms.IntegerField(widget=forms.HiddenInput)
    left_open = forms.CharField(
        label="Why this stays open", max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Asked only when the day is closed: settle it first, or say why not. Both stand on the sheet.",
    )  # fmt: skip

    def __init__(self, *args: Any, vials: Iterable[Shown], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.vials = list(vials)
        for shown in self.vials:
            code, key = shown.row.code, shown.row.pk.hex
            name = shown.name
            if shown.is_sealed:
                self.fields[f"sealed_{key}"] = forms.BooleanField(
                    label=f"{name} {code}: sealed", required=False,
                    widget=forms.CheckboxInput(attrs={"data-test": f"sealed-{code}"}),
                )  # fmt: skip
            field, asks = (
                (DevicesField, "there (1) or not (0)") if shown.vial.is_device else (VolumeField, "counted")
            )
            self.fields[f"volume_{key}"] = field(
                label=f"{name} {code}: {asks}", required=False,
                widget=forms.TextInput(attrs={**DECIMAL, "data-test": f"volume-{code}"}),
            )  # fmt: skip

    @property
    def kinds(self) -> list[str]:
        """What each row is: a vial or a device."""
        return [shown.vial.form for shown in self.vials]

    def rows(self) -> list[tuple[Shown, forms.BoundField | None, forms.BoundField]]:
        """Each vial with its tick, if it has one, and its amount."""
        keys = [(shown, shown.row.pk.hex) for shown in self.vials]
        return [
            (shown, self[f"sealed_{key}"] if f"sealed_{key}" in self.fields else None, self[f"volume_{key}"])
            for shown, key in keys
        ]  # fmt: skip

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        for shown in self.vials:
            key = shown.row.pk.hex
            name = f"volume_{key}"
            sealed, volume = cleaned.get(f"sealed_{key}"), cleaned.get(name)
            if name in self.errors:
                continue
            if sealed and volume is not None:
                says = f"{shown.name} {shown.row.code}: either sealed or an amount, not both."
                self.add_error(name, forms.ValidationError(says, code="both"))
            elif not sealed and volume is None:
                says = f"{shown.name} {shown.row.code} is not counted yet. Enter 0 if it is not there."
                self.add_error(name, forms.ValidationError(says, code="required"))
        return cleaned

    def counted(self) -> list[actions.Counted]:
        """Each vial with what was found in it, in microlitres; each device with whether it is there."""
        found = []
        for shown in self.vials:
            key = shown.row.pk.hex
            sealed = self.cleaned_data.get(f"sealed_{key}")
            amount = shown.vial.label_ul if sealed else self.cleaned_data[f"volume_{key}"]
            found.append(actions.Counted(shown.row.code, amount, shown.vial.form))
        return found


class RecountForm(OnceForm):
    """A vial measured once more."""

    volume = VolumeField(label="Counted", help_text="0 when it is not there.")

    def __init__(self, *args: Any, form: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if form == DEVICE:
            self.fields["volume"] = DevicesField(
                label="There", help_text="1 when it is there and sealed, 0 when it is not."
            )


CAUSES = (
    ("", "Choose"),
    ("overfill", "overfill of the vial (a surplus)"),
    ("breakage", "broken or spilt"),
    ("administered", "given to a patient, and not entered"),
    ("wasted", "wasted, and not entered"),
    ("destroyed", "destroyed, and not entered"),
)


class ResolveForm(OnceForm):
    """What a difference turned out to be. `others` are counts of the same vial whose difference is the opposite;
    `asks_why` when it is to be resolved although nobody has counted again."""

    to = forms.ChoiceField(label="What it was", choices=CAUSES)
    volume = VolumeField(
        label="How much of it", required=False, help_text="Leave empty for all that is left."
    )
    reason = forms.CharField(label="How you know", max_length=4000, widget=forms.Textarea(attrs={"rows": 3}))
    not_recounted = forms.CharField(
        label="Why nobody has counted again", max_length=400, required=False,
        help_text="A recount by two others comes first. Where it cannot be, this stands in the record.",
    )  # fmt: skip

    def __init__(
        self, *args: Any, others: Iterable[tuple[str, str]], asks_why: bool, form: str, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        to = self.fields["to"]
        assert isinstance(to, forms.ChoiceField)
        to.choices = [*(one for one in CAUSES if one[0] != "overfill" or form != DEVICE), *others]
        if form == DEVICE:
            del self.fields["volume"]  # all of it, or nothing
        if not asks_why:
            del self.fields["not_recounted"]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        settles = str(cleaned.get("to", "")).startswith("variance:")
        if "not_recounted" in self.fields and not settles and not cleaned.get("not_recounted", "").strip():
            self.add_error(
                "not_recounted",
                forms.ValidationError("Two others count it again first, or say why not.", code="required"),
            )
        return cleaned

    def words(self) -> str:
        """The reason as it is entered."""
        why = self.cleaned_data.get("not_recounted", "").strip()
        reason: str = self.cleaned_data["reason"]
        return f"{reason.rstrip('.')}. Not counted again: {why}" if why else reason


METHODS = (
    ("", "Choose"),
    ("chemical digestion", "chemical digestion, such as a sequestration pouch"),
    ("incineration", "incineration"),
    ("another non-retrievable method", "another method that makes it non-retrievable"),
)


class VialForm(OnceForm):
    """An act on one vial: only the fields that it needs."""

    to = forms.ChoiceField(label="To")
    patient = forms.CharField(
        label="Whose it is there", max_length=20, required=False,
        help_text="For a room where patients are treated: the patient's record number.",
    )  # fmt: skip
    whose = forms.CharField(label="Opened for", max_length=20, help_text="The patient's record number.")
    volume = VolumeField(label="How much", required=False, help_text="Leave empty for all that is in it.")
    distributor = forms.CharField(label="Reverse distributor's DEA number", max_length=20)
    recipient = forms.CharField(
        label="Recipient's DEA number",
        max_length=20,
        help_text="Only a registrant may get it; the carrier does not count.",
    )
    party_name = forms.CharField(
        label="Their name", max_length=160, required=False, help_text="Once: the book knows it from then on."
    )
    party_address = forms.CharField(label="Their address", max_length=200, required=False)
    method = forms.ChoiceField(label="How it was made non-retrievable", choices=METHODS)
    reason = forms.CharField(label="Why", max_length=4000, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(
        self, *args: Any, wanted: tuple[str, ...], places: Iterable[Place], registrants: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.registrants = registrants
        self.fields["to"].choices = [(str(one.pk), one.name) for one in places]  # type: ignore[attr-defined]
        parties = {"recipient", "distributor"} & set(wanted)
        for name in list(self.fields):
            asked = name in wanted or (name in ("party_name", "party_address") and parties)
            if not asked and name != "client_id":
                del self.fields[name]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        for number in ("recipient", "distributor"):
            if number in self.fields:
                papers_missing(self, number, self.registrants)
        return cleaned


class RegistrationForm(OnceForm):
    """A DEA registration and the first place of it."""

    entity = forms.CharField(label="Legal entity", max_length=160)
    number = forms.CharField(label="DEA number", max_length=20)
    address = forms.CharField(label="Registered location", max_length=200)
    state = forms.ChoiceField(
        label="State", required=False, choices=[("", "Not said yet"), *((one, one) for one in STATES)],
        help_text="Whose rules hold there.",
    )  # fmt: skip
    valid_until = forms.DateField(label="Valid until", widget=forms.DateInput(attrs={"type": "date"}))
    place = forms.CharField(
        label="Where vials are kept", max_length=80, help_text="A locked place, such as Safe."
    )
