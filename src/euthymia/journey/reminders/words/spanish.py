"""The messages in Spanish. Text messages keep to the letters of one short message."""

from __future__ import annotations

from euthymia.domain.rules.ready_to_start import CLEAR_FLUIDS_H, FASTING_SOURCE, SOLIDS_H

from .template import Preparation, Spoken, Template

SPOKEN = Spoken(
    "es", day=r"l j \d\e F", short="D j M", new="Nueva: {when}", moved="Cambiada: {when} (era {was})",
    cancelled="Cancelada: {was}", your_clock="{at} en su propio reloj", the_clinic="la clínica",
)  # fmt: skip

TEMPLATES = (
    Template(
        "dates", "email", "es", "Sus citas",
        """Hola, $name:

esto es lo nuevo de sus citas:

$lines

Dónde: $place, $address

El archivo adjunto las pone en su calendario.
Para confirmar o pedir otra hora: $link
¿Preguntas, u otra hora? Llame al $call.
""",
    ),
    Template("dates", "sms", "es", "", "$name, novedades de sus citas: $when, $place. $link\nTel. $call"),
    Template(
        "reminder", "email", "es", "Su cita: $when",
        """Hola, $name:

le esperamos el $when. Podrá irse hacia las $until.

Dónde: $place, $address
Aparcar: $parking
Cómo llegar: $directions

Antes de venir:

$prepare

Por favor, confirme que viene: $link
¿Necesita otra hora? Llame al $call cuanto antes.
""",
    ),
    Template("reminder", "sms", "es", "", "$name, su cita: $when, $place. Confirme: $link\nTel. $call"),
    Template(
        "nudge", "email", "es", "¿Viene el $when?",
        """Hola, $name:

todavía no nos ha dicho si viene el $when.

Dónde: $place, $address

Por favor, confirme: $link
¿No puede venir? Llame al $call, para que otra persona tenga la hora.

Antes de venir:

$prepare
""",
    ),
    Template("nudge", "sms", "es", "", "$name, viene el $when a $place? Confirme: $link\nTel. $call"),
)  # fmt: skip

_INFUSION = (
    f"- No coma nada en las {SOLIDS_H:g} horas ni beba nada en las {CLEAR_FLUIDS_H:g} horas antes de empezar, salvo lo que la clínica le haya dicho.",
    "- Alguien le lleva a casa y queda cerca. Ese día no puede conducir; sin esa persona la visita no puede empezar.",
    "- Tome sus medicinas como le dijo la clínica, y traiga una lista de lo que toma.",
)
PREPARATIONS = (
    Preparation("infusion", "es", _INFUSION, FASTING_SOURCE),
    Preparation(
        "tms", "es", ("- Coma y beba como siempre. Deje en casa las joyas y los audífonos, o quíteselos.",)
    ),
    Preparation(
        "consultation", "es", ("- Traiga una lista de lo que toma, y cartas anteriores si las tiene.",)
    ),
    Preparation("psychotherapy", "es", ("- No necesita traer nada.",)),
    Preparation("integration", "es", ("- No necesita traer nada.",)),
    Preparation("follow-up", "es", ("- Traiga una lista de lo que toma.",)),
)
