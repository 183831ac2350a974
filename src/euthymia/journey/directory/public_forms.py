"""What visitors of the public site send."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from euthymia.domain.directory.places import is_number
from euthymia.domain.directory.profile import LONGEST
from euthymia.kit.forms import Form, OnceForm

from . import words, zips
from .models import ErrorReport
from .public_queries import RADII, USUAL_RADIUS, Asked

_ANY = ("", _("any"))
LAST_PAGE = 10_000


class SearchForm(Form):
    """The filters of the search; all of them stand in the address."""

    place = forms.CharField(label=_("City or ZIP code"), required=False, max_length=60, strip=True)
    radius = forms.TypedChoiceField(
        label=_("Within"),
        required=False,
        coerce=int,
        choices=[(one, _("%d miles") % one) for one in RADII],
        initial=USUAL_RADIUS,
    )
    indication = forms.ChoiceField(
        label=_("Treats"), required=False, choices=[_ANY, *words.INDICATIONS.items()]
    )
    speaks = forms.ChoiceField(label=_("Speaks"), required=False, choices=[_ANY, *words.LANGUAGES.items()])
    payer = forms.ChoiceField(label=_("Insurance that covers something"), required=False)
    online_in = forms.RegexField(
        r"^[A-Z]{2}$", label=_("Online, and I am in"), required=False, max_length=2, help_text=_("State, such as CA"),
        error_messages={"invalid": _("Two capitals, such as CA.")},
    )  # fmt: skip
    step_free = forms.BooleanField(label=_("Step-free access"), required=False)
    page = forms.IntegerField(required=False, min_value=1, max_value=LAST_PAGE, widget=forms.HiddenInput)

    def __init__(self, *args: Any, payers: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["payer"].choices = [_ANY, *payers]  # type: ignore[attr-defined]

    def clean_place(self) -> str:
        place: str = self.cleaned_data["place"]
        if is_number(place) and zips.find(place) is None:
            says = _(
                "There is no area with this ZIP code. Post office boxes, single buildings and military mail have a ZIP code "
                "without an area: enter the one where you live, or a city."
            )
            raise forms.ValidationError(says, code="no-area")
        return place

    def asked(self) -> Asked:
        found = self.cleaned_data
        return Asked(
            place=found["place"], radius=found["radius"] or USUAL_RADIUS, indication=found["indication"], speaks=found["speaks"],
            payer=found["payer"], step_free=found["step_free"], online_in=found["online_in"], page=found["page"] or 1,
        )  # fmt: skip


class NameForm(Form):
    """Whose licence is looked for."""

    name = forms.CharField(label=_("Name of the professional"), max_length=80, min_length=3)


class ReportForm(OnceForm):
    """Something on a page is wrong, or the page is ours."""

    kind = forms.ChoiceField(label=_("What is it?"), widget=forms.RadioSelect)
    about = forms.CharField(label=_("Which part of the page"), max_length=120, required=False)
    words = forms.CharField(
        label=_("What is wrong, and how do you know"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    contact = forms.EmailField(
        label=_("Your e-mail address, if you want an answer"), required=False,
        help_text=_("For a claim: an address of the clinic. Write nothing about anybody's health."),
    )  # fmt: skip
    # A person never sees it; what fills in every field is no person.
    website = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [  # type: ignore[attr-defined]
            (ErrorReport.Kind.ERROR, _("Something is wrong")), (ErrorReport.Kind.CLAIM, _("This is our clinic")),
        ]  # fmt: skip

    def clean_website(self) -> str:
        if self.cleaned_data["website"]:
            raise forms.ValidationError(_("This form was filled in by a program."))
        return ""
