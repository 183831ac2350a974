"""What the public pages of the consultation say, in each language."""

from __future__ import annotations

from collections.abc import Mapping

Words = Mapping[str, str]

# What a visitor can tick to have asked, by code: one for each thing that people are told to ask (screens.md 3.9, H2, H3).
QUESTIONS = ("who", "board", "protocol", "monitoring", "chance", "cost", "stop", "after")
# The five criteria by which a clinic is judged.
CRITERIA = ("credentials", "reviews", "consultation", "transparency", "follow-up")
FIT = ("yes", "no", "unsure")

ENGLISH: Words = {
    "title": "Book a consultation", "lead": "A talk before anything else: no treatment is given, and you decide nothing that day.",
    "closed": "This clinic takes no bookings here at present.", "none_free": "No time is free in the coming days.",
    "call": "Call {phone}.", "no_phone": "the clinic", "ask_instead": "Ask a question instead",
    "choose": "Choose a time", "zone": "Times are those of the clinic ({zone}).", "more": "All times stand in the next step.",
    "details": "Your details", "time": "Time", "way": "How", "way-here": "At the clinic", "way-online": "By video",
    "state": "The state you will be in, for a talk by video", "state_hint": "Only where a licence of the clinic covers it.",
    "given_name": "Given name", "family_name": "Family name", "born": "Date of birth",
    "email": "E-mail", "phone": "Phone", "by_email": "Send the confirmation and a reminder by e-mail",
    "by_email_hint": "They say when and where, and nothing about your health.",
    "questions": "What do you want to ask? It travels with the booking.", "own_question": "In your own words",
    "own_hint": "Leave out what you do not want to write down.",
    "question-who": "Who is in the room during an infusion?", "question-board": "What training does the prescriber have?",
    "question-protocol": "Which protocol do you follow, and since when?", "question-monitoring": "How am I watched, and by whom?",
    "question-chance": "How often does it not help?", "question-cost": "What does the whole course cost?",
    "question-stop": "When would you tell me to stop?", "question-after": "Who answers when I feel unwell at home?",
    "book": "Book this time", "private": "The clinic reads what you write here. Nobody else does.",
    "taken": "Somebody has just taken this time. What you typed is kept: choose another.",
    "gone": "This time is not free. Choose another.",
    "not_covered": "A talk by video needs a licence for the state you are in, and none of this clinic's is verified for {state}. You can come to the clinic.",
    "online_closed": "This clinic offers no talks by video.", "which_state": "Say which state you will be in.",
    "needs_email": "For this an e-mail address is needed.", "born_impossible": "This cannot be a birth date.",
    "required": "This is needed.", "leave_empty": "Leave this empty", "chosen_wrong": "Choose one of these.",
    "robot-hidden": "This looks as if a robot had filled it in, so it was not sent. What you typed is kept. Call {phone}.",
    "robot-quick": "That was quicker than people type, so it was not sent. What you typed is kept: send it again.",
    "robot-old": "This page lay open for too long. What you typed is kept: send it again.",
    "robot-many": "Too much comes in at once, so it was not sent. What you typed is kept. Try in an hour, or call {phone}.",
    "booked": "Your consultation is booked", "when": "When", "where": "Where", "until": "until about {at}",
    "keep": "Keep the address of this page: it is yours alone. Who has it can read this page.",
    "calendar": "Add to calendar", "sent_mail": "A confirmation comes by e-mail in a few minutes.",
    "no_mail": "You asked for no e-mail: write the time down.", "your_questions": "Your questions", "no_questions": "You ticked none.",
    "cancelled": "This consultation does not stand any more.", "change": "Another time? Call {phone}.",
    "fit_title": "Afterwards: does it fit?", "fit_lead": "For yourself. The clinic does not see it.",
    "fit-credentials": "I know who treats me, and what they are licensed for.", "fit-reviews": "What others say, good and bad, fits what I saw.",
    "fit-consultation": "I was listened to, and my questions were answered.", "fit-transparency": "I know the protocol, the risks and the whole price.",
    "fit-follow-up": "I know who is there for me afterwards.",
    "yes": "Yes", "no": "No", "unsure": "Not sure", "fit_keep": "Keep this", "fit_kept": "Kept, for you alone.",
    "revoke": "Delete my answers and close this page", "revoke_says": "The booking stands; this page and your answers are gone for good.",
    "revoked": "This page is closed, or there never was one.", "nothing": "Nothing stands here",
    "ask_title": "Ask a question", "ask_lead": "Somebody answers within {hours} hours.", "name": "Your name",
    "says": "Your question", "says_hint": "Not for emergencies: there call 911, or 988 in a crisis.", "send": "Send",
    "reach": "E-mail or phone: one is needed to answer you.", "asked": "Sent. Somebody answers within {hours} hours.",
    "asked_more": "If it cannot wait, call {phone}.", "to_learn": "What you can expect",
    "complain_title": "Send a complaint", "complain_lead": "It gets somebody who answers for it, and a date: within {hours} hours. You need not give your name.",
    "complain_says": "What happened, and what would put it right?", "complained": "Sent. Somebody answers for it within {hours} hours.",
    "reach_maybe": "Only if you want an answer.", "answer_time": "In the last {days} days {n} complaints waited {hours} hours, as the middle value. Those that still wait are counted.",
    "question_time": "In the last {days} days {n} questions waited {hours} hours for their first answer, as the middle value. Those that still wait are counted.",
}  # fmt: skip

