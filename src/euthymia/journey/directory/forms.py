"""What the clinic's own pages of the directory send."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django import forms

from euthymia.domain.directory import sources
from euthymia.domain.directory.profile import INDICATIONS, LONGEST, Offer, Profile, checked
from euthymia.domain.directory.standing import Kind
from euthymia.kit.forms import LastDayField, OnceForm

from . import words
from .models import Professional

_YES_NO = [("", "not stated"), ("yes", "yes"), ("no", "no")]
_OFFERED = [("", "not stated"), ("yes", "offered"), ("no", "not offered")]
_OFFERS = ("check_ups", "groups", "emergency")
LARGEST_DOCUMENT = 2_000_000  # bytes


def _text(label: str, rows: int = 0, hint: str = "") -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows}) if rows else forms.TextInput()
    return forms.CharField(label=label, required=False, max_length=LONGEST, widget=widget, help_text=hint)


class ProfileForm(OnceForm):
    """What the clinic states in public. What stays empty is shown as "not stated"."""

    street = _text("Street")
    city = _text("City")
    state = _text("State", hint="Two capitals, such as CA.")
    zip = _text("ZIP code")
    latitude = forms.FloatField(
        label="Latitude", required=False, help_text="In degrees; with it the clinic is found by distance."
    )
    longitude = forms.FloatField(label="Longitude", required=False)
    languages = forms.MultipleChoiceField(
        label="Languages",
        required=False,
        choices=list(words.LANGUAGES.items()),
        widget=forms.CheckboxSelectMultiple,
    )
    indications = forms.MultipleChoiceField(
        label="Treats",
        required=False,
        choices=[(one, words.INDICATIONS[one]) for one in INDICATIONS],
        widget=forms.CheckboxSelectMultiple,
    )
    step_free = forms.ChoiceField(label="Step-free access", required=False, choices=_YES_NO)
    online = forms.ChoiceField(
        label="Consultation online", required=False, choices=_YES_NO,
        help_text="Offered only to people in a state where a licence is verified.",
    )  # fmt: skip
    parking = _text("Parking")
    arrival = _text("Arrival: directions, escort", 2)
    in_the_room = _text("Who is in the room", 2)
    monitoring = _text("How patients are watched", 2)
    other_treatments = _text("Other treatments, as separate pathways", 2)
    concerns = _text("How concerns are handled", 2)
    check_ups = forms.ChoiceField(label="Check-ups afterwards", required=False, choices=_OFFERED)
    check_ups_words = _text("Which check-ups")
    groups = forms.ChoiceField(label="Support groups", required=False, choices=_OFFERED)
    groups_words = _text("Which groups")
    emergency = forms.ChoiceField(label="Emergency contact", required=False, choices=_OFFERED)
    emergency_words = _text("How it is reached")

    def __init__(self, *args: Any, before: Profile, **kwargs: Any) -> None:
        kept = before.to_json()
        initial = {name: value for name, value in kept.items() if name not in _OFFERS}
        for name in _OFFERS:
            offer: Offer = getattr(before, name)
            initial |= {name: offer.offered, f"{name}_words": offer.words}
        super().__init__(*args, initial=initial, **kwargs)
        self.before = before

    def profile(self) -> Profile:
        """Raises Unusable."""
        given = {name: value for name, value in self.cleaned_data.items() if name != "client_id"}
        for name in _OFFERS:
            given[name] = Offer(given[name], given.pop(f"{name}_words"))
        given["languages"], given["indications"] = tuple(given["languages"]), tuple(given["indications"])
        return checked(replace(self.before, **given))


class ProfessionalForm(OnceForm):
    """Somebody who works here and is shown."""

    given_name = forms.CharField(label="Given name", max_length=80)
    family_name = forms.CharField(label="Family name", max_length=80)
    degree = forms.CharField(label="Degree", max_length=40, required=False, help_text="Such as MD or CRNA.")
    role = forms.ChoiceField(label="Role", choices=Professional.Role.choices)
    specialty = forms.CharField(label="Specialty", max_length=120, required=False)


class CredentialForm(OnceForm):
    """A licence, a certificate, a training, an accreditation: stated until its source has answered."""

    kind = forms.ChoiceField(label="What", choices=())
    title = forms.CharField(
        label="Title", max_length=160, required=False, help_text="Of a certificate or training."
    )
    number = forms.CharField(label="Number", max_length=60, required=False, help_text="Never a DEA number.")
    state = forms.CharField(
        label="State", max_length=2, required=False, help_text="Of a licence: two capitals."
    )
    source = forms.ChoiceField(label="Register", required=False)
    issuer = forms.CharField(label="Issuer", max_length=120, required=False)
    scope = forms.CharField(label="Scope", max_length=200, required=False)
    issued_on = forms.DateField(
        label="Issued", required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    valid_until = LastDayField(label="Valid until", required=False)

    def __init__(self, *args: Any, of_person: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [
            kind
            for kind in Kind
            if (kind is not Kind.ACCREDITATION) == of_person and kind is not Kind.EXCLUSION
        ]
        self.fields["kind"].choices = [(kind.value, words.KINDS[kind]) for kind in kinds]  # type: ignore[attr-defined]
        boards = [(one.key, f"{one.title} ({one.state})") for one in sources.SOURCES if one.state]
        self.fields["source"].choices = [("", "none that is read here"), *boards]  # type: ignore[attr-defined]


class DocumentForm(OnceForm):
    """A paper that was seen."""

    document = forms.FileField(
        label="The document", help_text="PDF or picture, at most 2 MB. Its digest is kept, the file is not."
    )
    valid_until = LastDayField(label="Valid until, as the document says", required=False)

    def clean_document(self) -> Any:
        given = self.cleaned_data["document"]
        if given.size > LARGEST_DOCUMENT:
            raise forms.ValidationError("The file is larger than 2 MB.", code="too-large")
        return given


class AnswerForm(OnceForm):
    """What came of a report."""

    answer = forms.CharField(
        label="What came of it", max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 2})
    )


class ConsentForm(OnceForm):
    """The clinic's owner publishes its page, or takes it down."""
