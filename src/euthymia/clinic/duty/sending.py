"""Pages leave the house. Called by the jobs process; nothing is locked while a provider is waited for."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from uuid import uuid5

from django.conf import settings
from django.db import DatabaseError

from euthymia.clinic.messages.drivers import Accepted, Driver, Outgoing, installed
from euthymia.clinic.people.models import Clinic
from euthymia.kit import clock, units

from . import actions, queries
from .queries import ToSend

log = logging.getLogger(__name__)

ACTOR = "jobs"


def round_of(drivers: Mapping[str, Driver] | None = None) -> int:
    """Once through every clinic: what is due goes out. How many attempts that made."""
    ways = installed() if drivers is None else drivers
    with units.unit(tenant=units.EVERY_TENANT, actor=ACTOR):
        clinics = list(Clinic.objects.order_by("pk"))
    made = 0
    for clinic in clinics:
        try:
            made += _of_clinic(clinic, ways)
        except DatabaseError:
            raise
        except Exception:
            log.exception("the pages of %s stopped; the others go on", clinic.code)
    return made


def _of_clinic(clinic: Clinic, ways: Mapping[str, Driver]) -> int:
    with units.unit(tenant=clinic.pk, actor=ACTOR) as unit:
        waiting = queries.to_send(clinic, unit.now)
    for one in waiting:
        handed, says = _hand_over(one, clinic, ways)
        with units.unit(tenant=clinic.pk, actor=ACTOR):
            to = "" if one.to is None else one.to.name
            actions.sent(by=ACTOR, page=one.page, step=one.step, to=to, handed=handed, says=says)
    return len(waiting)


def _hand_over(one: ToSend, clinic: Clinic, ways: Mapping[str, Driver]) -> tuple[bool, str]:
    """Whether the provider has it, or why not. What may have gone counts as not sent: a second page harms nobody."""
    if one.to is None:
        return False, "nobody is on duty by name"
    driver = ways.get(one.to.channel)
    if driver is None:
        return False, f"this installation sends no {one.to.channel}"
    outgoing = Outgoing(
        message_id=one.page.pk, key=uuid5(one.page.pk, one.step), channel=one.to.channel, to=one.to.address,
        subject=f"{clinic.name}: you are needed now", text=_text(one, clinic), first_handed_at=clock.wall(),
    )  # fmt: skip
    outcome = driver.send(outgoing)
    if isinstance(outcome, Accepted):
        return True, one.to.channel
    return False, outcome.why


def _text(one: ToSend, clinic: Clinic) -> str:
    """Nothing of a patient: it is read on locked screens."""
    where = f"{settings.EUTHYMIA_URL.rstrip('/')}{one.page.path}"
    since = one.page.asked_at.astimezone(clinic.zone)
    return f"{clinic.name}: a patient needs somebody now, since {since:%H:%M}. Sign in and take it: {where}"
