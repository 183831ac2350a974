"""What the money pages ask: one form for each verb. Amounts are typed in dollars and kept in cents."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms

from euthymia.domain.billing import estimates
from euthymia.domain.billing.money import DOLLARS
from euthymia.domain.billing.parties import Address, Coverage, Practice, Provider
from euthymia.domain.quantities import Unusable
from euthymia.kit.forms import OnceForm

from .actions import METHODS
from .models import Eligibility

Choices = Iterable[tuple[str, str]]
_CHOOSE = ("", "Choose")


class DollarsField(forms.CharField):
    """An amount such as 550 or 550.00; cents when it is clean."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
        super().__init__(**{"max_length": 14, "widget": widget, **kwargs})

    def clean(self, value: Any) -> int | None:
        text = super().clean(value)
        if not text:
            return None
        try:
            return DOLLARS.parse(text.replace("$", "").replace(",", ""))
        except Unusable as refused:
            raise forms.ValidationError(str(refused.faults[0]), code="amount") from None


def day_field(**kwargs: Any) -> forms.DateField:
    return forms.DateField(widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}), **kwargs)


class PayForm(OnceForm):
    cents = DollarsField(label="Amount")
    method = forms.ChoiceField(label="Paid by", choices=[_CHOOSE, *METHODS.items()])
    reference = forms.CharField(
        label="Reference", required=False, max_length=80, help_text="Such as the receipt of the card."
    )


