"""What the consent to esketamine nasal spray says otherwise than the one to the drip, in English and Spanish.

Facts: clinical.md 3B (SPR-L; REMS), 5D, 6A. The enrolment in the REMS is the sponsor's own form and signed apart.
"""

from __future__ import annotations

from collections.abc import Iterable

from .document import Section

COURSE = "esketamine-spray"
TITLE = "Consent to esketamine nose spray"
TITLE_ES = "Consentimiento para el aerosol nasal de esketamina"

ENGLISH: tuple[Section, ...] = (
    Section("off-label", "What this medicine is", (
        "Esketamine is a nose spray. It is approved for adults whose depression did not get better with other medicines. It is a part of ketamine.",
        "It is given only under a safety program (REMS). You and your doctor sign a form of that program first. It is never sent home with you.",
    )),
    Section("approval", "What it was not shown to do", (
        "It was not shown to prevent suicide. It was not shown to make a hospital stay less needed.",
    )),
    Section("expected", "What you can hope for", (
        "Some people feel better within days. Some need more weeks. Others feel little change. It can come back when you stop.",
        "Some people feel low or have thoughts of suicide during treatment. Tell us at once if this is you.",
    )),
    Section("acute", "What you may feel during a visit", (
        "You may feel far away from your body, dizzy or very sleepy. You may have an odd taste, feel sick or anxious, or have a headache. It is strongest after about 40 minutes.",
        "Your blood pressure can rise. Rarely, breathing gets slow or a person cannot be woken well. Staff are there to help.",
    )),
    Section("alternatives", "Other ways to treat this", (
        "You can choose other medicines, talk therapy, TMS (magnets), ECT, or ketamine by drip. You can also choose to wait. We talk about these with you before you sign.",
    )),
    Section("monitoring", "How we watch you", (
        "You use the spray yourself while we watch. You stay for at least two hours. We check your blood pressure before, after about 40 minutes, and until it is fine. You leave when the effects are gone.",
    )),
    Section("interactions", "Food, other medicines, alcohol and cannabis", (
        "Do not eat for 2 hours and do not drink for 30 minutes before. Use other nose sprays at least 1 hour before.",
        "Tell us about every pill, patch, spray and supplement you take. Do not drink alcohol or use cannabis for 24 hours before or after a visit.",
    )),
    Section("cost", "Cost and number of visits", (
        "In the first four weeks you come twice a week. Then it is once a week, and later as often as you need. You get the price in writing before you start. We cannot promise a result.",
    )),
    Section("stop", "You can stop at any time", (
        "You may say no, today or later. You may stop during a visit. You may take this consent back and need no reason. We still care for you.",
    )),
)  # fmt: skip
SPANISH: tuple[Section, ...] = (
    Section("off-label", "Qué es este medicamento", (
        "La esketamina es un aerosol para la nariz. Está aprobada para adultos con una depresión que no mejoró con otros medicamentos. Es una parte de la ketamina.",
        "Se da solo con un programa de seguridad (REMS). Antes, usted y su doctor firman una hoja de ese programa. Nunca se la lleva a casa.",
    )),
    Section("approval", "Lo que no se ha demostrado", (
        "No se ha visto que evite el suicidio. No se ha visto que haga menos falta un hospital.",
    )),
    Section("expected", "Qué puede esperar", (
        "Algunas personas se sienten mejor en unos días. Otras tardan más semanas. Otras notan poco. Puede volver cuando deja de usarla.",
        "Algunas personas se sienten tristes o piensan en el suicidio durante el tratamiento. Si le pasa a usted, díganos enseguida.",
    )),
    Section("acute", "Qué puede sentir durante una visita", (
        "Puede sentirse lejos de su cuerpo, con mareo o con mucho sueño. Puede notar un sabor raro, náuseas, ansiedad o dolor de cabeza. Es más fuerte a los 40 minutos.",
        "La presión puede subir. Pocas veces la respiración se hace lenta o cuesta despertar a la persona. El personal está allí para ayudar.",
    )),
    Section("alternatives", "Otras formas de tratar esto", (
        "Puede elegir otros medicamentos, terapia, TMS (imanes), ECT o ketamina por suero. También puede esperar. Hablamos de esto con usted antes de firmar.",
    )),
    Section("monitoring", "Cómo le cuidamos", (
        "Usted usa el aerosol y nosotros miramos. Se queda al menos dos horas. Medimos la presión antes, a los 40 minutos y hasta que esté bien. Se va cuando ya no siente el efecto.",
    )),
    Section("interactions", "Comida, otros medicamentos, alcohol y cannabis", (
        "No coma por 2 horas y no beba por 30 minutos antes. Use otros aerosoles de la nariz al menos 1 hora antes.",
        "Díganos cada pastilla, parche, aerosol y suplemento que toma. No beba alcohol ni use cannabis por 24 horas antes ni después de una visita.",
    )),
    Section("cost", "Costo y número de visitas", (
        "Las primeras cuatro semanas viene dos veces por semana. Después una vez, y más tarde lo que haga falta. Usted recibe el precio por escrito antes de empezar. No podemos prometer un resultado.",
    )),
    Section("stop", "Puede parar cuando quiera", (
        "Puede decir que no, hoy o después. Puede parar durante la visita. Puede retirar este permiso sin dar un motivo. Le seguimos cuidando.",
    )),
)  # fmt: skip


def in_place_of(shared: Iterable[Section], own: Iterable[Section]) -> tuple[Section, ...]:
    """The shared sections, each replaced by the spray's own where it has one; what only the spray has comes first."""
    by_element = {one.element: one for one in own}
    shared = tuple(shared)
    known = {one.element for one in shared}
    first = tuple(one for one in own if one.element not in known)
    return (*first, *(by_element.get(one.element, one) for one in shared))
