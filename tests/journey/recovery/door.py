"""What the tests of a recovery share: a session that is over, the checks with their usual answers, the discharge."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

from euthymia.clinic.people.queries import Member
from euthymia.clinic.visits import queries as visits
from euthymia.clinic.visits.models import Visit
from euthymia.domain.quantities import Unusable
from euthymia.journey.recovery import actions, facts, instructions
from euthymia.journey.recovery.facts import Standing
from euthymia.kit import clock
from journey.infusion.chair import AtTheChair, Unit, later
from support.cast import Cast

SIGNS = {"sbp": "122", "dbp": "78", "hr": "72", "spo2": "97", "rr": "14"}
SCORES = {"moaas": "5", "dissociation": "0"}
FINE = {
    "oxygen": "air", "breathing": "deep", "moves": "four", "oriented": "yes", "gait": "steady", "agitation": "none",
    "thoughts": "none", "comfort": "mild", "drinks": "yes", "urine": "yes",
}  # fmt: skip


class AtTheDoor:
    """Noor with one patient in recovery: each verb in a unit of its own, as each click is."""

    def __init__(self, cast: Cast, unit: Unit, visit: Visit) -> None:
        self.cast, self.unit, self.visit = cast, unit, visit

    @classmethod
    def infused(cls, cast: Cast, unit: Unit, *, minutes: int = 40) -> AtTheDoor:
        """Ana, at the end of her infusion."""
        chair = AtTheChair.started(cast, unit)
        later(minutes)
        chair.finish()
        return cls(cast, unit, chair.fresh().visit)

    def do(self, verb: Callable[..., Any], *, by: Member | None = None, **said: Any) -> Any:
        with self.unit(self.cast.lakeside):
            said.setdefault("client_id", uuid4())
            visit = visits.visit(self.cast.lakeside, self.visit.pk)
            return verb(by=by or self.cast.noor.member(), visit=visit, **said)

    def refused(self, verb: Callable[..., Any], **said: Any) -> list[str]:
        """The codes of the refusal; fails when nothing was refused."""
        try:
            self.do(verb, **said)
        except Unusable as refusal:
            return [fault.code for fault in refusal.faults]
        raise AssertionError("nothing was refused")

    def check(self, *, without: tuple[str, ...] = (), **changed: str) -> Any:
        """A look at everything, as calm as can be but for what is said otherwise."""
        parts = [
            {name: changed.get(name, text) for name, text in part.items() if name not in without}
            for part in (SIGNS, SCORES, FINE)
        ]
        extra = {name: text for name, text in changed.items() if name == "iv"}
        return self.do(actions.check, values=parts[0], scores=parts[1], seen={**parts[2], **extra})

    def told(self, **more: Any) -> Any:
        return self.do(actions.tell, **{"language": "en", "read_back": instructions.POINTS, **more})

    def met(self, **more: Any) -> Any:
        return self.do(actions.meet_escort, **{"name": "Sam Example", "proof": "photo-id", **more})

    def discharge(self, **more: Any) -> Any:
        return self.do(actions.discharge, **more)

    def now(self) -> Standing:
        with self.unit(self.cast.lakeside):
            return facts.standing(visits.visit(self.cast.lakeside, self.visit.pk), clock.now())

    def open(self) -> dict[str, str]:
        """What keeps the patient here: criterion to state."""
        return {one.code: one.state.value for one in self.now().open}

    def steps(self) -> list[str]:
        with self.unit(self.cast.lakeside):
            return [one.step for one in visits.trail(self.visit)]


def fit_to_leave(cast: Cast, unit: Unit) -> AtTheDoor:
    """Everything is as it has to be, and nobody has signed."""
    door = AtTheDoor.infused(cast, unit)
    for _ in range(4):
        later(15)
        door.check()
    door.check(iv="out")
    door.met()
    door.told()
    return door
