"""How ketamine works and how it compares, for pages that people read: words, a time axis, trials for and against.

Data alone. Each statement has its source and standing; a figure that was only recalled is not here. What a page
must say beside the favourable numbers is part of the data (`LIMITS`), so that no page can leave it out by accident.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from .model import ONE_SOURCE, Standing, verified

READING_GRADE = 8  # US school grade (Flesch-Kincaid) that the words below stay at or under
_ZANOS = "Zanos and Gould 2018, Mol Psychiatry 23:801, abstract"
_XU = "Xu 2022, Front Pharmacol, 10.3389/fphar.2021.740996, abstract"
_ALEKSANDROVA = "Aleksandrova 2017, J Psychiatry Neurosci 42:222, abstract"


@dataclass(frozen=True, slots=True)
class Passage:
    """A heading and plain words; `terms` are the words in it that link to the glossary."""

    name: str
    title: str
    text: str
    terms: tuple[str, ...]
    source: str
    standing: Standing


GLOSSARY: dict[str, str] = {
    "glutamate": "A chemical that nerve cells use to excite each other.",
    "NMDA receptor": "A gate on a nerve cell that glutamate can open. Ketamine blocks it.",
    "AMPA receptor": "Another gate that glutamate can open. It makes the cell more active.",
    "synapse": "The place where one nerve cell passes a signal on to the next.",
    "plasticity": "How nerve cells change their links with each other.",
    "BDNF": "A protein that helps nerve cells grow and form links.",
}

HOW_IT_WORKS: tuple[Passage, ...] = (
    Passage(
        "receptor",
        "It blocks a gate",
        "Nerve cells talk to each other at a synapse. One of the gates there is called the NMDA receptor. "
        "Ketamine blocks this gate. It can also make people feel far away for a while.",
        ("synapse", "NMDA receptor"),
        f"{_ZANOS}; {_XU}",
        verified(2),
    ),
    Passage(
        "glutamate",
        "More signal for a short time",
        "Some cells act as brakes. One idea is that ketamine slows these brake cells first. More glutamate is "
        "then set free. It opens the AMPA receptor, and the cells that carry signals get more active.",
        ("glutamate", "AMPA receptor"),
        f"{_ZANOS}; {_XU}; on the AMPA receptor also {_ALEKSANDROVA}",
        verified(2),
    ),
    Passage(
        "plasticity",
        "New links may grow",
        "This seems to start growth in the cells. One part of it is a protein called BDNF. Weak links can get "
        "strong again. This is called plasticity. It may be why the effect lasts when the drug is gone.",
        ("BDNF", "plasticity"),
        f"{_ZANOS}; {_XU}",
        verified(2),
    ),
    Passage(
        "unsure",
        "What is not known",
        "Most of this was found in animals. There is more than one idea, and they may all be partly true. "
        "Nobody can tell from a test who will get better.",
        (),
        _ZANOS,
        ONE_SOURCE,
    ),
    Passage(
        "level",
        "Not a matter of the level in blood",
        "Most of the drug has left the blood within hours. The help for mood comes later and lasts longer. So a "
        "curve of the drug in blood says nothing about how you will feel the next day.",
        (),
        "computed with the models of this program",
        ONE_SOURCE,
    ),
)


class Treatment(StrEnum):
    KETAMINE = "ketamine infusion"
    CONVENTIONAL = "ordinary antidepressant"


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch on the common axis, in hours from the first dose; `to_h` None is an open end."""

    treatment: Treatment
    what: str
    from_h: float
    to_h: float | None
    says: str
    source: str
    standing: Standing


_DAY, _WEEK = 24.0, 168.0
_KISHIMOTO = "Kishimoto 2016, Psychol Med 46:1459, abstract: 14 trials, 9 of ketamine, n = 234"
_TRIVEDI = "Trivedi 2006, STAR*D, abstract: n = 2876 on citalopram"
TIME_AXIS: tuple[Stretch, ...] = (
    Stretch(Treatment.KETAMINE, "better than control", 40 / 60, _DAY, "from 40 minutes", _KISHIMOTO, ONE_SOURCE),
    Stretch(Treatment.KETAMINE, "greatest effect", _DAY, 2 * _DAY, "on day 1", _KISHIMOTO, ONE_SOURCE),
    Stretch(
        Treatment.KETAMINE, "lost again", 10 * _DAY, 12 * _DAY,
        "by days 10 to 12 after one infusion without more", _KISHIMOTO, ONE_SOURCE,
    ),
    Stretch(
        Treatment.KETAMINE, "relapse after a course", 18 * _DAY, 19 * _DAY,
        "median about 18 to 19 days after a course has stopped", "earlier series", ONE_SOURCE,
    ),
    Stretch(
        Treatment.CONVENTIONAL, "response", 8 * _WEEK, None,
        "weeks; 56 % of those who responded needed 8 weeks or more", _TRIVEDI, ONE_SOURCE,
    ),
    Stretch(
        Treatment.CONVENTIONAL, "remission", 8 * _WEEK, None,
        "weeks; 40.3 % of those who got well needed 8 weeks or more", _TRIVEDI, ONE_SOURCE,
    ),
)  # fmt: skip


