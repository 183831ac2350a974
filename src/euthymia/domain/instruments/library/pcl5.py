"""PCL-5: symptoms of post-traumatic stress over the last month."""

from __future__ import annotations

from euthymia.domain.instruments.model import (
    AnsweredBy,
    Answers,
    Figure,
    Flag,
    Instrument,
    Licence,
    Loinc,
    Number,
    Part,
    Recall,
    Scoring,
    Ship,
    Subscale,
    Words,
    choices,
    cuts,
    options,
    sum_of,
)
from euthymia.domain.quantities import Provenance

from . import examples
from .common import NO_RULE, TABLE, V2, V

_LABELS = (
    "Repeated, disturbing, and unwanted memories of the stressful experience?",
    "Repeated, disturbing dreams of the stressful experience?",
    "Suddenly feeling or acting as if the stressful experience were actually happening again (as if you were actually back there reliving it)?",
    "Feeling very upset when something reminded you of the stressful experience?",
    "Having strong physical reactions when something reminded you of the stressful experience (for example, heart pounding, trouble breathing, sweating)?",
    "Avoiding memories, thoughts, or feelings related to the stressful experience?",
    "Avoiding external reminders of the stressful experience (for example, people, places, conversations, activities, objects, or situations)?",
    "Trouble remembering important parts of the stressful experience?",
    "Having strong negative beliefs about yourself, other people, or the world (for example, having thoughts such as: I am bad, there is something seriously wrong with me, no one can be trusted, the world is completely dangerous)?",
    "Blaming yourself or someone else for the stressful experience or what happened after it?",
    "Having strong negative feelings such as fear, horror, anger, guilt, or shame?",
    "Loss of interest in activities that you used to enjoy?",
    "Feeling distant or cut off from other people?",
    "Trouble experiencing positive feelings (for example, being unable to feel happiness or have loving feelings for people close to you)?",
    "Irritable behavior, angry outbursts, or acting aggressively?",
    "Taking too many risks or doing things that could cause you harm?",
    "Being “superalert” or watchful or on guard?",
    "Feeling jumpy or easily startled?",
    "Having difficulty concentrating?",
    "Trouble falling or staying asleep?",
)
_MUCH = options(
    ("Not at all", ""), ("A little bit", ""), ("Moderately", ""), ("Quite a bit", ""), ("Extremely", "")
)
# Cluster: its items and how many of them must be endorsed.
CLUSTERS = {"B": (range(5), 1), "C": (range(5, 7), 1), "D": (range(7, 14), 2), "E": (range(14, 20), 2)}
ENDORSED = 2  # “moderately” or more


def _provisional(answers: Answers, _: Number | None) -> bool:
    return all(
        sum((answers[at] or 0) >= ENDORSED for at in items) >= needed for items, needed in CLUSTERS.values()
    )


INSTRUMENT = Instrument(
    id="pcl-5",
    title="PCL-5",
    version="1",
    measures=Words("post-traumatic stress", "estrés postraumático"),
    answered_by=AnsweredBy.PATIENT,
    recall=Recall(words=Words("the last month", "el último mes"), days=30),
    stem=Words("In the past month, how much were you bothered by:"),
    items=choices([Words(label) for label in _LABELS], _MUCH),
    wording_source="National Center for PTSD, standard form (past month), as stored by several archives",
    scoring=Scoring(
        says="the sum of the twenty answers", provenance=TABLE, parts=sum_of(20), missing_provenance=NO_RULE
    ),
    bands=cuts(
        (0, "below the cut-off", "bajo el punto de corte"),
        (31, "at the cut-off", "en el punto de corte"),
        (34, "above the cut-off", "sobre el punto de corte"),
    ),
    bands_provenance=Provenance("published cut-off 31 to 33 (clinical.md 7A)", V2),
    worked=examples.PCL5,
    flags=(
        Flag(
            name="provisional-ptsd",
            says="one item of clusters B and C and two of D and E at “moderately” or more: provisional, to be confirmed",
            provenance=Provenance("VA scoring, read in a copy (moderately); clusters (clinical.md 7B)", V2),
            raised=_provisional,
        ),
    ),
    subscales=tuple(
        Subscale(f"cluster-{name.lower()}", f"Cluster {name}", Part(tuple(items)))
        for name, (items, _) in CLUSTERS.items()
    ),
    minimal_change=(Figure(10, "points", Provenance("VA: 5 reliable, 10 clinical (clinical.md 7A)", V2)),),
    response=Figure(10, "points", Provenance("FED21; VA (clinical.md 8A)", V)),
    remission=Figure(30, "value", Provenance("below the cut-off 31 to 33 (clinical.md 7A)", V2)),
    licence=Licence(
        ship=Ship.TEXT,
        terms="Work of the US government, not copyrighted.",
        provenance=Provenance("US government work, VA (clinical.md 7A)", V),
        attribution=(
            "PTSD Checklist for DSM-5 (PCL-5). Weathers, Litz, Keane, Palmieri, Marx, Schnurr (2013), National "
            "Center for PTSD, www.ptsd.va.gov."
        ),
    ),
    source="Weathers et al. 2013; Blevins et al. 2015",
    minutes=10,
    loinc=Loinc(panel="101697-1", total="101698-9"),
    notes=("No Spanish wording is carried: none was found that is free and official.",),
)
