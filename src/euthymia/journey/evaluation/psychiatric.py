"""Part 2, psychiatric assessment: diagnosis, scores, earlier trials, capacity."""

from __future__ import annotations

from typing import Any

from django import forms

from euthymia.domain.rules.case import plausible

from .kinds import (
    Content,
    Document,
    FactForm,
    Kind,
    Said,
    append,
    choice,
    day,
    line,
    number,
    put_all,
    section,
    select,
    truth,
    whole,
)

INSTRUMENTS = [(code, code.upper()) for code in plausible.TOTALS if code not in ("c-ssrs",)]
RESULTS = [
    ("failed", "failed"),
    ("partial", "partial response"),
    ("responded", "responded"),
    ("not-tolerated", "not tolerated"),
]
CAPACITY = [
    ("present", "Present: understands, appreciates, reasons, expresses a choice"),
    ("absent", "Absent"),
    ("not-assessed", "Not assessed, or doubtful"),
]


class DiagnosisForm(FactForm):
    diagnosis = line("Diagnosis", hint="A code such as F33.2, or words.")
    established_by = line("Established by", required=False, hint="Such as: psychiatrist.")
    established_on = day("On")


class ScoreForm(FactForm):
    instrument = select("Instrument", INSTRUMENTS)
    date = day("On", required=True)
    total = number("Total", required=True)
    item9 = whole("Item 9", hint="Of the PHQ-9 only: 0 to 3. An answer above 0 opens the crisis path.")
    acuity = truth("Thoughts right now", "Of the ASQ only. Yes opens the crisis path.")

    def content(self) -> Content:
        said = dict(super().content().detail)
        return Content(item=said.pop("instrument"), detail=said)


class SuicideRiskForm(FactForm):
    """The level and the behaviour: the questions' own words are licensed and stay with their owner."""

    date = day("Asked on", required=True)
    ideation = forms.TypedChoiceField(
        label="Highest ideation in the past month", coerce=int, widget=forms.RadioSelect,
        choices=[("0", "0 none"), ("1", "1 wish to be dead"), ("2", "2 thoughts, not how"), ("3", "3 thoughts of how"), ("4", "4 some intent"), ("5", "5 plan and intent")],
        help_text="From 1 on the crisis path opens.",
    )  # fmt: skip
    behaviour = line("Suicidal behaviour ever", hint="never, or what and when: attempt 2026-05-12.")

    def content(self) -> Content:
        said = super().content().detail
        return Content(item="c-ssrs", detail={**said, "ideation": self.cleaned_data["ideation"]})


class TrialForm(FactForm):
    drug = line("Medicine or treatment")
    dose_mg_per_day = number("Dose", "mg a day")
    weeks = number("For", "weeks")
    adherence_pct = number("Doses taken", "%")
    result = select("Result", RESULTS, required=False)
    current_episode = truth("In the current episode")

    def content(self) -> Content:
        said = dict(super().content().detail)
        if (share := said.pop("adherence_pct", None)) is not None:
            said["adherence"] = share / 100
        return Content(detail=said)

    @classmethod
    def initial_of(cls, said: Said) -> dict[str, Any]:
        found = dict(super().initial_of(said))
        if (share := found.pop("adherence", None)) is not None:
            found["adherence_pct"] = round(share * 100, 6)
        return found


class CapacityForm(FactForm):
    capacity = choice("Capacity to decide", CAPACITY)


class DrinkForm(FactForm):
    last_drink = day("Last alcoholic drink", required=True)


def _score(document: Document, said: Said) -> str:
    section(document, "psychiatric", "scores")[said.item] = dict(said.detail)
    return f"/psychiatric/scores/{said.item}"


def _score_says(said: Said) -> str:
    detail = said.detail
    if said.item == "c-ssrs":
        words = f"ideation {detail.get('ideation')}, behaviour {detail.get('behaviour', 'not known')}"
    else:
        words = f"{detail['total']:g}" if detail.get("total") is not None else "no total"
        if detail.get("item9") is not None:
            words += f", item 9: {detail['item9']}"
    return f"{said.item.upper()} {words} on {detail.get('date', 'an unknown day')}"


def _trial(document: Document, said: Said) -> str:
    return append(document, "psychiatric", "trials", dict(said.detail))


def _trial_says(said: Said) -> str:
    detail = said.detail
    dose = f"{detail['dose_mg_per_day']:g} mg a day" if "dose_mg_per_day" in detail else "dose not known"
    weeks = f"{detail['weeks']:g} weeks" if "weeks" in detail else "weeks not known"
    episode = {True: "this episode", False: "earlier episode", None: "episode not known"}[
        detail.get("current_episode")
    ]
    share = f"{detail['adherence']:.0%} taken" if "adherence" in detail else ""
    return " · ".join(
        part for part in (detail["drug"], dose, weeks, share, detail.get("result", ""), episode) if part
    )


def _diagnosis_says(said: Said) -> str:
    detail = said.detail
    by, on = detail.get("established_by"), detail.get("established_on")
    return str(detail["diagnosis"]) + (f" · by {by}" if by else "") + (f" on {on}" if on else "")


KINDS: tuple[Kind, ...] = (
    Kind("diagnosis", "Diagnosis", "Diagnosis", DiagnosisForm, put_all("psychiatric"), _diagnosis_says),
    Kind("suicide-risk", "Suicide-risk screen", "C-SSRS level of today", SuicideRiskForm, _score, _score_says),
    Kind("score", "Scores", "Enter a score", ScoreForm, _score, _score_says, many=True),
    Kind("trial", "Earlier treatments", "Add a trial", TrialForm, _trial, _trial_says, many=True, none="no earlier treatment"),
    Kind("capacity", "Capacity", "Capacity to decide", CapacityForm, put_all("psychiatric"),
         lambda said: dict(CAPACITY)[said.detail["capacity"]]),
    Kind("last-drink", "Alcohol", "Last alcoholic drink", DrinkForm, put_all("psychiatric"), lambda said: f"last drink {said.detail['last_drink']}"),
)  # fmt: skip
LISTS = {"trial": ("psychiatric", "trials")}
