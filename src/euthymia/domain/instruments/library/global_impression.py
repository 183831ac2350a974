"""PGI-C and CGI-I: how much has changed since the start, by the patient and by the clinician."""

from __future__ import annotations

from euthymia.domain.instruments.model import (
    AnsweredBy,
    Figure,
    Flag,
    Instrument,
    Item,
    Licence,
    Recall,
    Scoring,
    Ship,
    Words,
    cuts,
    options,
    sum_of,
    total_from,
)
from euthymia.domain.quantities import Provenance

from .common import NO_RULE, TABLE, P, V

_ANCHORS = (
    ("Very much improved", "Muchísimo mejor"),
    ("Much improved", "Mucho mejor"),
    ("Minimally improved", "Mínimamente mejor"),
    ("No change", "Sin cambios"),
    ("Minimally worse", "Mínimamente peor"),
    ("Much worse", "Mucho peor"),
    ("Very much worse", "Muchísimo peor"),
)
_SINCE = Recall(words=Words("since treatment began", "desde que empezó el tratamiento"), days=None)


def _impression(id_: str, title: str, by: AnsweredBy, question: Words) -> Instrument:
    return Instrument(
        id=id_,
        title=title,
        version="1",
        measures=Words("change since the start", "cambio desde el inicio"),
        answered_by=by,
        recall=_SINCE,
        items=(Item(label=question, low=1, high=7, options=options(*_ANCHORS, first=1)),),
        wording_source="the seven answers of Guy 1976; the question, and the Spanish, in own words",
        scoring=Scoring(
            says="the answer itself", provenance=TABLE, parts=sum_of(1), missing_provenance=NO_RULE
        ),
        bands=cuts(*((place, en.lower(), es.lower()) for place, (en, es) in enumerate(_ANCHORS, 1))),
        bands_provenance=TABLE,
        flags=(
            Flag(
                name="worse",
                says="much or very much worse: somebody calls",
                provenance=Provenance("clinical.md 8A", P),
                raised=total_from(6),
            ),
        ),
        minimal_change=(Figure(1, "points", TABLE),),
        response=Figure(2, "value", TABLE),
        worsening=Figure(6, "value", Provenance("clinical.md 8A", P)),
        licence=Licence(
            ship=Ship.TEXT,
            terms="Manual of the US government.",
            provenance=Provenance("Guy 1976 (clinical.md 7A)", V),
            attribution="After Guy W. (1976), ECDEU Assessment Manual for Psychopharmacology.",
        ),
        source="Guy 1976",
        minutes=1,
    )


PGI_C = _impression(
    "pgi-c", "PGI-C", AnsweredBy.PATIENT,
    Words("Since treatment began, how have you changed, all in all?",
          "Desde que empezó el tratamiento, ¿cómo ha cambiado usted en conjunto?"),
)  # fmt: skip
CGI_I = _impression(
    "cgi-i", "CGI-I", AnsweredBy.STAFF,
    Words("Since treatment began, how has the patient changed, all in all?",
          "Desde que empezó el tratamiento, ¿cómo ha cambiado el paciente en conjunto?"),
)  # fmt: skip
