"""What a clinic decides for itself and its medical director signs: one form, one page, one list of what went before."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect

from euthymia.clinic.audit import actions as auditing
from euthymia.domain.quantities import Unusable
from euthymia.domain.rules.switches import Switch
from euthymia.kit import units
from euthymia.kit.forms import OnceForm, add_faults

from .doors import StaffRequest
from .pages import page
from .stepup import SignatureForm


class FiguresForm(OnceForm):
    """Whole numbers, each within its limits and beside its source. A form of them names its `switches`."""

    switches: ClassVar[Sequence[Switch]] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        figures = {
            one.name: forms.IntegerField(
                label=one.says, min_value=int(one.low), max_value=int(one.high), help_text=f"{one.accepted[:1].upper()}{one.accepted[1:]} · {one.provenance}",
                widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric", "data-test": one.name}),
            )
            for one in self.switches
        }  # fmt: skip
        self.fields = {**figures, **self.fields}

    def figures(self) -> dict[str, int]:
        return {one.name: self.cleaned_data[one.name] for one in self.switches}


def signed_settings(
    request: StaffRequest, template: str, form: forms.Form, adopt: Callable[[], object], adopted: Sequence[object],
    *, seen: tuple[str, str], done: str, **more: Any,
) -> HttpResponse:  # fmt: skip
    """The page of `form` and, once it and the signature hold, what `adopt` keeps.

    `adopt` is called in a transaction and may raise Unusable; `adopted` is what was signed before, newest first;
    `seen` is the audit row of a look, `done` what is said afterwards.
    """
    clinic = request.member.clinic
    signature = SignatureForm(request.POST if form.is_bound else None, request=request)
    if form.is_bound and form.is_valid() & signature.is_valid():
        try:
            with units.all_or_nothing():
                adopt()
        except Unusable as refusal:
            add_faults(form, refusal)
        else:
            messages.success(request, done, extra_tags=str(form.cleaned_data["client_id"]))
            return HttpResponseRedirect(request.path)
    verb, says = seen
    auditing.record(verb=verb, says=says)
    context = {
        "form": form, "signature": signature, "adopted": adopted, "director": clinic.medical_director,
        "is_director": clinic.medical_director_id == request.member.staff.pk, **more,
    }  # fmt: skip
    return page(request, template, context, status=422 if form.is_bound else 200)
