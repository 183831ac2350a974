"""What the pages of the papers ask."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms

from euthymia.kit.forms import Form, LastDayField, OnceForm

from .actions.setting_up import STATES
from .models import Inventory, Place, Registrant
from .parties import papers_missing
from .product_forms import ProductFields

_DAY = forms.DateInput(attrs={"type": "date"})


class PeriodForm(Form):
    """From one day through another, for reports; both have a sensible value."""

    first = forms.DateField(label="From", widget=_DAY)
    last = LastDayField(label="Through")

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        first, last = cleaned.get("first"), cleaned.get("last")
        if first and last and last < first:
            self.add_error("last", "This is before the first day.")
        if first and last and last - first > timedelta(days=3_660):
            self.add_error("last", "At most ten years at once.")
        return cleaned


class PacketForm(OnceForm, PeriodForm):
    """A packet: its period and its paper."""

    paper = forms.ChoiceField(label="Paper", choices=[("us-letter", "Letter"), ("a4", "A4")])


class RenewForm(OnceForm):
    valid_until = LastDayField(label="Now valid until", help_text="As on the new certificate.")


class PlaceForm(OnceForm):
    name = forms.CharField(label="Name", max_length=80, help_text="A locked place, such as Cart 2.")
    treatment = forms.BooleanField(
        label="Patients are treated there", required=False,
        help_text="A vial taken there is one patient's from then on.",
    )  # fmt: skip


class StateForm(OnceForm):
    state = forms.ChoiceField(
        label="State", choices=[("", "Not said yet"), *((one, one) for one in STATES)], required=False
    )


class RegistrantForm(OnceForm):
    """Somebody else's papers."""

    number = forms.CharField(label="DEA number", max_length=20)
    kind = forms.ChoiceField(label="What they are", choices=Registrant.Kind.choices)
    name = forms.CharField(label="Name", max_length=160)
    address = forms.CharField(label="Address", max_length=200)


class ReceiveFromForm(ProductFields, OnceForm):
    """A vial or device from another registrant."""

    field_order = (
        "client_id", "giver", "party_name", "party_address", "vial", "ndc", "lot", "expires", "dose_type", "mg_per_ml",
        "volume", "content", "substance", "to", "reason",
    )  # fmt: skip
    giver = forms.CharField(
        label="Their DEA number", max_length=20, help_text="Of the registrant that sends it."
    )
    party_name = forms.CharField(label="Their name", max_length=160, required=False)
    party_address = forms.CharField(label="Their address", max_length=200, required=False)
    vial = forms.CharField(label="Its number", max_length=40)
    ndc = forms.CharField(label="NDC", max_length=20, help_text="With its hyphens, from the label.")
    lot = forms.CharField(label="Lot", max_length=60)
    expires = forms.DateField(label="Expires", widget=_DAY)
    to = forms.ChoiceField(label="Goes to")
    reason = forms.CharField(
        label="Their paper", max_length=200, help_text="Such as the number of the transfer record."
    )

    def __init__(self, *args: Any, places: list[Place], known: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].choices = [(str(one.pk), one.name) for one in places]  # type: ignore[attr-defined]
        self.known = known

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        papers_missing(self, "giver", self.known)
        self.read_off(cleaned)
        return cleaned


class OpeningLineForm(ProductFields, Form):
    """Vials or devices of one lot that are on hand when a book begins."""

    field_order = (
        "ndc",
        "lot",
        "expires",
        "dose_type",
        "mg_per_ml",
        "volume",
        "content",
        "substance",
        "first",
        "vials",
        "to",
    )
    ndc = forms.CharField(label="NDC", max_length=20, required=False)
    lot = forms.CharField(label="Lot", max_length=60, required=False)
    expires = forms.DateField(label="Expires", widget=_DAY, required=False)
    first = forms.CharField(label="Number of the first one", max_length=40, required=False)
    vials = forms.IntegerField(
        label="How many", min_value=1, max_value=100, required=False, widget=forms.TextInput(attrs={"inputmode": "numeric"})
    )  # fmt: skip
    to = forms.ChoiceField(label="Where they are", required=False)

    def __init__(self, *args: Any, places: list[Place], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].choices = [("", "Choose"), *((str(one.pk), one.name) for one in places)]  # type: ignore[attr-defined]

    @property
    def is_empty(self) -> bool:
        return not any(self.cleaned_data.get(name) not in (None, "") for name in self.fields)

    WANTED = (*ProductFields.WANTED, "first", "vials", "to")

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if not self.is_empty:
            self.read_off(cleaned)
        return cleaned

    def codes(self) -> list[str]:
        return numbered(self.cleaned_data["first"], self.cleaned_data["vials"])


def numbered(first: str, many: int) -> list[str]:
    """The vials' numbers: the digits at the end of the first one count up."""
    if many == 1:
        return [first.strip()]
    stem = first.strip().rstrip("0123456789")
    digits = first.strip()[len(stem) :] or "1"
    return [f"{stem}{int(digits) + place:0{len(digits)}d}" for place in range(many)]


class BeginForm(OnceForm):
    """The initial inventory: when it is taken, and whether nothing is on hand."""

    moment = forms.ChoiceField(label="Taken at", choices=Inventory.Moment.choices, widget=forms.RadioSelect)
    zero = forms.BooleanField(label="Nothing is on hand: the inventory is zero", required=False)


class InventoryForm(OnceForm):
    """Which inventory; the moment is asked where there was nothing to count."""

    kind = forms.ChoiceField(label="Which inventory", choices=Inventory.Kind.choices, initial="biennial")
    moment = forms.ChoiceField(label="Taken at", choices=Inventory.Moment.choices, widget=forms.RadioSelect)

    def __init__(self, *args: Any, is_zero: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_zero:
            del self.fields["moment"]


class SetApartForm(OnceForm):
    """Why, and for a recall which lot."""

    why = forms.ChoiceField(
        label="Why", widget=forms.RadioSelect,
        choices=[("expired", "Expired, or beyond its last day of use: every such vial"), ("recall", "Recalled: every vial of a lot")],
    )  # fmt: skip
    lot = forms.CharField(label="Lot", max_length=60, required=False, help_text="As in the recall notice.")
    notice = forms.CharField(
        label="What says so",
        max_length=200,
        required=False,
        help_text="Such as the recall's number. Empty for expiry.",
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("why") == "recall":
            for name in ("lot", "notice"):
                if not cleaned.get(name):
                    self.add_error(name, "A recall names a lot, and has a notice.")
        return cleaned


class ReverseForm(OnceForm):
    """Why an entry was wrong."""

    reason = forms.CharField(
        label="What was wrong", max_length=4000, widget=forms.Textarea(attrs={"rows": 2}),
        help_text="The entry stays; its mirror is entered beside it. Then enter what is right.",
    )  # fmt: skip


def this_month(today: date) -> dict[str, date]:
    """From the first of the month through today."""
    return {"first": today.replace(day=1), "last": today}
