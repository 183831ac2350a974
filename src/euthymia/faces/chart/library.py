"""The instruments a score can be entered for, by what they are for; those of the patient's own plan first."""

from __future__ import annotations

from euthymia.clinic.people.models import Patient
from euthymia.domain import instruments
from euthymia.domain.instruments import Instrument
from euthymia.journey.plan import queries as plans

_GROUPS = (
    ("Mood", ("phq-9", "phq-2", "qids-sr16", "madrs", "ham-d17", "vas-mood", "ymrs", "asrm", "mdq")),
    ("Anxiety and trauma", ("gad-7", "pcl-5", "vas-anxiety")),
    ("Thoughts of suicide", ("c-ssrs", "asq")),
    ("Pain", ("peg", "bpi-sf", "nrs")),
    ("Well-being, sleep and change", ("who-5", "promis", "isi", "pgi-c", "cgi-i", "vas-session")),
    ("Alcohol and drugs", ("audit-c", "dast-10", "vas-craving")),
    ("During and after a session", ("moaa-s", "rass", "cadss", "vas-dissociation", "vas-nausea", "aldrete", "padss", "mpadss")),
    ("Screening", ("moca", "stop-bang")),
)  # fmt: skip


def groups(patient: Patient) -> list[tuple[str, list[Instrument]]]:
    """Each instrument once; one that stands in no group yet comes last, by itself."""
    own = _planned(patient)
    left = {each.id: each for each in instruments.INSTRUMENTS}
    found = []
    for title, ids in (("In the plan", own), *_GROUPS, ("Other", tuple(left))):
        here = [left.pop(id_) for id_ in ids if id_ in left]
        if here:
            found.append((title, here))
    return found


def _planned(patient: Patient) -> tuple[str, ...]:
    """The measures at the review points of the plans that have not ended, each once."""
    reviews = (
        review
        for plan in plans.plans(patient)
        if plan.state != "ended"
        for review in plans.programme_of(plan).reviews
    )
    return tuple(dict.fromkeys(measure for review in reviews for measure in review.measures))