class Direction(StrEnum):
    """Which way a result points, as it was found; a page shows all of them."""

    FOR = "for"
    AGAINST = "against"
    NEITHER = "neither"


@dataclass(frozen=True, slots=True)
class Trial:
    name: str
    design: str
    result: str
    direction: Direction
    standing: Standing


TRIALS: tuple[Trial, ...] = (
    Trial(
        "Murrough 2013, Am J Psychiatry", "n = 73, against midazolam, 24 h",
        "MADRS difference 7.95 (95 % CI 3.20 to 12.71); response 64 against 28 %", Direction.FOR, verified(2),
    ),
    Trial(
        "Meta-analysis 2015, Am J Psychiatry", "7 trials, 147 treated, 24 h",
        "odds ratio of response 9.87 (4.37 to 22.29), of transient remission 14.47 (2.67 to 78.49)",
        Direction.FOR, ONE_SOURCE,
    ),
    Trial(
        "Kishimoto 2016, Psychol Med", "14 trials, 9 of ketamine with n = 234, against control",
        "better from 40 minutes, most on day 1 (g −1.00, −1.28 to −0.73), lost by days 10 to 12",
        Direction.FOR, ONE_SOURCE,
    ),
    Trial(
        "Singh 2016, Am J Psychiatry", "n = 67 to 68, twice or thrice a week, day 15",
        "MADRS −18.4 against −5.7 twice a week, −17.7 against −3.1 thrice: how often made no difference",
        Direction.FOR, ONE_SOURCE,
    ),
    Trial(
        "Fava 2018", "n = 99, 0.1 to 1.0 mg/kg", "0.5 and 1.0 mg/kg superior, mostly on day 1",
        Direction.FOR, ONE_SOURCE,
    ),
    Trial(
        "Phillips 2019, Am J Psychiatry", "n = 41, six infusions in two weeks, then weekly",
        "59 % responded after six; median 3 infusions to response; weekly infusions held the gain",
        Direction.FOR, ONE_SOURCE,
    ),
    Trial(
        "McIntyre 2020, CRTCE", "n = 213, an open community clinic, after 4 infusions",
        "response 27 %, remission 13 %", Direction.NEITHER, ONE_SOURCE,
    ),
    Trial(
        "Jelovac 2025, KARMA-Dep 2, JAMA Psychiatry", "62 inpatients, up to 8 infusions, against midazolam",
        "MADRS difference −3.16 (−8.54 to 2.22), p = 0.25: no difference shown; response 46.9 against 33.3 %, "
        "remission 43.8 against 30 %",
        Direction.AGAINST, ONE_SOURCE,
    ),
    Trial(
        "Anand 2023, ELEKT-D, N Engl J Med", "403 randomised, against electroconvulsive therapy",
        "response 55.4 against 41.2 %: ketamine not worse (difference 14.2 points, 3.9 to 24.2)",
        Direction.FOR, ONE_SOURCE,
    ),
    Trial(
        "Ekstrand 2022, KetECT", "186 inpatients, median 6 sessions, against electroconvulsive therapy",
        "remission 46 % with ketamine, 63 % with ECT (difference 2 to 30 points); relapse within 12 months 70 and 63 %",
        Direction.AGAINST, ONE_SOURCE,
    ),
    Trial(
        "Abdallah 2022", "158 veterans with PTSD, 8 infusions",
        "no significant effect on the PTSD scale; the standard dose improved MADRS", Direction.AGAINST, ONE_SOURCE,
    ),
    Trial(
        "Trivedi 2006, STAR*D", "n = 2876, citalopram",
        "remission 28 % (HAM-D) or 33 % (QIDS), response 47 %", Direction.NEITHER, ONE_SOURCE,
    ),
    Trial(
        "Rush 2006, STAR*D", "N 3671 to 123, four steps",
        "remission 36.8, 30.6, 13.7, 13.0 % in each step; 67 % together, in theory: as if nobody had dropped out",
        Direction.NEITHER, ONE_SOURCE,
    ),
)  # fmt: skip

LIMITS: tuple[str, ...] = (
    "A response in a trial against midazolam is not the response of an open clinic.",
    "One trial in hospital found no difference from midazolam (KARMA-Dep 2).",
    "Two trials against electroconvulsive therapy point in opposite directions (ELEKT-D, KetECT).",
    "In an open clinic 27 of 100 responded after four infusions, and 13 of 100 were well.",
    "After one infusion the effect is lost by days 10 to 12 unless treatment goes on.",
    "The largest trial in PTSD found no effect on the PTSD scale.",
    "The level of the drug in blood says nothing about benefit on the next day.",
)
