"""Questionnaires and scales: items, options, scoring, bands, flags, licence, and what a change means."""

from __future__ import annotations

from euthymia.domain.quantities import Unusable

from .change import Change, baseline_of, change, comparable, overlap
from .library import (
    asq,
    asrm,
    audit_c,
    bpi,
    cadss,
    cssrs,
    dast10,
    gad7,
    global_impression,
    hamd17,
    isi,
    madrs,
    mdq,
    moca,
    nrs,
    pcl5,
    peg,
    phq2,
    phq9,
    promis,
    qids,
    recovery,
    sedation,
    stop_bang,
    vas,
    who5,
    ymrs,
)
from .model import (
    LANGUAGES,
    AnsweredBy,
    Answers,
    Better,
    Figure,
    Flag,
    Instrument,
    Item,
    Number,
    Option,
    Ship,
    Strength,
    Words,
    Worked,
)
from .scoring import (
    Score,
    check,
    crisis_flags,
    flags_so_far,
    is_asked,
    missing_items,
    read,
    score,
    score_total,
)

INSTRUMENTS: tuple[Instrument, ...] = (
    phq9.INSTRUMENT,
    phq2.INSTRUMENT,
    gad7.INSTRUMENT,
    pcl5.INSTRUMENT,
    qids.INSTRUMENT,
    madrs.INSTRUMENT,
    hamd17.INSTRUMENT,
    cssrs.INSTRUMENT,
    asq.INSTRUMENT,
    who5.INSTRUMENT,
    peg.INSTRUMENT,
    bpi.INSTRUMENT,
    nrs.INSTRUMENT,
    promis.INSTRUMENT,
    isi.INSTRUMENT,
    cadss.INSTRUMENT,
    audit_c.INSTRUMENT,
    dast10.INSTRUMENT,
    ymrs.INSTRUMENT,
    asrm.INSTRUMENT,
    mdq.INSTRUMENT,
    global_impression.PGI_C,
    global_impression.CGI_I,
    moca.INSTRUMENT,
    stop_bang.INSTRUMENT,
    *vas.ALL,
    sedation.MOAAS,
    sedation.RASS,
    recovery.ALDRETE,
    recovery.PADSS,
    recovery.MPADSS,
)
BY_ID = {each.id: each for each in INSTRUMENTS}


def instrument(id_: str) -> Instrument:
    """Raises Unusable for an id that is none here. Nothing near it is taken in its place."""
    found = BY_ID.get(id_)
    if found is None:
        raise Unusable.one("instrument", "unknown", f"{id_!r} is no instrument here", ", ".join(BY_ID))
    return found


__all__ = [
    "BY_ID",
    "INSTRUMENTS",
    "LANGUAGES",
    "AnsweredBy",
    "Answers",
    "Better",
    "Change",
    "Figure",
    "Flag",
    "Instrument",
    "Item",
    "Number",
    "Option",
    "Score",
    "Ship",
    "Strength",
    "Words",
    "Worked",
    "baseline_of",
    "change",
    "check",
    "comparable",
    "crisis_flags",
    "flags_so_far",
    "instrument",
    "is_asked",
    "missing_items",
    "overlap",
    "read",
    "score",
    "score_total",
]
