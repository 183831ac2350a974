"""The patient's summary in plain Spanish."""

from __future__ import annotations

from datetime import date

from .english import UNITS
from .words import Words

_MONTHS = (
    "enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre", "noviembre",
    "diciembre",
)  # fmt: skip


def day(on: date) -> str:
    return f"{on.day} de {_MONTHS[on.month - 1]} de {on.year}"


_PHRASES = {
    "missing": "{what:term}: no quedó anotado.",
    "plain.infused": "Su infusión empezó a las {began_at:time} y terminó a las {ended_at:time}. Duró {took_s:duration}.",
    "plain.amount": "Se le dieron {given_ug:mg} de ketamina.",
    "plain.begun": "Su infusión empezó a las {at:time}.",
    "plain.spray": "Usó {dose_mg} mg de esketamina en aerosol nasal a las {at:time}.",
    "plain.medicine": "A las {at:time} también se le dio {name} ({amount}).",
    "plain.felt": "A las {at:time} sintió: {code:term}.",
    "plain.felt.over": "A las {at:time} sintió: {code:term}. A las {outcome_at:time} ya se sentía bien.",
    "plain.calm": "No se anotó ningún efecto malo.",
    "plain.pressure": "Su presión más alta fue a las {at:time}: {value:number} sobre {pair:number}.",
    "plain.home.home": "Se fue a casa a las {at:time} con la persona que vino por usted.",
    "plain.home.transfer": "A las {at:time} se le llevó a un hospital.",
    "plain.home.against-advice": "Se fue a las {at:time}, antes de lo que aconsejamos.",
    "plain.next": "Su próxima visita: {starts_at:moment}.",
    "plain.no-next": "Todavía no hay otra visita. Le llamaremos, o puede llamarnos usted.",
}
_TITLES = {
    "plain-given": "Lo que se le dio", "plain-went": "Cómo fue", "plain-home": "El camino a casa",
    "plain-next": "Su próxima visita",
}  # fmt: skip
_TERMS = {
    "plain-dose": "Lo que se le dio", "plain-home": "Cuándo se fue a casa", "dissociation": "lejos, o fuera de su cuerpo",
    "dizziness": "mareo", "vertigo": "que todo daba vueltas", "nausea": "náuseas", "vomiting": "náuseas, y vomitó",
    "somnolence": "sueño", "sedation": "mucho sueño", "headache": "dolor de cabeza", "dysgeusia": "un sabor raro",
    "blurred-vision": "vista borrosa", "paraesthesia": "hormigueo o entumecimiento", "anxiety": "miedo",
    "confusion": "confusión", "other": "algo que el personal anotó con sus propias palabras",
}  # fmt: skip
PLAIN_SPANISH = Words(
    "es",
    _PHRASES,
    _TITLES,
    _TERMS,
    UNITS,
    nothing="no quedó anotado",
    hours_ago="hace {} horas",
    day=day,
    and_="y",
)
