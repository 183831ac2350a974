"""GAD-7: anxiety over the last two weeks."""

from __future__ import annotations

from euthymia.domain.instruments.model import (
    AnsweredBy,
    Figure,
    Instrument,
    Loinc,
    Scoring,
    Words,
    choices,
    cuts,
    sum_of,
)
from euthymia.domain.quantities import Provenance

from . import examples
from .common import TABLE, TABLE_K, TWO_WEEKS, K, V
from .phq9 import GRANT, OFTEN, STEM

_LABELS = (
    Words(
        "Feeling nervous, anxious, or on edge",
        "Se ha sentido nervioso(a), ansioso(a) o con los nervios de punta",
    ),
    Words(
        "Not being able to stop or control worrying", "No ha sido capaz de parar o controlar su preocupación"
    ),
    Words("Worrying too much about different things", "Se ha preocupado demasiado por motivos diferentes"),
    Words("Trouble relaxing", "Ha tenido dificultad para relajarse"),
    Words(
        "Being so restless that it is hard to sit still",
        "Se ha sentido tan inquieto(a) que no ha podido quedarse quieto(a)",
    ),
    Words("Becoming easily annoyed or irritable", "Se ha molestado o irritado fácilmente"),
    Words(
        "Feeling afraid as if something awful might happen",
        "Ha tenido miedo de que algo terrible fuera a pasar",
    ),
)
_CODES = ("69725-0", "68509-9", "69733-4", "69734-2", "69735-9", "69689-8", "69736-7")

INSTRUMENT = Instrument(
    id="gad-7",
    title="GAD-7",
    version="1",
    measures=Words("anxiety", "ansiedad"),
    answered_by=AnsweredBy.PATIENT,
    recall=TWO_WEEKS,
    stem=STEM,
    items=choices(_LABELS, OFTEN, _CODES),
    wording_source=(
        "the form with the grant's own line, English, and Spanish (United States), as stored by document archives; "
        "the lowest answer is “Not at all” (CAM notes a misprint)"
    ),
    scoring=Scoring(
        says="the sum of the seven answers",
        provenance=TABLE,
        parts=sum_of(7),
        most_missing=2,
        missing_provenance=Provenance(
            "clinical.md 7B: one or two missing, mean substitution, else no total", K
        ),
    ),
    bands=cuts(
        (0, "minimal", "mínima"), (5, "mild", "leve"), (10, "moderate", "moderada"), (15, "severe", "grave")
    ),
    bands_provenance=TABLE,
    worked=examples.GAD7,
    minimal_change=(
        Figure(4, "points", Provenance("Toussaint 2020", K)),
        Figure(1.5, "points", Provenance("Kounali 2022 (or 26.8 %)", V)),
    ),
    response=Figure(50, "percent", TABLE),
    remission=Figure(4, "value", TABLE),
    licence=GRANT,
    source="Spitzer, Kroenke, Williams, Löwe 2006",
    minutes=2,
    loinc=Loinc(panel="69737-5", total="70274-6"),
    notes=(f"10 or more: sensitivity 89 %, specificity 82 % ({TABLE_K.source}).",),
)
