"""Patients who may be written to, the outbox at work, and a mailbox to look into."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import time, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.test import override_settings

from euthymia.clinic.messages import actions, queries
from euthymia.clinic.messages.drivers import Accepted, Outcome, Outgoing
from euthymia.clinic.messages.models import Message
from euthymia.clinic.messages.sending import ACTOR, Outbox
from euthymia.clinic.people.models import Clinic, Patient
from euthymia.journey.reminders import judging, worker
from euthymia.kit import clock, units
from support.cast import INSTALLER

URL = "https://clinic.example"
NEW_YORK = "America/New_York"


@dataclass
class Post:
    """A provider that notes every letter: `arrived` holds what a reader gets, each key once. `says` is its answer."""

    arrived: dict[UUID, Outgoing] = field(default_factory=dict)
    handed: list[Outgoing] = field(default_factory=list)
    recognises: timedelta = timedelta.max
    says: Outcome | Exception | None = None

    def send(self, outgoing: Outgoing) -> Outcome:
        self.handed.append(outgoing)
        if isinstance(self.says, Exception):
            raise self.says
        if self.says is not None and not isinstance(self.says, Accepted):
            return self.says
        self.arrived.setdefault(outgoing.key, outgoing)
        return self.says or Accepted(f"post-{outgoing.key}")

    @property
    def letters(self) -> list[Outgoing]:
        return list(self.arrived.values())


def outbox(post: Any, **others: Any) -> Outbox:
    return Outbox(judging.judge, judging.choose, {"email": post, "sms": post, **others})


def reachable(patient: Patient, *, channels: tuple[str, ...] = ("email",), **details: str) -> None:
    """This patient may be written to; in a unit of their clinic."""
    given = {
        "email": "reader@example.org",
        "mobile": "+15555550142",
        "language": "en",
        "timezone": NEW_YORK,
        **details,
    }
    actions.change_contact(by=INSTALLER, patient=patient, client_id=uuid4(), **given)
    for channel in channels:
        actions.consent(by=INSTALLER, patient=patient, client_id=uuid4(), channel=channel, says="on paper")


def set_up(clinic: Clinic, **changed: Any) -> None:
    given = {
        "quiet_from": time(20), "quiet_until": time(9), "reminder_h": 72, "nudge_h": 28, "address": "1 Lake Road",
        "arriving": {"en": {"parking": "behind the house", "directions": "bus 7"}, "es": {"parking": "detrás", "directions": "bus 7"}},
        **changed,
    }  # fmt: skip
    actions.set_up(clinic, by=INSTALLER, client_id=uuid4(), **given)


def run(box: Outbox, clinic: Clinic, after: timedelta = timedelta(minutes=3)) -> int:
    """So long later the jobs come round; how many messages they took up."""
    clock.advance(after)
    with units.unit(tenant=clinic.pk, actor=ACTOR):
        worker.actions.notice(clinic, by=ACTOR)
    return box.work(clinic)


def states(patient: Patient) -> list[tuple[str, str, str]]:
    """Kind, state and reason of every message, oldest first."""
    return [(one.kind, one.state, one.reason) for one in reversed(queries.of_patient(patient))]


def message(patient: Patient, kind: str) -> Message:
    return next(one for one in queries.of_patient(patient) if one.kind == kind)


@contextmanager
def at_an_address() -> Iterator[None]:
    """The installation knows its own address."""
    with override_settings(EUTHYMIA_URL=URL):
        yield


__all__ = ["Post", "at_an_address", "message", "outbox", "reachable", "run", "set_up", "states"]