SPANISH: Words = {
    "title": "Reservar una consulta", "lead": "Una charla antes de todo: no se da tratamiento y ese día no decide nada.",
    "closed": "Esta clínica no toma reservas aquí por ahora.", "none_free": "No hay horas libres en los próximos días.",
    "call": "Llame al {phone}.", "no_phone": "la clínica", "ask_instead": "Hacer una pregunta",
    "choose": "Elija una hora", "zone": "Las horas son las de la clínica ({zone}).", "more": "Todas las horas están en el paso siguiente.",
    "details": "Sus datos", "time": "Hora", "way": "Cómo", "way-here": "En la clínica", "way-online": "Por video",
    "state": "El estado en que estará, para una charla por video", "state_hint": "Solo donde una licencia de la clínica lo cubre.",
    "given_name": "Nombre", "family_name": "Apellido", "born": "Fecha de nacimiento",
    "email": "Correo electrónico", "phone": "Teléfono", "by_email": "Envíen la confirmación y un recordatorio por correo",
    "by_email_hint": "Dicen cuándo y dónde, y nada de su salud.",
    "questions": "¿Qué quiere preguntar? Va con la reserva.", "own_question": "Con sus palabras",
    "own_hint": "Deje fuera lo que no quiera escribir.",
    "question-who": "¿Quién está en la sala durante una infusión?", "question-board": "¿Qué formación tiene quien receta?",
    "question-protocol": "¿Qué protocolo siguen, y desde cuándo?", "question-monitoring": "¿Cómo me cuidan, y quién?",
    "question-chance": "¿Con qué frecuencia no ayuda?", "question-cost": "¿Cuánto cuesta toda la serie?",
    "question-stop": "¿Cuándo me dirían que pare?", "question-after": "¿Quién responde si me siento mal en casa?",
    "book": "Reservar esta hora", "private": "La clínica lee lo que escribe aquí. Nadie más.",
    "taken": "Alguien acaba de tomar esta hora. Lo que escribió se guardó: elija otra.",
    "gone": "Esta hora no está libre. Elija otra.",
    "not_covered": "Una charla por video necesita una licencia para el estado en que está, y ninguna de esta clínica está verificada para {state}. Puede venir a la clínica.",
    "online_closed": "Esta clínica no ofrece charlas por video.", "which_state": "Diga en qué estado estará.",
    "needs_email": "Para esto hace falta un correo.", "born_impossible": "No puede ser una fecha de nacimiento.",
    "required": "Esto hace falta.", "leave_empty": "Deje esto vacío", "chosen_wrong": "Elija una de estas.",
    "robot-hidden": "Parece que lo llenó un robot y no se envió. Lo que escribió se guardó. Llame: {phone}.",
    "robot-quick": "Fue más rápido de lo que se escribe y no se envió. Lo que escribió se guardó: envíelo otra vez.",
    "robot-old": "Esta página estuvo abierta mucho tiempo. Lo que escribió se guardó: envíelo otra vez.",
    "robot-many": "Llega demasiado a la vez y no se envió. Lo que escribió se guardó. Pruebe en una hora o llame: {phone}.",
    "booked": "Su consulta está reservada", "when": "Cuándo", "where": "Dónde", "until": "hasta más o menos las {at}",
    "keep": "Guarde la dirección de esta página: es solo suya. Quien la tiene puede leerla.",
    "calendar": "Añadir al calendario", "sent_mail": "La confirmación llega por correo en unos minutos.",
    "no_mail": "No pidió correo: anote la hora.", "your_questions": "Sus preguntas", "no_questions": "No marcó ninguna.",
    "cancelled": "Esta consulta ya no está en pie.", "change": "¿Otra hora? Llame: {phone}.",
    "fit_title": "Después: ¿es para usted?", "fit_lead": "Para usted. La clínica no lo ve.",
    "fit-credentials": "Sé quién me trata y para qué tiene licencia.", "fit-reviews": "Lo que dicen otros, bueno y malo, va con lo que vi.",
    "fit-consultation": "Me escucharon y respondieron mis preguntas.", "fit-transparency": "Sé el protocolo, los riesgos y el precio de todo.",
    "fit-follow-up": "Sé quién está para mí después.",
    "yes": "Sí", "no": "No", "unsure": "No sé", "fit_keep": "Guardar", "fit_kept": "Guardado, solo para usted.",
    "revoke": "Borrar mis respuestas y cerrar esta página", "revoke_says": "La reserva sigue en pie; esta página y sus respuestas se borran.",
    "revoked": "Esta página está cerrada, o nunca existió.", "nothing": "Aquí no hay nada",
    "ask_title": "Hacer una pregunta", "ask_lead": "Alguien responde en {hours} horas.", "name": "Su nombre",
    "says": "Su pregunta", "says_hint": "No es para urgencias: llame al 911, o al 988 en una crisis.", "send": "Enviar",
    "reach": "Correo o teléfono: hace falta uno para responderle.", "asked": "Enviado. Alguien responde en {hours} horas.",
    "asked_more": "Si no puede esperar, llame: {phone}.", "to_learn": "Qué puede esperar",
    "complain_title": "Enviar una queja", "complain_lead": "Tendrá a alguien que responde por ella y una fecha: en {hours} horas. No tiene que dar su nombre.",
    "complain_says": "¿Qué pasó, y qué lo arreglaría?", "complained": "Enviado. Alguien responde por ello en {hours} horas.",
    "reach_maybe": "Solo si quiere una respuesta.", "answer_time": "En los últimos {days} días {n} quejas esperaron {hours} horas, como valor de en medio. Las que aún esperan cuentan.",
    "question_time": "En los últimos {days} días {n} preguntas esperaron {hours} horas hasta su primera respuesta, como valor de en medio. Las que aún esperan cuentan.",
}  # fmt: skip

_WORDS = {"en": ENGLISH, "es": SPANISH}


def words(language: str) -> Words:
    return _WORDS.get(language.partition("-")[0], ENGLISH)
