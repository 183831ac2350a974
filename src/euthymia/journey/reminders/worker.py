"""The outbox at work: what is new in the schedule becomes messages, and what is due goes. Called by the jobs process."""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.db import DatabaseError

from euthymia.clinic.messages import drivers
from euthymia.clinic.messages.sending import ACTOR, Outbox
from euthymia.clinic.people.models import Clinic
from euthymia.kit import units

from . import actions, judging

log = logging.getLogger(__name__)


def round_of(outbox: Outbox, alive: Callable[[], None] = lambda: None) -> int:
    """Once through every clinic; how many messages were taken up. `alive` is called before each message."""
    alive()
    with units.unit(tenant=units.EVERY_TENANT, actor=ACTOR):
        clinics = list(Clinic.objects.order_by("pk"))
    taken = 0
    for clinic in clinics:
        try:
            with units.unit(tenant=clinic.pk, actor=ACTOR):
                actions.notice(clinic, by=ACTOR)
            taken += outbox.work(clinic, alive)
        except DatabaseError:
            raise
        except Exception:
            log.exception("the outbox of %s stopped; the others go on", clinic.code)
    return taken


def usual() -> Outbox:
    """With the drivers of this installation."""
    return Outbox(judging.judge, judging.choose, drivers.installed())
