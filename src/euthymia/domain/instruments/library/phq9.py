"""PHQ-9: depression over the last two weeks, nine questions and one on how hard they make life."""

from __future__ import annotations

from dataclasses import replace

from euthymia.domain.instruments.model import (
    AnsweredBy,
    Figure,
    Flag,
    Instrument,
    Item,
    Licence,
    Loinc,
    Scoring,
    Ship,
    Words,
    any_item,
    choices,
    cuts,
    options,
    sum_of,
    unanswered,
)
from euthymia.domain.quantities import Provenance

from . import examples
from .common import TABLE, TWO_WEEKS, K, P, V, half

GRANT = Licence(
    ship=Ship.TEXT,
    terms="No permission required to reproduce, translate, display or distribute.",
    provenance=Provenance("LOINC term copyright note and CAM (clinical.md 7A)", V),
    attribution=(
        "Developed by Drs. Robert L. Spitzer, Janet B.W. Williams, Kurt Kroenke and colleagues, with an educational "
        "grant from Pfizer Inc. No permission required to reproduce, translate, display or distribute."
    ),
)
STEM = Words(
    "Over the last 2 weeks, how often have you been bothered by any of the following problems?",
    "Durante las últimas 2 semanas, ¿qué tan seguido ha tenido molestias debido a los siguientes problemas?",
)
OFTEN = options(
    ("Not at all", "Ningún día"),
    ("Several days", "Varios días"),
    ("More than half the days", "Más de la mitad de los días"),
    ("Nearly every day", "Casi todos los días"),
)
# One or two missing answers: mean substitution, rounded to a whole score.
MISSING = Provenance("clinical.md 7B: at most two missing, mean substitution, else no total", K)

_LABELS = (
    Words("Little interest or pleasure in doing things", "Poco interés o placer en hacer cosas"),
    Words("Feeling down, depressed, or hopeless", "Se ha sentido decaído(a), deprimido(a) o sin esperanzas"),
    Words(
        "Trouble falling or staying asleep, or sleeping too much",
        "Ha tenido dificultad para quedarse o permanecer dormido(a), o ha dormido demasiado",
    ),
    Words("Feeling tired or having little energy", "Se ha sentido cansado(a) o con poca energía"),
    Words("Poor appetite or overeating", "Sin apetito o ha comido en exceso"),
    Words(
        "Feeling bad about yourself — or that you are a failure or have let yourself or your family down",
        "Se ha sentido mal con usted mismo(a) – o que es un fracaso o que ha quedado mal con usted mismo(a) o con su familia",
    ),
    Words(
        "Trouble concentrating on things, such as reading the newspaper or watching television",
        "Ha tenido dificultad para concentrarse en ciertas actividades, tales como leer el periódico o ver la televisión",
    ),
    Words(
        "Moving or speaking so slowly that other people could have noticed? Or the opposite — being so fidgety or "
        "restless that you have been moving around a lot more than usual",
        "¿Se ha movido o hablado tan lento que otras personas podrían haberlo notado? o lo contrario – muy inquieto(a) "
        "o agitado(a) que ha estado moviéndose mucho más de lo normal",
    ),
    Words(
        "Thoughts that you would be better off dead or of hurting yourself in some way",
        "Pensamientos de que estaría mejor muerto(a) o de lastimarse de alguna manera",
    ),
)
_CODES = (
    "44250-9", "44255-8", "44259-0", "44254-1", "44251-7", "44258-2", "44252-5", "44253-3", "44260-8",
)  # fmt: skip
QUESTIONS = choices(_LABELS, OFTEN, _CODES)
SUICIDAL = 8  # item 9
_DIFFICULTY = Item(
    label=Words(
        "If you checked off any problems, how difficult have these problems made it for you to do your work, take "
        "care of things at home, or get along with other people?",
        "Si marcó cualquiera de los problemas, ¿qué tanta dificultad le han dado estos problemas para hacer su "
        "trabajo, encargarse de las tareas del hogar, o llevarse bien con otras personas?",
    ),
    low=0,
    high=3,
    options=options(
        ("Not difficult at all", "No ha sido difícil"),
        ("Somewhat difficult", "Un poco difícil"),
        ("Very difficult", "Muy difícil"),
        ("Extremely difficult", "Extremadamente difícil"),
    ),
    asked_if=tuple(range(9)),
    scored=False,
    loinc="69722-7",
)

INSTRUMENT = Instrument(
    id="phq-9",
    title="PHQ-9",
    version="1",
    measures=Words("depression", "depresión"),
    answered_by=AnsweredBy.PATIENT,
    recall=TWO_WEEKS,
    stem=STEM,
    items=(*QUESTIONS[:SUICIDAL], replace(QUESTIONS[SUICIDAL], sensitive=True), _DIFFICULTY),
    wording_source=(
        "the forms of 2005 and later with the grant's own line, English and Spanish (United States), as stored by "
        "document archives; checked against HL7 SDC's PHQ-9"
    ),
    scoring=Scoring(
        says="the sum of the nine answers",
        provenance=TABLE,
        parts=sum_of(9),
        most_missing=2,
        missing_provenance=MISSING,
    ),
    bands=cuts(
        (0, "minimal", "mínima"),
        (5, "mild", "leve"),
        (10, "moderate", "moderada"),
        (15, "moderately severe", "moderadamente grave"),
        (20, "severe", "grave"),
    ),
    bands_provenance=TABLE,
    worked=examples.PHQ9,
    flags=(
        Flag(
            name="item-9",
            says="thoughts of being better off dead or of self-harm: structured inquiry the same day",
            provenance=Provenance("VADOD; OSM (clinical.md 9A)", V),
            raised=any_item(1, SUICIDAL),
            crisis=True,
        ),
        Flag(
            name="item-9-unanswered",
            says="the question on thoughts of death was not answered: ask it",
            provenance=Provenance("clinical.md 7B, 9A: not known is not no", P),
            raised=unanswered(SUICIDAL),
        ),
    ),
    minimal_change=(
        Figure(5, "points", Provenance("clinical.md 7A", K)),
        Figure(1.7, "points", Provenance("Kounali 2022 (or 21 %)", V)),
    ),
    response=half(),
    remission=Figure(4, "value", Provenance("below 5; trials (clinical.md 8A)", V)),
    worsening=Figure(5, "points", Provenance("clinical.md 8A", P)),
    licence=GRANT,
    source="Kroenke, Spitzer, Williams 2001",
    minutes=3,
    loinc=Loinc(panel="44249-1", total="44261-6"),
    notes=("At least 7 days apart for a valid recall (clinical.md 7A).",),
)
