"""The consent documents in Spanish, with the same content as the English ones."""

from __future__ import annotations

from . import spray
from .document import Document, Question, Section
from .english import VERSION

_MOOD = (
    Section("off-label", "Por qué se llama uso no indicado en la etiqueta", (
        "La ketamina es un medicamento aprobado para la anestesia. Usarla para el ánimo es una decisión de su médico. Es legal y frecuente.",
    )),
    Section("expected", "Qué puede esperar", (
        "Cerca de la mitad de las personas se siente mucho mejor después de un curso. Unas tres de cada diez pierden casi todos sus síntomas. Otras notan poco cambio.",
        "El efecto puede empezar en horas. Muchas veces se va en las semanas después de la última dosis. Algunas personas necesitan más visitas.",
        "La ketamina no es una cura. En un grupo grande, cerca de 8 de cada 100 se sintieron peor durante el curso, y 6 de cada 100 pensaron más en el suicidio. Si le pasa a usted, díganos enseguida.",
    )),
)  # fmt: skip
_PAIN = (
    Section("off-label", "Por qué se llama uso no indicado en la etiqueta", (
        "La ketamina es un medicamento aprobado para la anestesia. Usarla para un dolor que dura mucho es una decisión de su médico. Es legal y frecuente.",
    )),
    Section("expected", "Qué puede esperar", (
        "Decimos que funciona cuando el dolor baja cerca de un tercio o usted puede hacer más cosas. Las pruebas son mejores para un tipo de dolor de los nervios (SDRC). Son más débiles para otros dolores.",
        "El efecto puede durar semanas. También puede no llegar. La ketamina no es una cura.",
        "Algunas personas se sienten tristes o piensan en el suicidio durante el tratamiento. Si le pasa a usted, díganos enseguida.",
    )),
)  # fmt: skip
_SHARED = (
    Section("approval", "Qué dice la FDA", (
        "La FDA no ha aprobado la ketamina para ningún trastorno mental. La ketamina que mezcla una farmacia no fue revisada por la FDA.",
    )),
    Section("acute", "Qué puede sentir durante una visita", (
        "Puede sentirse lejos de su cuerpo, o ver y oír cosas de modo extraño. Es normal. Es más fuerte al final del suero y pasa en unas dos horas.",
        "La presión y el pulso pueden subir. Puede sentir náuseas, mareo, sueño, ansiedad o confusión. Puede doler la cabeza.",
        "Pocas veces la respiración se hace lenta o cuesta despertar a la persona. El personal está allí para ayudar.",
    )),
    Section("long-term", "Lo que todavía no sabemos", (
        "No conocemos todos los riesgos de muchas dosis durante meses o años. El uso fuerte ha dañado la vejiga y el hígado. Puede afectar la memoria. Algunas personas sienten ganas de usarla más.",
        "Le preguntamos por esto en cada visita y hacemos pruebas de sangre y de orina.",
    )),
    Section("alternatives", "Otras formas de tratar esto", (
        "Puede elegir otros medicamentos, terapia, TMS (imanes), ECT o el aerosol nasal de esketamina. También puede esperar. Hablamos de esto con usted antes de firmar.",
    )),
    Section("monitoring", "Cómo le cuidamos", (
        "Una persona con formación se queda con usted. Miramos la presión, el pulso, el oxígeno y si está despierto. Paramos el suero si hay peligro. Usted se queda hasta estar bien.",
    )),
    Section("pregnancy", "Embarazo y lactancia", (
        "La ketamina puede dañar al bebé. Díganos si está o puede estar embarazada. Si puede quedar embarazada, hacemos la prueba ese día. Díganos si da el pecho.",
    )),
    Section("interactions", "Otros medicamentos, alcohol y cannabis", (
        "Díganos cada pastilla, parche, aerosol y suplemento que toma. Algunos no van bien con la ketamina.",
        "No beba alcohol ni use cannabis por 24 horas antes ni después de una visita. No deje un medicamento por su cuenta.",
    )),
    Section("after", "Volver a casa", (
        "Un adulto debe llevarle a casa. No maneje ni use máquinas por 24 horas, ni antes de una buena noche de sueño.",
        "No firme papeles, no tome decisiones grandes y no cuide solo a un niño por 24 horas.",
    )),
    Section("emergency-care", "Esto no es atención de emergencia", (
        "La ketamina no toma el lugar de un hospital. Si piensa en quitarse la vida, llame o escriba al 988 a cualquier hora. Si hay peligro, llame al 911.",
    )),
    Section("contacts", "A quién llamar", (
        "Llame o escriba al 988 en una crisis. Si es veterano, marque 1. Llame al 911 en una emergencia. Llame a la clínica si tiene dolor de pecho, falta de aire, un fuerte dolor de cabeza, o sangre o dolor al orinar.",
    )),
    Section("touch-recording", "Contacto y grabación", (
        "Nadie le toca si no es para cuidarle, salvo que usted haya dicho que sí antes. Puede pedir otra persona en la sala. Nadie le graba si usted no lo acepta por escrito.",
    )),
    Section("data", "Sus datos", (
        "Su historia es privada. La ven las personas que le tratan. Cada vista queda anotada. No la vendemos. Le preguntamos antes de usarla en un estudio.",
    )),
    Section("cost", "Costo y número de visitas", (
        "Un primer curso es casi siempre de seis visitas en dos o tres semanas. Puede que el seguro no pague. Usted recibe el precio por escrito antes de empezar. No podemos prometer un resultado.",
    )),
    Section("stop", "Puede parar cuando quiera", (
        "Puede decir que no, hoy o después. Puede parar durante el suero. Puede retirar este permiso sin dar un motivo. Le seguimos cuidando.",
    )),
    Section("electronic", "Firmar en una pantalla", (
        "Puede firmar aquí o en papel. Puede pedir una copia en papel gratis. Puede cambiar de idea. Si este texto cambia, le preguntamos otra vez. También le preguntamos otra vez después de un año.",
    )),
)  # fmt: skip
_QUESTIONS = (
    Question("drive", "¿Cuándo puede manejar después de una visita?",
             (("evening", "La misma noche"), ("later", "Después de 24 horas y de una buena noche de sueño, lo que sea más tarde"), ("feel", "Cuando me sienta despierto")),
             "later", "Espere 24 horas y una buena noche de sueño. Cuenta lo que sea más tarde."),
    Question("cure", "¿Qué es verdad sobre el efecto?",
             (("all", "Funciona para todos y dura"), ("some", "Ayuda a algunas personas y muchas veces se va"), ("never", "No funciona nunca")),
             "some", "Ayuda a algunas personas y a otras no, y muchas veces se va."),
    Question("crisis", "Piensa en quitarse la vida. ¿Qué hace?",
             (("wait", "Espero a la próxima visita"), ("call", "Llamo o escribo al 988, o al 911 si hay peligro"), ("nothing", "Nada")),
             "call", "Llame o escriba al 988 a cualquier hora. Si hay peligro, al 911."),
    Question("stop", "¿Puede parar el tratamiento?",
             (("no", "No, tengo que terminar el curso"), ("yes", "Sí, cuando quiera, también durante una visita")),
             "yes", "Puede parar cuando quiera, también durante una visita, sin dar un motivo."),
    Question("home", "¿Cómo vuelve a casa?",
             (("alone", "Solo, en autobús"), ("adult", "Un adulto me lleva a casa")),
             "adult", "Un adulto debe llevarle a casa."),
)  # fmt: skip
_MEANING = "He leído este texto, o me lo han leído. Respondieron mis preguntas. Acepto este tratamiento y sé que puedo parar cuando quiera."


def _document(course: str, title: str, sections: tuple[Section, ...]) -> Document:
    return Document(
        code=course, version=VERSION, course=course, language="es", title=title,
        introduction="Lea esto antes de aceptar. Tómese su tiempo. Pregunte lo que quiera. Al final hay cinco preguntas cortas, para saber que todo quedó claro.",
        sections=sections, questions=_QUESTIONS, meaning=_MEANING,
    )  # fmt: skip


def _drip(own: tuple[Section, ...]) -> tuple[Section, ...]:
    return (own[0], _SHARED[0], own[1], *_SHARED[1:])


DOCUMENTS = (
    _document(
        "iv-ketamine-mood",
        "Consentimiento para ketamina por suero para la depresión y problemas parecidos",
        _drip(_MOOD),
    ),
    _document(
        "iv-ketamine-pain",
        "Consentimiento para ketamina por suero para un dolor que dura mucho",
        _drip(_PAIN),
    ),
    _document(spray.COURSE, spray.TITLE_ES, spray.in_place_of(_SHARED, spray.SPANISH)),
)
