"""Part 1, medical history: conditions, symptoms, allergies, surgery, family, circumstances."""

from __future__ import annotations

from typing import Any

from .kinds import (
    Content,
    Document,
    FactForm,
    Kind,
    Said,
    append,
    line,
    listed,
    number,
    put_all,
    put_text,
    section,
    select,
    truth,
    words,
)

STATUSES = [
    ("active", "active"),
    ("controlled", "controlled by treatment"),
    ("quiescent", "quiet, may come back"),
    ("remitted", "remitted"),
    ("history", "history only"),
]


class ConditionForm(FactForm):
    text = line("Condition", hint="In plain words, such as: high blood pressure.")
    code = line("ICD-10-CM code", required=False, hint="Where it is known, such as I10.", length=12)
    status = select("How it stands", STATUSES, required=False)
    since = line("Since, or when it happened", required=False, hint="A date, a month or a year.", length=10)
    note = line("Note", required=False)

    def content(self) -> Content:
        said = dict(super().content().detail)
        return Content(text=said.pop("text"), code=said.pop("code", ""), detail=said)


class TextForm(FactForm):
    text = line("In words")

    def content(self) -> Content:
        return Content(text=self.cleaned_data["text"].strip())


class AllergyForm(FactForm):
    text = line("Allergic to")
    reaction = line("What happened", required=False)

    def content(self) -> Content:
        said = dict(super().content().detail)
        return Content(text=said.pop("text"), detail=said)


class PersonForm(FactForm):
    pregnancy_possible = truth(
        "Could the patient be or become pregnant?", "Contraception does not make it impossible."
    )
    contraception = line("Contraception", required=False)
    postmenopausal = truth("Postmenopausal")
    breastfeeding = truth("Breastfeeding")
    postpartum_months = number("Months since the last birth", "months")


def _condition(document: Document, said: Said) -> str:
    """What only the patient has said is a self-report beside the conditions: the rules set the two against each other."""
    if said.origin == "patient":
        section(document, "history", "self_report")[said.text] = True
        return f"/history/self_report/{said.text.replace('~', '~0').replace('/', '~1')}"
    value: dict[str, Any] = {"text": said.text, **said.detail}
    if said.code:
        value["code"] = said.code
    return append(document, "history", "conditions", value)


def _condition_says(said: Said) -> str:
    status = dict(STATUSES).get(said.detail.get("status", ""), "")
    since = f"since {said.detail['since']}" if said.detail.get("since") else ""
    parts = (said.text, said.code, status, since, said.detail.get("note", ""))
    return " · ".join(part for part in parts if part)


def _denied(document: Document, said: Said) -> str:
    section(document, "history", "self_report")[said.text] = False
    return f"/history/self_report/{said.text.replace('~', '~0').replace('/', '~1')}"


class DeniedForm(TextForm):
    text = line("The patient says there was never any", hint="Such as: stroke, seizures, ketamine use.")


def _allergy(document: Document, said: Said) -> str:
    return append(document, "history", "allergies", {"text": said.text, **said.detail})


def _allergy_says(said: Said) -> str:
    return f"{said.text}: {said.detail['reaction']}" if said.detail.get("reaction") else said.text


KINDS: tuple[Kind, ...] = (
    Kind("condition", "Conditions", "Add a condition", ConditionForm, _condition, _condition_says, many=True, none="no conditions"),
    Kind("allergy", "Allergies", "Add an allergy", AllergyForm, _allergy, _allergy_says, many=True, none="no allergies"),
    Kind("symptom", "Symptoms now", "Add a symptom", TextForm, put_text("history", "symptoms"), words, many=True, none="no symptoms"),
    Kind("denied", "Denied by the patient", "Add what was denied", DeniedForm, _denied, lambda said: f"never: {said.text}", many=True),
    Kind("family", "Family history", "Add from the family", TextForm, put_text("history", "family"), words, many=True, none="nothing in the family"),
    Kind("surgery", "Operations", "Add an operation", TextForm, put_text("history", "surgeries"), words, many=True, none="no operations"),
    Kind("drug-response", "Responses to anesthetics and drugs", "Add a response", TextForm, put_text("history", "drug_responses"), words, many=True, none="nothing unusual"),
    Kind("person", "Pregnancy and breastfeeding", "Pregnancy and breastfeeding", PersonForm, put_all("patient"),
         listed(pregnancy_possible="pregnancy possible:", contraception="contraception:", postmenopausal="postmenopausal:",
                breastfeeding="breastfeeding:", postpartum_months="months since birth:")),
)  # fmt: skip
# Which list of the case an "asked: none" leaves empty.
LISTS = {
    "condition": ("history", "conditions"),
    "allergy": ("history", "allergies"),
    "symptom": ("history", "symptoms"),
    "family": ("history", "family"),
    "surgery": ("history", "surgeries"),
    "drug-response": ("history", "drug_responses"),
}
