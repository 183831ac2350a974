"""What the check-in pages say, in English and Spanish. The questions themselves come from the instrument."""

from __future__ import annotations

from euthymia.domain.instruments import Words

WORDS = {
    "title": Words("How you feel", "Cómo se siente"),
    "lead": Words("Short questions that your clinic asks for.", "Preguntas breves que su clínica le hace."),
    "nothing": Words("Nothing to answer now", "Nada que responder por ahora"),
    "nothing_more": Words(
        "When your clinic asks for something, it stands here.",
        "Cuando su clínica le pida algo, aparecerá aquí.",
    ),
    "due": Words("by", "hasta el"),
    "begun": Words("begun", "empezado"),
    "start": Words("Start", "Empezar"),
    "resume": Words("Continue where you stopped", "Continuar donde lo dejó"),
    "other_language": Words("Empezar en español", "Start in English"),
    "english_only": Words(
        "These questions exist in English only.",
        "Estas preguntas existen solo en inglés, con su redacción original.",
    ),
    "about": Words("They are about", "Se refieren a"),
    "how_long": Words("It takes about", "Toma unos"),
    "minutes": Words("minutes. You can stop and return.", "minutos. Puede parar y volver."),
    "staff_see": Words(
        "Your care team reads your answers when the clinic is open. They are not watched around the clock.",
        "Su equipo lee sus respuestas cuando la clínica está abierta. No se vigilan a toda hora.",
    ),
    "question": Words("Question", "Pregunta"),
    "of": Words("of", "de"),
    "continue": Words("Continue", "Continuar"),
    "back": Words("Back", "Atrás"),
    "skip": Words("I would rather not answer this", "Prefiero no responder"),
    "choose": Words("Choose an answer, or skip this question.", "Elija una respuesta u omita esta pregunta."),
    "sensitive": Words(
        "We ask everybody this. If you might act on such thoughts, call or "
        "text 988 now (veterans press 1), or 911 in an emergency.",
        "Se lo preguntamos a todas las personas. Si cree "
        "que podría actuar según esos pensamientos, llame o envíe un mensaje al 988 ahora (veteranos: oprima 1), o al 911 en una emergencia.",
    ),
    "check": Words("Check your answers", "Revise sus respuestas"),
    "check_lead": Words("Nothing is sent yet.", "Todavía no se ha enviado nada."),
    "no_answer": Words("not answered", "sin responder"),
    "change": Words("Change", "Cambiar"),
    "send": Words("Send", "Enviar"),
    "some_missing": Words(
        "Some questions have no answer. You can send it so; the score may then be left out.",
        "Algunas preguntas no tienen respuesta. Puede enviarlo así; es posible que entonces no haya puntuación.",
    ),
    "thanks": Words("Thank you", "Gracias"),
    "thanks_lead": Words("Your answers are with your care team.", "Su equipo tiene sus respuestas."),
    "help_title": Words("Help, at any hour", "Ayuda, a cualquier hora"),
    "help_988": Words(
        "Call or text 988: a person answers, day and night. Veterans press 1.",
        "Llame o envíe un mensaje al 988: responde una persona, de día y de noche. Veteranos: oprima 1.",
    ),
    "help_911": Words(
        "In an emergency, or if you might hurt yourself now, call 911.",
        "En una emergencia, o si podría hacerse daño ahora, llame al 911.",
    ),
    "help_clinic": Words("Your clinic, when it is open:", "Su clínica, cuando está abierta:"),
    "told_us": Words(
        "You told us about thoughts of death or of hurting yourself. ",
        "Nos habló de pensamientos de muerte o de hacerse daño. ",
    ),
    "told_us_more": Words(
        "Thank you for saying so. Please do not stay alone with them: talk to somebody now.",
        "Gracias por decirlo. Por favor, no se quede a solas con ellos: hable con alguien ahora.",
    ),
    "worse_can_happen": Words(
        "After a session some people feel worse for a while: about 8 in 100, and 6 in 100 think more of suicide. "
        "Tell us at once if that is you.",
        "Después de una sesión algunas personas se sienten peor por un tiempo: unas 8 de cada 100, y 6 de cada 100 "
        "piensan más en el suicidio. Díganoslo de inmediato si le pasa.",
    ),
    "home": Words("Home", "Inicio"),
    "crisis": Words("Crisis help: 988", "Ayuda en crisis: 988"),
    "gone": Words(
        "This was answered already, or is no longer asked for.", "Esto ya se respondió o ya no se pide."
    ),
}


def said(language: str) -> dict[str, str]:
    """Every phrase in one language."""
    return {name: words.said(language)[0] for name, words in WORDS.items()}
