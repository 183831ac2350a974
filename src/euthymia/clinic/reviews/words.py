"""What the public pages of reviews say, in each language."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import lazy
from django.utils.translation import get_language

Words = Mapping[str, str]

ENGLISH: Words = {
    "title": "Reviews", "lead": "Only people who were here can write one. All of them count, good and bad.",
    "how": "How reviews work here", "few": "Fewer than {n} reviews so far: nothing is shown, so that nobody can be recognised.",
    "nobody": "This clinic does not ask for reviews.", "of": "{n} reviews, written from {first} to {last}",
    "rating": "Rating", "number": "Number", "share": "Of 100", "best": "5 (best)", "worst": "1 (worst)",
    "aspect": "What it felt like", "yes": "Yes", "partly": "Partly", "no": "No",
    "aspect-heard": "I was heard", "aspect-unhurried": "Nobody rushed", "aspect-kind": "The staff were kind", "aspect-place": "The place was good",
    "words_hidden": "The words are hidden: the review {reason}. Its rating counts.", "no_words": "No words, only the rating.",
    "insider": "Works here, or is close to somebody who does.", "reply": "The clinic:",
    "log": "What was hidden, and why", "log_none": "Nothing was ever hidden.", "log_hidden": "words hidden", "log_shown": "words shown again",
    "log_says": "Every act, with its reason. Words are hidden by a moderator who is not paid by this rating; nothing is deleted.",
    "rule-key": "After a visit everybody gets a key, or nobody does. One key, one review. Nothing is given for it.",
    "rule-count": "No review is deleted. Words can be hidden for one of a few reasons; the rating always counts.",
    "rule-month": "Reviews appear when their month is over, and without a day, so that nobody can be recognised.",
    "rule-own": "These pages are run by the clinic's own software, by rules that the software keeps.",
    "reasons": "Words are hidden when a review", "complain": "Send a complaint",
    "write": "Write a review", "write_lead": "Your name is not asked and not kept. It appears when the month is over.",
    "form_rating": "All in all", "form_words": "In your own words", "form_words_hint": "Everybody can read it. Leave out names, dates, and what only you can know.",
    "form_insider": "I work at this clinic, or I am close to somebody who does", "form_insider_hint": "You may still write. It will be said beside the review.",
    "send": "Send the review", "thanks": "Thank you. It is kept, and appears when the month is over.",
    "used": "A review was written with this key, or it is too old, or there never was one.", "nothing": "Nothing stands here",
    "required": "This is needed.",
    "own_title": "Write a review of your last visit", "own_says": "You get the key of one review. Nobody can tell from it who you are, not even the clinic.",
    "own_go": "Go to the review", "own_none": "There is no finished visit to write about yet.",
}  # fmt: skip

SPANISH: Words = {
    "title": "Reseñas", "lead": "Solo quien estuvo aquí puede escribir una. Todas cuentan, buenas y malas.",
    "how": "Cómo funcionan aquí", "few": "Menos de {n} reseñas hasta ahora: no se muestra nada, para que no se reconozca a nadie.",
    "nobody": "Esta clínica no pide reseñas.", "of": "{n} reseñas, escritas de {first} a {last}",
    "rating": "Nota", "number": "Número", "share": "De cada 100", "best": "5 (mejor)", "worst": "1 (peor)",
    "aspect": "Cómo fue", "yes": "Sí", "partly": "En parte", "no": "No",
    "aspect-heard": "Me escucharon", "aspect-unhurried": "Sin prisa", "aspect-kind": "Trato amable", "aspect-place": "Buen lugar",
    "words_hidden": "El texto está oculto: la reseña {reason}. Su nota cuenta.", "no_words": "Sin texto, solo la nota.",
    "insider": "Trabaja aquí, o es cercano a alguien que sí.", "reply": "La clínica:",
    "log": "Qué se ocultó, y por qué", "log_none": "Nunca se ocultó nada.", "log_hidden": "texto oculto", "log_shown": "texto visible otra vez",
    "log_says": "Cada acto, con su motivo. Oculta un moderador a quien esta nota no le paga; no se borra nada.",
    "rule-key": "Tras una visita todos reciben una clave, o nadie. Una clave, una reseña. No se da nada por ella.",
    "rule-count": "No se borra ninguna reseña. El texto se oculta por pocos motivos; la nota cuenta siempre.",
    "rule-month": "Las reseñas salen cuando acaba su mes, y sin día, para que no se reconozca a nadie.",
    "rule-own": "Estas páginas las lleva el programa de la clínica, con reglas que el programa guarda.",
    "reasons": "El texto se oculta cuando una reseña", "complain": "Enviar una queja",
    "write": "Escribir una reseña", "write_lead": "No se pide ni se guarda su nombre. Sale cuando acaba el mes.",
    "form_rating": "En total", "form_words": "Con sus palabras", "form_words_hint": "Todos lo pueden leer. Deje fuera nombres, fechas y lo que solo usted sabe.",
    "form_insider": "Trabajo en esta clínica, o soy cercano a alguien que sí", "form_insider_hint": "Puede escribir igual. Se dirá junto a la reseña.",
    "send": "Enviar la reseña", "thanks": "Gracias. Se guardó y sale cuando acaba el mes.",
    "used": "Ya se escribió una reseña con esta clave, o es muy vieja, o nunca existió.", "nothing": "Aquí no hay nada",
    "required": "Esto hace falta.",
    "own_title": "Escribir una reseña de su última visita", "own_says": "Recibe la clave de una reseña. Nadie puede saber por ella quién es usted, tampoco la clínica.",
    "own_go": "Ir a la reseña", "own_none": "Aún no hay una visita terminada.",
}  # fmt: skip

_WORDS = {"en": ENGLISH, "es": SPANISH}


def words(language: str) -> Words:
    return _WORDS.get(language.partition("-")[0], ENGLISH)


# As it stands in a list of pages, in the language of whoever asks.
REVIEW = lazy(lambda: words(get_language() or "en")["write"], str)()
REVIEW_SAYS = lazy(lambda: words(get_language() or "en")["own_title"], str)()