class SellForm(OnceForm):
    package = forms.ChoiceField(label="Package")
    method = forms.ChoiceField(
        label="Paid by", required=False, choices=[("", "free credit"), *METHODS.items()]
    )

    def __init__(self, *args: Any, packages: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["package"].choices = [_CHOOSE, *packages]  # type: ignore[attr-defined]


class ChargeForm(OnceForm):
    """An infusion that was given, or another service on a day; out of a package or at its price."""

    what = forms.ChoiceField(label="What was given")
    day = day_field(label="On", required=False, help_text="Of an infusion, its own day.")
    npi = forms.ChoiceField(label="By")
    sold = forms.TypedChoiceField(label="Paid with", required=False, coerce=int, empty_value=None)

    def __init__(
        self, *args: Any, given: Choices, providers: Choices, packages: Choices, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["what"].choices = [_CHOOSE, *given]  # type: ignore[attr-defined]
        self.fields["npi"].choices = [_CHOOSE, *providers]  # type: ignore[attr-defined]
        self.fields["sold"].choices = [("", "at its price"), *packages]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if data.get("what", "").startswith("item:") and not data.get("day"):
            self.add_error("day", "On which day?")
        return data


class EndForm(OnceForm):
    sold = forms.TypedChoiceField(label="Package", coerce=int, empty_value=None)
    says = forms.CharField(label="Why", max_length=200)

    def __init__(self, *args: Any, packages: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["sold"].choices = [_CHOOSE, *packages]  # type: ignore[attr-defined]


class RefundForm(OnceForm):
    cents = DollarsField(label="Amount", help_text="Out of the free credit, at most all of it.")
    method = forms.ChoiceField(label="Paid back by", choices=[_CHOOSE, *METHODS.items()])
    says = forms.CharField(label="Why", max_length=200)


class ReverseForm(OnceForm):
    n = forms.IntegerField(label="Entry", min_value=1, widget=forms.TextInput(attrs={"inputmode": "numeric"}))
    says = forms.CharField(label="Why", max_length=200)


class RestrictForm(OnceForm):
    n = forms.TypedChoiceField(label="Charge", coerce=int, empty_value=None)
    on = forms.TypedChoiceField(
        label="The patient", choices=[("1", "asks that no health plan hears of it"), ("0", "takes that back")],
        coerce=lambda text: text == "1", widget=forms.RadioSelect,
    )  # fmt: skip
    says = forms.CharField(
        label="How they asked", max_length=200, help_text="Such as: signed request of today."
    )

    def __init__(self, *args: Any, charges: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["n"].choices = [_CHOOSE, *charges]  # type: ignore[attr-defined]


class EstimateForm(OnceForm):
    reason = forms.ChoiceField(
        label="Because",
        choices=[
            ("asked", "the patient asked"),
            ("scheduled", "it was scheduled"),
            ("changed", "something changed"),
        ],
    )
    asked_on = day_field(label="Asked, scheduled or changed on")
    first_day = day_field(label="First day of care")
    last_day = day_field(label="Last day it covers", help_text="At most twelve months later.")
    service = forms.CharField(label="What it is for", max_length=200, help_text="In plain words.")
    frequency = forms.CharField(
        label="How often", max_length=200, help_text="Such as: two sessions a week for three weeks."
    )
    npi = forms.ChoiceField(label="By")
    package = forms.ChoiceField(label="Sessions", required=False)
    diagnoses = forms.CharField(
        label="Diagnosis codes", max_length=120, help_text="ICD-10-CM, such as F33.2."
    )
    separate = forms.CharField(
        label="Scheduled separately",
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="A line for each.",
    )

    def __init__(self, *args: Any, providers: Choices, packages: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["npi"].choices = [_CHOOSE, *providers]  # type: ignore[attr-defined]
        self.fields["package"].choices = [("", "each at its price"), *packages]  # type: ignore[attr-defined]

    def asked(self) -> dict[str, Any]:
        """What `papers.estimate` takes."""
        data = dict(self.cleaned_data)
        data["diagnoses"] = estimates.diagnoses(data["diagnoses"])
        data["separate"] = [line.strip() for line in data["separate"].splitlines() if line.strip()]
        return data


class SuperbillForm(OnceForm):
    entries = forms.TypedMultipleChoiceField(label="Charges", coerce=int, widget=forms.CheckboxSelectMultiple)
    diagnoses = forms.CharField(
        label="Diagnosis codes", max_length=120, help_text="ICD-10-CM, the main one first."
    )
    referrer_npi = forms.CharField(label="NPI of who referred", required=False, max_length=10)

    def __init__(self, *args: Any, charges: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["entries"].choices = list(charges)  # type: ignore[attr-defined]

    def asked(self) -> dict[str, Any]:
        """What `papers.make_superbill` takes."""
        return {**self.cleaned_data, "diagnoses": estimates.diagnoses(self.cleaned_data["diagnoses"])}


class ClaimForm(OnceForm):
    sender = forms.CharField(
        label="Sender", max_length=15, help_text="As the clearing house names the clinic."
    )
    receiver = forms.CharField(label="Receiver", max_length=15)
    frequency = forms.ChoiceField(
        label="This", choices=[("1", "is the first"), ("7", "replaces one"), ("8", "voids one")]
    )
    original = forms.CharField(label="The payer's number of that one", required=False, max_length=50)
    authorization = forms.CharField(label="Prior authorization", required=False, max_length=50)


class CoverageForm(OnceForm):
    payer = forms.CharField(label="Insurer", required=False, max_length=60)
    payer_id = forms.CharField(label="Payer id", required=False, max_length=20)
    member_id = forms.CharField(label="Member id", required=False, max_length=40)
    medicare = forms.BooleanField(label="It is Medicare", required=False)
    claims = forms.TypedChoiceField(
        label="Who pays", choices=[("0", "the patient"), ("1", "the insurer is asked")], coerce=lambda text: text == "1",
        widget=forms.RadioSelect, initial="0",
    )  # fmt: skip

    def coverage(self) -> Coverage | None:
        """None where nothing of an insurance was entered."""
        data = self.cleaned_data
        found = Coverage(
            data["payer"].strip(), data["payer_id"].strip(), data["member_id"].strip(), data["medicare"]
        )
        return found if found.payer or found.payer_id or found.member_id else None


class EligibilityForm(OnceForm):
    payer = forms.CharField(label="Insurer", max_length=80)
    asked_on = day_field(label="Asked on")
    how = forms.CharField(label="How", max_length=120, help_text="Such as: by telephone, reference 1234.")
    service = forms.CharField(label="About", max_length=120, initial="infusion sessions")
    answer = forms.ChoiceField(label="Answer", choices=[_CHOOSE, *Eligibility.Answer.choices])
    says = forms.CharField(
        label="In their words", required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 2})
    )


class PracticeForm(OnceForm):
    name = forms.CharField(label="Legal name", max_length=60)
    street = forms.CharField(label="Street", max_length=55)
    city = forms.CharField(label="City", max_length=30)
    state = forms.CharField(label="State", max_length=2)
    postcode = forms.CharField(label="ZIP+4", max_length=10, help_text="Nine digits: claims ask for them.")
    phone = forms.CharField(label="Telephone", max_length=20)
    tin = forms.CharField(label="Tax number", max_length=10)
    npi = forms.CharField(label="NPI of the clinic", max_length=10)
    taxonomy = forms.CharField(label="Taxonomy code", max_length=10)

    def practice(self) -> Practice:
        data = {name: value.strip() for name, value in self.cleaned_data.items() if name != "client_id"}
        parts = {name: data.pop(name) for name in ("street", "city", "state", "postcode")}
        return Practice(**data, address=Address(**parts))


class ProviderForm(OnceForm):
    staff = forms.ChoiceField(label="Who")
    given_name = forms.CharField(label="Given name", max_length=35)
    family_name = forms.CharField(label="Family name", max_length=60)
    npi = forms.CharField(label="NPI", max_length=10)
    licence = forms.CharField(label="Licence", max_length=30)
    taxonomy = forms.CharField(label="Taxonomy code", max_length=10)

    def __init__(self, *args: Any, staff: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["staff"].choices = [_CHOOSE, *staff]  # type: ignore[attr-defined]

    def provider(self) -> Provider:
        names = ("given_name", "family_name", "npi", "licence", "taxonomy")
        return Provider(**{name: self.cleaned_data[name].strip() for name in names})


class CodesForm(OnceForm):
    content = forms.CharField(
        label="Codes", strip=False, widget=forms.Textarea(attrs={"rows": 4}),
        help_text="CSV: number,kind,words,from,until. Kinds: service, drug, modifier, diagnosis.",
    )  # fmt: skip
    source = forms.CharField(
        label="By which right", max_length=200, help_text="A licence, or: our own words."
    )


def first_of_next_year(day: date) -> date:
    """The day until which an estimate is offered to hold: the longest there is."""
    return estimates.months_after(day, estimates.MOST_MONTHS)
