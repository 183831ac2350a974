"""Part 3, medication check: medicines as told, what a person recognised them as, reconciliation, register query."""

from __future__ import annotations

from django import forms

from .kinds import Content, Document, FactForm, Kind, Said, append, day, line, put_all

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
    pdmp_checked = day("Controlled-drug register (PDMP) queried on", required=True)


def _medicine(document: Document, said: Said) -> str:
    return append(document, "medications", "list", said.text)


def _medicine_says(said: Said) -> str:
    told = said.detail.get("as_told")
    return f"{said.text} (told as “{told}”)" if told else said.text


def _reconciled(document: Document, said: Said) -> str:
    document.setdefault("medications", {})["reconciled"] = said.detail["reconciled"]
    return "/medications/reconciled"


KINDS: tuple[Kind, ...] = (
    Kind("medicine", "Medicines", "Add a medicine", MedicineForm, _medicine, _medicine_says, many=True, none="no medicines"),
    Kind("reconciled", "Reconciliation", "The list is complete", ReconciledForm, _reconciled,
         lambda said: f"reconciled {said.detail['reconciled']} against: {', '.join(said.detail['sources'])}"),
    Kind("pdmp", "Controlled-drug register", "Register query", RegisterForm, put_all("medications"),
         lambda said: f"queried {said.detail['pdmp_checked']}"),
)  # fmt: skip
LISTS = {"medicine": ("medications", "list")}
