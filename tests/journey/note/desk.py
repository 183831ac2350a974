"""What the tests of a note share: a visit from the draw to the door, and the note's verbs as clicks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

from euthymia.clinic.visits import queries as visits
from euthymia.clinic.visits.models import Visit
from euthymia.domain.quantities import Unusable
from euthymia.journey.infusion import actions as infusion
from euthymia.journey.note import actions, document
from euthymia.journey.note.document import Standing
from journey.infusion.chair import Unit, later
from journey.infusion.test_drawing import Drawing
from journey.recovery.door import AtTheDoor
from support.cast import Cast, Person


class AtTheDesk:
    """Dr Okafor and Noor at one visit's note: each verb in a unit of its own, as each click is."""

    def __init__(self, cast: Cast, unit: Unit, visit: Visit) -> None:
        self.cast, self.unit, self.visit = cast, unit, visit

    def do(self, verb: Callable[..., Any], *, by: Person | None = None, **said: Any) -> Any:
        with self.unit(self.cast.lakeside):
            said.setdefault("client_id", uuid4())
            visit = visits.visit(self.cast.lakeside, self.visit.pk)
            return verb(by=(by or self.cast.okafor).member(), visit=visit, **said)

    def refused(self, verb: Callable[..., Any], **said: Any) -> list[str]:
        """The codes of the refusal; fails when nothing was refused."""
        try:
            self.do(verb, **said)
        except Unusable as refusal:
            return [fault.code for fault in refusal.faults]
        raise AssertionError("nothing was refused")

    def now(self) -> Standing:
        with self.unit(self.cast.lakeside):
            return document.standing(visits.visit(self.cast.lakeside, self.visit.pk))

    def texts(self, section: str = "") -> list[str]:
        return [one.text for part in self.now().parts for one in part.told if section in ("", part.code)]

    def mark(self, beginning: str) -> str:
        """The mark of the sentence that begins so."""
        (found,) = [
            one.mark for part in self.now().parts for one in part.told if one.text.startswith(beginning)
        ]
        return found

    def sign(self, **more: Any) -> Any:
        return self.do(actions.sign, **{"seen": self.now().seen, **more})

    def add(self, words: str, **more: Any) -> Any:
        return self.do(actions.add, **{"seen": self.now().seen, "words": words, **more})


def infused(cast: Cast, unit: Unit) -> Drawing:
    """Ana, infused for 35 minutes with a change of rate and a pause, dizzy once, and helped; what was left is wasted."""
    chair = Drawing.ready(cast, unit)
    chair.draw()
    chair.vitals()
    chair.start()
    later(10)
    chair.rate(100_000, reason="dissociation")
    chair.do(infusion.record_scores, scores={"moaas": "4", "dissociation": "6"})
    later(5)
    chair.do(infusion.record_symptom, symptom="dizziness", severity="moderate", action="pause")
    chair.pause(reason="comfort")
    chair.vitals({"sbp": "148", "dbp": "92", "hr": "88", "spo2": "94"})
    later(5)
    chair.do(infusion.record_symptom, symptom="comfortable")
    chair.resume()
    later(15)
    chair.note("wept a little, then calm")
    chair.finish(reason="the patient asked")
    chair.waste()
    return chair


def home(cast: Cast, unit: Unit) -> AtTheDesk:
    """The same, watched for an hour, met and told, discharged and out of the door."""
    chair = infused(cast, unit)
    door = AtTheDoor(cast, unit, chair.fresh().visit)
    for _ in range(4):
        later(15)
        door.check()
    door.check(iv="out")
    door.met()
    door.told()
    door.discharge()
    return AtTheDesk(cast, unit, door.visit)
