"""Part 3, medication check: medicines as told, what a person recognised them as, reconciliation, register query."""

from __future__ import annotations

from django import forms

from euthymia.clinic.pharmacy.actions.setting_up import STATES
from euthymia.domain.rules.register_query import RESULTS

from .kinds import Content, Document, FactForm, Kind, Said, append, day, line

CHECKED = (
    "pharmacy record",
    "bottles shown",
    "the patient told it",
    "family told it",
    "another clinic's list",
)


class MedicineForm(FactForm):
    """As it is told, with the dose; `as_told` keeps the first words when a suggestion was picked by a person."""

    text = line(
        "Medicine, with dose and how often",
        hint="Also over the counter, herbs, patches, inhalers, cannabis, and what is taken only when needed. One at a time.",
    )
    as_told = forms.CharField(required=False, widget=forms.HiddenInput)

    def content(self) -> Content:
        said = super().content().detail
        text = said["text"].strip()
        told = said.get("as_told", "").strip()
        return Content(text=text, detail={"as_told": told} if told and told != text else {})


class ReconciledForm(FactForm):
    reconciled = day("List reconciled with the patient on", required=True)
    sources = forms.MultipleChoiceField(
        label="Against", choices=[(each, each) for each in CHECKED], widget=forms.CheckboxSelectMultiple
    )


class RegisterForm(FactForm):
    """That somebody looked and what came of it: what the register says is not copied (compliance.md 1.8 row 4)."""

    pdmp_checked = day("Controlled-drug register (PDMP) queried on", required=True)
    state = forms.ChoiceField(
        label="Of which state", choices=[("", "Choose"), *((one, one) for one in STATES)]
    )
    result = forms.ChoiceField(label="What came of it", choices=RESULTS, widget=forms.RadioSelect)
    on_behalf_of = line("Asked for, when a delegate asked", required=False, hint="The prescriber's name.")


def _medicine(document: Document, said: Said) -> str:
    return append(document, "medications", "list", said.text)


def _medicine_says(said: Said) -> str:
    told = said.detail.get("as_told")
    return f"{said.text} (told as “{told}”)" if told else said.text


def _reconciled(document: Document, said: Said) -> str:
    document.setdefault("medications", {})["reconciled"] = said.detail["reconciled"]
    return "/medications/reconciled"


def _register(document: Document, said: Said) -> str:
    document.setdefault("medications", {})["pdmp_checked"] = said.detail["pdmp_checked"]
    return "/medications/pdmp_checked"


def _register_says(said: Said) -> str:
    detail = said.detail
    parts = [
        f"queried {detail['pdmp_checked']}",
        detail.get("state"),
        dict(RESULTS).get(detail.get("result", "")),
    ]
    if detail.get("on_behalf_of"):
        parts.append(f"for {detail['on_behalf_of']}")
    return ", ".join(one for one in parts if one)


KINDS: tuple[Kind, ...] = (
    Kind("medicine", "Medicines", "Add a medicine", MedicineForm, _medicine, _medicine_says, many=True, none="no medicines"),
    Kind("reconciled", "Reconciliation", "The list is complete", ReconciledForm, _reconciled,
         lambda said: f"reconciled {said.detail['reconciled']} against: {', '.join(said.detail['sources'])}", again=True),
    Kind("pdmp", "Controlled-drug register", "Register query", RegisterForm, _register, _register_says, again=True),
)  # fmt: skip
LISTS = {"medicine": ("medications", "list")}
