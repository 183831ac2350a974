"""The sections of a session's note, in their order. Another room's facts come in as another line here."""

from __future__ import annotations

from euthymia.domain.notes.model import Section

from . import (
    account,
    arrival,
    calls,
    drawing,
    follow_up,
    harm,
    infusion,
    leaving,
    medicines,
    order,
    readiness,
    recovery,
    remarks,
    signs,
    spray,
    symptoms,
)

SECTIONS: tuple[Section, ...] = (
    Section("arrival", arrival.compose),
    Section("readiness", readiness.compose),
    Section("order", order.compose),
    Section("drawing", drawing.compose),
    Section("infusion", infusion.compose),
    Section("spray", spray.compose),
    Section("signs", signs.compose),
    Section("symptoms", symptoms.compose),
    Section("medicines", medicines.compose),
    Section("calls", calls.compose),
    Section("harm", harm.compose),
    Section("remarks", remarks.compose),
    Section("account", account.compose),
    Section("recovery", recovery.compose),
    Section("leaving", leaving.compose),
    Section("follow-up", follow_up.compose),
)
