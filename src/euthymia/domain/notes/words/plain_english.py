"""The patient's summary in plain English."""

from __future__ import annotations

from . import english
from .words import Words

_PHRASES = {
    "missing": "{what:term}: this was not written down.",
    "plain.infused": "Your infusion began at {began_at:time} and ended at {ended_at:time}. It took {took_s:duration}.",
    "plain.amount": "You were given {given_ug:mg} of ketamine.",
    "plain.begun": "Your infusion began at {at:time}.",
    "plain.spray": "You used {dose_mg} mg of esketamine nasal spray at {at:time}.",
    "plain.medicine": "At {at:time} you were also given {name} ({amount}).",
    "plain.felt": "At {at:time} you felt: {code:term}.",
    "plain.felt.over": "At {at:time} you felt: {code:term}. At {outcome_at:time} you felt well again.",
    "plain.calm": "No bad effect was written down.",
    "plain.pressure": "Your blood pressure was highest at {at:time}: {value:number} over {pair:number}.",
    "plain.home.home": "You went home at {at:time} with the person who came for you.",
    "plain.home.transfer": "At {at:time} you were taken to a hospital.",
    "plain.home.against-advice": "You left at {at:time}, sooner than we advised.",
    "plain.next": "Your next visit: {starts_at:moment}.",
    "plain.no-next": "No next visit is booked yet. We will call you, or you can call us.",
}
_TITLES = {
    "plain-given": "What you were given", "plain-went": "How it went", "plain-home": "The way home", "plain-next": "Your next visit",
}  # fmt: skip
_TERMS = {
    "plain-dose": "What you were given", "plain-home": "When you went home", "dissociation": "far away, or outside your body",
    "dizziness": "dizzy", "vertigo": "as if the room was spinning", "nausea": "sick", "vomiting": "sick, and you threw up",
    "somnolence": "sleepy", "sedation": "very sleepy", "headache": "a headache", "dysgeusia": "an odd taste",
    "blurred-vision": "blurred sight", "paraesthesia": "tingling or numb", "anxiety": "afraid", "confusion": "confused",
    "other": "something that the staff wrote down in their own words",
}  # fmt: skip
PLAIN_ENGLISH = Words(
    "en", _PHRASES, _TITLES, _TERMS, english.UNITS, nothing="not written down", hours_ago="{} hours ago",
    day=english.day, and_="and",
)  # fmt: skip
