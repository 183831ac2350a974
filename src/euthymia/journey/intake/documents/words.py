"""What the consent pages say around a document, in the document's own language."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PageWords:
    """The words of the page on which a patient reads, signs and takes back. `states` by queries.State."""

    title: str
    lead: str
    read_and_sign: str
    read: str
    other_language: str
    states: dict[str, str]
    questions: str
    name: str
    name_hint: str
    again: str
    code: str
    sign: str
    back: str
    signed: str
    signed_on: str
    taken_back: str
    withdraw: str
    withdraw_says: str
    withdraw_words: str
    version: str
    faults: dict[str, str]


_STATES = ("in-force", "none", "withdrawn", "other-version", "too-old")

_ENGLISH = PageWords(
    title="Consent",
    lead="Read it, ask us anything, answer five short questions, and sign. You can take it back at any time.",
    read_and_sign="Read and sign",
    read="Read it again",
    other_language="Leer en español",
    states=dict(zip(_STATES, (
        "You have signed this.", "You have not signed this yet.", "You have taken this back.",
        "The text has changed since you signed. Please read it again.", "You signed this more than a year ago. Please read it again.",
    ), strict=True)),
    questions="Was it clear?",
    name="Your full name, as your signature",
    name_hint="As it stands in your record.",
    again="Your password, once more",
    code="The code from your authenticator",
    sign="Sign",
    back="Back",
    signed="Signed. Thank you.",
    signed_on="Signed on",
    taken_back="You have taken it back. Nothing more is done under it, and we still care for you.",
    withdraw="Take it back",
    withdraw_says="You need no reason.",
    withdraw_words="If you want to say why",
    version="version",
    faults={
        "other-name": "This is not the name in your record.",
        "changed": "The text has changed while you were reading. Please read it again.",
        "wrong-password": "This is not your password.",
        "wrong-code": "This code does not fit now.",
        "too-many": "Too many tries: wait a few minutes.",
        "required": "Please fill this in.",
    },
)  # fmt: skip
_SPANISH = PageWords(
    title="Consentimiento",
    lead="Léalo, pregunte lo que quiera, conteste cinco preguntas cortas y firme. Puede retirarlo cuando quiera.",
    read_and_sign="Leer y firmar",
    read="Leerlo otra vez",
    other_language="Read in English",
    states=dict(zip(_STATES, (
        "Usted firmó esto.", "Todavía no lo ha firmado.", "Usted lo retiró.",
        "El texto cambió desde que firmó. Léalo otra vez, por favor.", "Usted lo firmó hace más de un año. Léalo otra vez, por favor.",
    ), strict=True)),
    questions="¿Quedó claro?",
    name="Su nombre completo, como firma",
    name_hint="Como está en su historia.",
    again="Su contraseña, otra vez",
    code="El código de su aplicación",
    sign="Firmar",
    back="Volver",
    signed="Firmado. Gracias.",
    signed_on="Firmado el",
    taken_back="Usted lo retiró. No se hace nada más con este permiso, y le seguimos cuidando.",
    withdraw="Retirarlo",
    withdraw_says="No hace falta un motivo.",
    withdraw_words="Si quiere decir por qué",
    version="versión",
    faults={
        "other-name": "Este no es el nombre de su historia.",
        "changed": "El texto cambió mientras leía. Léalo otra vez, por favor.",
        "wrong-password": "Esta no es su contraseña.",
        "wrong-code": "Este código no sirve ahora.",
        "too-many": "Demasiados intentos: espere unos minutos.",
        "required": "Complete esto, por favor.",
    },
)  # fmt: skip
WORDS = {"en": _ENGLISH, "es": _SPANISH}


def words(language: str) -> PageWords:
    """English where a language has no document."""
    return WORDS.get(language, _ENGLISH)
