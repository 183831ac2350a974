"""What is left of a syringe: destroyed before a second person, or spilt; what it has given is settled first."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from euthymia.clinic.people.access import Permission
from euthymia.clinic.people.actions import require
from euthymia.clinic.people.proofs import OneAct
from euthymia.clinic.people.queries import Member
from euthymia.clinic.pharmacy import actions as pharmacy
from euthymia.domain.protocols import preparing
from euthymia.domain.quantities import Unusable
from euthymia.journey.infusion import queries, syringes
from euthymia.journey.infusion.fold import Phase
from euthymia.journey.infusion.models import Session, SessionEvent

from .entries import Entry, Kind, check_phase, enter, known_event, locked, moment_of
from .settling import mg, sentence, settle, write_down

WASTED_IN = (Phase.ORDERED, Phase.PAUSED, Phase.RECOVERY)


def waste(
    *, by: Member, session: Session, client_id: UUID, method: str, witness: OneAct, syringe: str = "", words: str = "",
    at: datetime | None = None,
) -> SessionEvent:  # fmt: skip
    """All that is left of a syringe is destroyed, or was spilt, before a second person. Raises NotPosted, Unusable.

    Of the syringe on the pump what it has given is settled first; the infusion stands still or is over.
    """
    require(by, Permission.RUN_INFUSION)
    how = preparing.method_named(method)
    with pharmacy.acting():
        session = locked(by, session)
        if (
            known := known_event(session, client_id, Kind.WASTED, corrects=None, reason=words.strip())
        ) is not None:
            return known
        found = queries.happenings(session)
        check_phase(queries.course_of(session, found), WASTED_IN)
        have = syringes.held(session, found)
        chosen = _to_waste(have, syringe)
        moment = moment_of(session, at, found)
        done = settle(
            by=by, session=session, client_id=client_id, course=queries.course_of(session, found, moment), syringes=have,
            syringe=chosen, method=how, witness=witness, at=moment, words=words,
        )  # fmt: skip
        gone_ug = done.wasted_ug + done.broken_ug
        says = f"syringe {chosen.number}: {mg(gone_ug)} {how.says}, before {witness.member.name}"
        if not gone_ug:
            says = f"syringe {chosen.number} settled: {mg(done.given_ug)} given, nothing left"
        detail = {
            **done.detail,
            "settled_ug": done.total_ug,
            "method": how.code,
            "second": witness.member.words,
        }
        event = enter(by, session, client_id, Entry(Kind.WASTED, says, words, detail=detail), WASTED_IN, at)
        write_down(session, event, chosen.preparation, done.entries, sentence(done, witness.member.name))
        return event


def _to_waste(have: Sequence[syringes.Held], number: str) -> syringes.Held:
    open_ones = [one for one in have if one.is_open and number in ("", one.number)]
    if not open_ones:
        says = (
            f"nothing is left in syringe {number}" if number else "no syringe of this session holds anything"
        )
        raise Unusable.one("syringe", "nothing-left", says, "a syringe with something in it")
    if len(open_ones) > 1:
        numbers = ", ".join(one.number for one in open_ones)
        raise Unusable.one(
            "syringe", "which-syringe", "more than one syringe holds something: say which", numbers
        )
    return open_ones[0]
