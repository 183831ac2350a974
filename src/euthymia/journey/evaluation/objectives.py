"""Part 4, treatment objectives: indication, goals, escort, alternatives, continuing care."""

from __future__ import annotations

from .kinds import (
    Content,
    Document,
    FactForm,
    Kind,
    Said,
    append,
    choice,
    line,
    number,
    put_all,
    select,
    truth,
    words,
)

INDICATIONS = [
    ("depression", "Depression"),
    ("bipolar-depression", "Bipolar depression"),
    ("suicidal-ideation", "Suicidal ideation"),
    ("ptsd", "Post-traumatic stress"),
    ("anxiety", "Anxiety"),
    ("ocd", "Obsessive-compulsive disorder"),
    ("chronic-pain", "Chronic pain"),
]


class IndicationForm(FactForm):
    indication = choice("Treated for", INDICATIONS)


class GoalForm(FactForm):
    measure = select(
        "Measured by",
        [(code, code.upper()) for code in ("phq-9", "madrs", "qids-sr16", "gad-7", "pcl-5", "nrs", "peg")],
    )
    baseline = number("Now")
    target = number("Goal")
    agreed = truth("Agreed with the patient")


class HopeForm(FactForm):
    text = line(
        "What the patient hopes for", hint="In their own words; a goal with a measure is agreed from it."
    )

    def content(self) -> Content:
        return Content(text=self.cleaned_data["text"].strip())


class EscortForm(FactForm):
    escort = line("Escort", hint="The name of the grown-up who takes the patient home.")


class AlternativesForm(FactForm):
    alternatives_discussed = truth(
        "Discussed", "ECT, TMS, medicines and augmentation, psychotherapy, esketamine."
    )


class ExpectationsForm(FactForm):
    expectations = choice(
        "What the patient expects",
        [("realistic", "Realistic: off-label, about half respond, the effect often fades in weeks, no cure"),
         ("unrealistic", "Unrealistic: talk it over again")],
    )  # fmt: skip


class CareForm(FactForm):
    therapist = line("Continuing care", hint="The named prescriber or therapist who goes on treating.")


def _indication(document: Document, said: Said) -> str:
    document.update(said.detail)
    return "/indication"


def _goal(document: Document, said: Said) -> str:
    return append(document, "objectives", "goals", dict(said.detail))


def _goal_says(said: Said) -> str:
    detail = said.detail
    steps = f"{_plain(detail.get('baseline'))} → {_plain(detail.get('target'))}"
    agreed = {True: "agreed", False: "not agreed", None: "agreement not asked"}[detail.get("agreed")]
    return f"{detail['measure'].upper()} {steps}, {agreed}"


def _hope(document: Document, said: Said) -> str:
    """Free text is kept and shown, and never interpreted."""
    notes = document.setdefault("notes", [])
    notes.append(f"hopes: {said.text}")
    return f"/notes/{len(notes) - 1}"


def _plain(value: float | None) -> str:
    return "not known" if value is None else f"{value:g}"


KINDS: tuple[Kind, ...] = (
    Kind("indication", "Indication", "Indication", IndicationForm, _indication, lambda said: dict(INDICATIONS)[said.detail["indication"]]),
    Kind("goal", "Goals", "Add a goal", GoalForm, _goal, _goal_says, many=True),
    Kind("hope", "Hopes", "Add a hope", HopeForm, _hope, words, many=True),
    Kind("alternatives", "Alternatives", "Alternatives", AlternativesForm, put_all("objectives"),
         lambda said: "discussed" if said.detail.get("alternatives_discussed") else "not discussed"),
    Kind("expectations", "Expectations", "Expectations", ExpectationsForm, put_all("objectives"), lambda said: str(said.detail["expectations"])),
    Kind("escort", "Escort", "Escort", EscortForm, put_all("objectives"), lambda said: str(said.detail["escort"])),
    Kind("care", "Continuing care", "Continuing care", CareForm, put_all("objectives"), lambda said: str(said.detail["therapist"])),
)  # fmt: skip
LISTS: dict[str, tuple[str, str]] = {}
