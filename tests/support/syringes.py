"""A syringe for a session, drawn and checked as two people do it, with what does not matter filled in."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import uuid4

from euthymia.clinic.people.proofs import OneAct
from euthymia.domain.protocols import preparing
from euthymia.journey.infusion import actions
from euthymia.journey.infusion.models import Preparation, Session
from euthymia.kit import units
from support.cast import Cast, Person

ALL_CHECKED = frozenset(one.code for one in preparing.CHECKLIST)


def drawing(session: Session, *scans: str, **more: Any) -> actions.Drawing:
    """What is said of a syringe for this session's whole order."""
    order = session.order
    usual: dict[str, Any] = {
        "scans": list(scans), "read_ug_per_ml": order.stock_ug_per_ml, "second_ug_per_ml": order.stock_ug_per_ml,
        "second_volume_ul": order.drug_volume_ul, "weight_g": order.weight_g, "checked": ALL_CHECKED,
        "diluent": "0.9 % NaCl", "diluent_lot": "N77", "diluent_expires": date(2099, 6, 30),
        "reasons": {"calibration-unknown": "the pump's sticker was read"},
    }  # fmt: skip
    return actions.Drawing(**{**usual, **more})


def draw(cast: Cast, session: Session, *scans: str, **more: Any) -> Preparation:
    """Noor draws, Tomas checks. Ask inside a unit."""
    asked = {name: more.pop(name) for name in ("client_id", "at", "by", "witness") if name in more}
    return actions.draw(
        by=asked.get("by", cast.noor.member()), session=session, client_id=asked.get("client_id", uuid4()),
        drawing=drawing(session, *scans, **more), witness=asked.get("witness") or proof(cast.tomas), at=asked.get("at"),
    )  # fmt: skip


def proof(person: Person) -> OneAct:
    """That this person has just proved who they are."""
    return OneAct(person.member(), units.current().now)
