"""What may be hidden, what a clinic may reply, and how the rules on reviews are kept; data, read on the public page.

No review is ever deleted and its rating always counts; only words can be hidden, for one of these reasons and
whatever the rating. A reply is one of these sentences, because a reply that confirms that somebody is a patient is
a disclosure (compliance.md 5; 45 CFR 164.502(a)).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from euthymia.domain.quantities import Confidence, Provenance

SCALE = (1, 2, 3, 4, 5)
ASPECTS = ("heard", "unhurried", "kind", "place")  # F15: what a visit felt like
SAID = ("yes", "partly", "no")
FEWEST = 5
FEWEST_SOURCE = Provenance(
    "below so many reviews nothing is shown, so that nobody is singled out", Confidence.P
)
KEY_DAYS = 90
KEY_SOURCE = Provenance("how long after a visit a review can be written", Confidence.P)


@dataclass(frozen=True, slots=True)
class Reason:
    """Why words were hidden, as the public log says it, by language."""

    code: str
    says: dict[str, str]


REASONS: tuple[Reason, ...] = (
    Reason("names", {"en": "names or describes a person who did not agree to it", "es": "nombra o describe a una persona que no lo aceptó"}),
    Reason("private", {"en": "tells private facts about somebody's health", "es": "cuenta datos privados de la salud de alguien"}),
    Reason("abuse", {"en": "threatens, insults or harasses", "es": "amenaza, insulta o acosa"}),
    Reason("off-topic", {"en": "is not about a visit here", "es": "no trata de una visita aquí"}),
    Reason("advertising", {"en": "advertises something", "es": "hace publicidad de algo"}),
    Reason("danger", {"en": "tells how to hurt oneself or misuse a drug", "es": "dice cómo hacerse daño o usar mal una droga"}),
    Reason("own-wish", {"en": "the writer asked for it", "es": "lo pidió quien escribió"}),
)  # fmt: skip
RESTORED = Reason("restored", {"en": "the reason did not hold", "es": "el motivo no se sostuvo"})


@dataclass(frozen=True, slots=True)
class Template:
    """A public reply. It says nothing about who wrote the review, and thanks for no visit."""

    code: str
    says: dict[str, str]


REPLIES: tuple[Template, ...] = (
    Template("thanks", {
        "en": "We read every review and learn from it. Thank you for writing.",
        "es": "Leemos todas las reseñas y aprendemos de ellas. Gracias por escribir.",
    }),
    Template("talk", {
        "en": "Privacy rules keep us from answering in public. Anybody can reach us by phone, or send a complaint from this page: it gets an owner and a date.",
        "es": "Las reglas de privacidad no nos dejan responder en público. Cualquiera puede llamarnos o enviar una queja desde esta página: tendrá una persona a cargo y una fecha.",
    }),
    Template("waiting", {
        "en": "Waiting times are on our list. What changes will stand on our page.",
        "es": "Los tiempos de espera están en nuestra lista. Lo que cambie estará en nuestra página.",
    }),
    Template("price", {
        "en": "All prices stand on our page, with everything in them. Questions about money are answered by phone.",
        "es": "Todos los precios están en nuestra página, con todo incluido. Las preguntas de dinero se responden por teléfono.",
    }),
    Template("safety", {
        "en": "Safety comes first. Whoever feels unwell calls 911 in danger of life, or the clinic.",
        "es": "La seguridad va primero. Quien se sienta mal llame al 911 si hay peligro de muerte, o a la clínica.",
    }),
)  # fmt: skip

# What no public reply may say: anything that takes the writer for somebody who was treated, or names a time.
_TELLING = re.compile(
    r"\b(?:your (?:visit|treatment|infusion|session|appointment|care|stay|record|chart|nurse|doctor)|you were (?:here|treated|seen)|when you (?:came|were)"
    r"|as (?:a|our) patient|our patients?|your last|see you again|su (?:visita|tratamiento|infusión|sesión|cita|expediente)|cuando (?:vino|estuvo)|nuestr[oa]s? pacientes?)\b",
    re.IGNORECASE,
)  # fmt: skip


def tells(words: str) -> str:
    """The words that would take the writer for a patient; "" where there are none."""
    found = _TELLING.search(words)
    return found[0] if found else ""


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule on reviews and how this program keeps it."""

    section: str
    says: str
    kept: str
    provenance: Provenance


def _rule(section: str, says: str, kept: str) -> Rule:
    return Rule(section, says, kept, Provenance(f"16 CFR {section}; compliance.md 5", Confidence.V))


FTC_RULES: tuple[Rule, ...] = (
    _rule("465.2", "no review by nobody, by a machine or by who was never there", "a review needs the key of a completed visit, once"),
    _rule("465.4", "no reward tied to what is said", "there is no reward: no field and no act gives one"),
    _rule("465.5", "insiders say that they are", "everybody is asked, and it stands beside the review"),
    _rule("465.6", "no site of one's own that passes for independent", "the page says that the clinic's own software runs it"),
    _rule("465.7", "no review suppressed, and no part shown as the whole", "every rating counts; hidden words stand in a public log by rating"),
    _rule("465.8", "no bought followers or views", "nothing here counts followers or views"),
)  # fmt: skip
