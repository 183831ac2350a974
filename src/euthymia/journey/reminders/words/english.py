"""The messages in English."""

from __future__ import annotations

from euthymia.domain.rules.ready_to_start import CLEAR_FLUIDS_H, FASTING_SOURCE, SOLIDS_H

from .template import Preparation, Spoken, Template

SPOKEN = Spoken(
    "en", day="l, F j", short="D M j", new="New: {when}", moved="Moved: {when} (it was {was})",
    cancelled="Cancelled: {was}", your_clock="{at} by your own clock", the_clinic="the clinic",
)  # fmt: skip

TEMPLATES = (
    Template(
        "dates", "email", "en", "Your appointments",
        """Hello $name,

here is what is new about your appointments:

$lines

Where: $place, $address

The attached file puts them into your calendar.
To confirm, or to ask for another time: $link
Questions, or another time? Call $call.
""",
    ),
    Template("dates", "sms", "en", "", "$name, new about your appointments: $when, $place. $link\nCall $call"),
    Template(
        "reminder", "email", "en", "Your appointment on $when",
        """Hello $name,

we expect you on $when. You can leave at about $until.

Where: $place, $address
Parking: $parking
The way: $directions

Before you come:

$prepare

Please confirm that you come: $link
You need another time? Call $call as soon as you can.
""",
    ),
    Template("reminder", "sms", "en", "", "$name, your appointment: $when, $place. Confirm: $link\nCall $call"),
    Template(
        "nudge", "email", "en", "Do you come on $when?",
        """Hello $name,

you have not told us yet whether you come on $when.

Where: $place, $address

Please confirm: $link
You cannot come? Call $call, so that somebody else can have the time.

Before you come:

$prepare
""",
    ),
    Template("nudge", "sms", "en", "", "$name, do you come $when, $place? Confirm: $link\nCall $call"),
)  # fmt: skip

_INFUSION = (
    f"- Nothing to eat for {SOLIDS_H:g} hours and nothing to drink for {CLEAR_FLUIDS_H:g} hours before you start, but for what the clinic told you.",
    "- Somebody takes you home and stays in reach. You cannot drive that day; without somebody the visit cannot begin.",
    "- Take your medicines as the clinic told you, and bring a list of what you take.",
)
PREPARATIONS = (
    Preparation("infusion", "en", _INFUSION, FASTING_SOURCE),
    Preparation(
        "tms", "en", ("- Eat and drink as usual. Leave jewellery and hearing aids at home or take them off.",)
    ),
    Preparation(
        "consultation", "en", ("- Bring a list of what you take, and earlier letters if you have them.",)
    ),
    Preparation("psychotherapy", "en", ("- You need to bring nothing.",)),
    Preparation("integration", "en", ("- You need to bring nothing.",)),
    Preparation("follow-up", "en", ("- Bring a list of what you take.",)),
)
