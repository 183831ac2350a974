"""What stands around an article, in each language: a language is a folder of articles and an entry here."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import lazy
from django.utils.translation import get_language

from euthymia.domain.pharmacology.explained import Treatment
from euthymia.domain.quantities import Confidence


@dataclass(frozen=True, slots=True)
class Words:
    learn: str
    learn_says: str
    kinds: dict[str, str]
    evidence: str
    label: str
    written: str
    reviewed_by: str
    reviewed_on: str
    next_due: str
    not_reviewed: str
    changed: str
    overdue: str
    invented: str
    sources: str
    source: str
    marks: dict[Confidence, str]
    glossary: str
    glossary_says: str
    next: str
    back: str
    as_table: str
    not_advice: str
    find: str
    condition_line: str
    treatments: dict[Treatment, str]
    stretches: dict[str, str]
    axis: str
    ticks: dict[float, str]
    axis_caption: str
    axis_columns: tuple[str, str, str]
    well: str
    responded: str
    not_responded: str
    cohorts: tuple[str, str, str]
    outcomes_caption: str
    outcomes_columns: tuple[str, str, str, str]
    harms: dict[str, str]
    harms_caption: str
    harms_columns: tuple[str, str, str]
    read_first: str
    read_whole: str
    all_of_it: str


ENGLISH = Words(
    learn="Learn", learn_says="What ketamine can do, what it cannot, and what nobody knows. Every number has its source.",
    kinds={"benefit": "Does it help?", "understand": "Understand it", "treatment": "Before and after"},
    evidence="How strong is the evidence?", label="Approved for this?", written="Written",
    reviewed_by="Medically reviewed by", reviewed_on="on", next_due="next review due",
    not_reviewed="No named clinician has reviewed this page yet.",
    changed="The page has changed since it was reviewed.", overdue="The review is overdue.",
    invented="an invented person: this is a demo", sources="Sources", source="source",
    marks={
        Confidence.V: "read in the source itself", Confidence.V2: "read in a summary of the source",
        Confidence.K: "a usual rule, not read again in its source; your clinic may set another",
        Confidence.P: "practice of clinics, no published figure; your clinic may set another",
    },
    glossary="Words explained", glossary_says="The words that stand underlined in the articles.", next="Next", back="All articles",
    as_table="The same as a table",
    not_advice="This page informs. It does not replace a talk with a clinician who knows you.",
    find="Find a clinic", condition_line="Evidence",
    treatments={Treatment.KETAMINE: "Ketamine infusion", Treatment.CONVENTIONAL: "Ordinary antidepressant"},
    stretches={
        "better than control": "Better than control, from 40 minutes", "greatest effect": "Strongest, on day 1",
        "lost again": "Lost by days 10 to 12 after one infusion",
        "relapse after a course": "Relapse, median 18 to 19 days after the last",
        "response": "56 % of responders needed 8 weeks or more", "remission": "40.3 % of those who got well needed 8 weeks or more",
    },
    axis="Time since the first dose (each step is longer than the one before)",
    ticks={1.0: "1 hour", 24.0: "1 day", 168.0: "1 week", 672.0: "4 weeks", 2016.0: "12 weeks"},
    axis_caption="When each begins to help and how long it lasts. For the relapse after a course time counts from the last infusion.",
    axis_columns=("Treatment", "What", "Source"),
    well="well", responded="better, not well", not_responded="not better enough",
    cohorts=("Registry of open clinics", "One open clinic", "Hospital trial, ketamine group"),
    outcomes_caption="Out of 100 people after a course: well, better (score at least halved) but not well, and neither.",
    outcomes_columns=("Where", "Well", "Better, not well", "Neither"),
    harms={
        "dizziness": "Dizziness", "dissociation": "Feeling detached", "nausea": "Feeling sick", "sleepy": "Sleepiness",
        "headache": "Headache", "blurred": "Blurred sight", "vomiting": "Vomiting", "pressure": "Rise of blood pressure",
        "anxiety": "Anxiety",
    },
    harms_caption="Out of 100 people, during some weeks of treatment",
    harms_columns=("What", "With the spray", "With placebo"),
    read_first="What you can expect", read_whole="Read the whole page", all_of_it="All articles",
)  # fmt: skip

SPANISH = Words(
    learn="Aprender", learn_says="Qué puede hacer la ketamina, qué no, y qué no sabe nadie. Cada número tiene su fuente.",
    kinds={"benefit": "¿Ayuda?", "understand": "Entender", "treatment": "Antes y después"},
    evidence="¿Qué tan fuertes son las pruebas?", label="¿Está aprobada para esto?", written="Escrito",
    reviewed_by="Revisión médica de", reviewed_on="el", next_due="próxima revisión",
    not_reviewed="Ningún profesional con nombre ha revisado esta página todavía.",
    changed="La página cambió después de su revisión.", overdue="La revisión está atrasada.",
    invented="una persona inventada: esto es una demostración", sources="Fuentes", source="fuente",
    marks={
        Confidence.V: "leído en la fuente misma", Confidence.V2: "leído en un resumen de la fuente",
        Confidence.K: "una regla usual, no leída de nuevo en su fuente; su clínica puede fijar otra",
        Confidence.P: "práctica de clínicas, sin cifra publicada; su clínica puede fijar otra",
    },
    glossary="Palabras explicadas", glossary_says="Las palabras subrayadas en los artículos.", next="Siguiente", back="Todos los artículos",
    as_table="Lo mismo en una tabla",
    not_advice="Esta página informa. No reemplaza una charla con un profesional que le conoce.",
    find="Buscar una clínica", condition_line="Pruebas",
    treatments={Treatment.KETAMINE: "Infusión de ketamina", Treatment.CONVENTIONAL: "Antidepresivo común"},
    stretches={
        "better than control": "Mejor que el control, desde los 40 minutos", "greatest effect": "Más fuerte, en el día 1",
        "lost again": "Se pierde entre los días 10 y 12 tras una infusión",
        "relapse after a course": "Recaída, mediana 18 a 19 días tras la última",
        "response": "56 % de quienes respondieron: 8 semanas o más", "remission": "40.3 % de quienes sanaron: 8 semanas o más",
    },
    axis="Tiempo desde la primera dosis (cada paso es más largo que el anterior)",
    ticks={1.0: "1 hora", 24.0: "1 día", 168.0: "1 sem.", 672.0: "4 sem.", 2016.0: "12 sem."},
    axis_caption="Cuándo empieza a ayudar cada uno y cuánto dura. Para la recaída tras una serie el tiempo cuenta desde la última infusión.",
    axis_columns=("Tratamiento", "Qué", "Fuente"),
    well="bien", responded="mejor, no bien", not_responded="sin mejora suficiente",
    cohorts=("Registro de clínicas", "Una clínica", "Estudio en hospital, grupo con ketamina"),
    outcomes_caption="De cada 100 personas tras una serie: bien, mejor (puntaje a la mitad o menos) pero no bien, y ninguna de las dos.",
    outcomes_columns=("Dónde", "Bien", "Mejor, no bien", "Ninguna"),
    harms={
        "dizziness": "Mareo", "dissociation": "Sentirse lejos de sí", "nausea": "Náusea", "sleepy": "Sueño",
        "headache": "Dolor de cabeza", "blurred": "Vista borrosa", "vomiting": "Vómito", "pressure": "Subida de la presión",
        "anxiety": "Ansiedad",
    },
    harms_caption="De cada 100 personas, durante unas semanas de tratamiento",
    harms_columns=("Qué", "Con el aerosol", "Con placebo"),
    read_first="Qué puede esperar", read_whole="Leer toda la página", all_of_it="Todos los artículos",
)  # fmt: skip

_WORDS = {"en": ENGLISH, "es": SPANISH}


def words(language: str) -> Words:
    """Around an article of this language."""
    return _WORDS.get(language, ENGLISH)


# As it stands in a list of pages, in the language of whoever asks.
LEARN = lazy(lambda: words(get_language() or "en").learn, str)()
LEARN_SAYS = lazy(lambda: words(get_language() or "en").learn_says, str)()
