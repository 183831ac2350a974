"""Open sessions as boards and lists take them: one query, and only the columns they show.

A hundred chairs are hundreds of rows of dozens of columns. Made by Django's constructor they cost more than all
that is shown of them, and since a session and its order and watch would point at each other, they would wait for
the garbage collector, which then stops the process for tens of milliseconds. So they are made plainly.
"""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Any, TypeVar

from django.db import models
from django.db.models.base import ModelState
from django.db.models.functions import Cast

from euthymia.clinic.monitoring.models import Watch
from euthymia.clinic.people.models import Clinic, Patient
from euthymia.clinic.visits.models import Room

from .models import Order, Session

Model = TypeVar("Model", bound=models.Model)
_DOCUMENTS_KEPT = 512
_COLUMNS: dict[str, tuple[str, ...]] = {
    "": ("id", "patient_id", "order_id", "room_id", "visit_id", "watch_id", "made_at", "finished_at", "events_n",
         "events_head"),
    "patient": ("id", "given_name", "family_name", "born"),
    "order": ("id", "dose_ug", "duration_min", "final_volume_ul"),
    "room": ("id", "name"),
    "watch": ("id", "closed_at"),
}  # fmt: skip
_DOCUMENTS = ("patient__monitoring_risks", "watch__limits", "watch__state")
_READ = tuple(f"{of}__{name}" if of else name for of, names in _COLUMNS.items() for name in names)


def seated(clinic: Clinic) -> list[Session]:
    """The open sessions by room. A column that neither a tile nor a list shows would be asked for one by one."""
    open_now = Session.objects.filter(clinic=clinic, finished_at=None).order_by("room__order", "room__name")
    documents = (Cast(name, models.TextField()) for name in _DOCUMENTS)
    return [_session(clinic, row) for row in open_now.values_list(*_READ, *documents)]


def _session(clinic: Clinic, row: tuple[Any, ...]) -> Session:
    values = iter(row)
    read = {of: dict(zip(names, values, strict=False)) for of, names in _COLUMNS.items()}
    risks, limits, state = (None if text is None else _document(text) for text in row[-3:])
    session = _plain(Session, clinic_id=clinic.pk, **read[""])
    session._state.fields_cache.update(
        clinic=clinic,
        patient=_plain(Patient, clinic_id=clinic.pk, monitoring_risks=risks, **read["patient"]),
        order=_plain(Order, clinic_id=clinic.pk, **read["order"]),
        room=_plain(Room, clinic_id=clinic.pk, **read["room"]),
        watch=_plain(Watch, clinic_id=clinic.pk, limits=limits, state=state, **read["watch"]),
    )
    return session


def _plain(model: type[Model], **values: Any) -> Model:
    """A row with these of its columns, for looking at."""
    row = model.__new__(model)
    row.__dict__.update(values, _state=ModelState())
    return row


@lru_cache(maxsize=_DOCUMENTS_KEPT)
def _document(text: str) -> Any:
    """Chairs with the same limits share them, and a chair that has not moved is not read again. Never changed."""
    return json.loads(text)
