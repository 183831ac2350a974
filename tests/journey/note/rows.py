"""Whether the row that a sentence names is there, asked of the tables and not of the code that named it."""

from __future__ import annotations

from django.apps import apps

from euthymia.clinic.people.models import Clinic
from euthymia.domain.notes import Source

# Of a stream's row: its table and the key of its owner; of any other: its table.
STREAMS = {
    "session-entry": ("infusion.SessionEvent", "session"), "sample": ("monitoring.Sample", "watch"),
    "recovery-entry": ("recovery.RecoveryEvent", "recovery"), "visit-step": ("visits.VisitEvent", "visit"),
    "day-answer": ("arrival.DayAnswer", "day_check"), "harm-entry": ("harm.HarmEntry", "event"),
}  # fmt: skip
ROWS = {
    "order": "infusion.Order", "syringe": "infusion.Preparation", "book-entry": "pharmacy.Entry", "recovery": "recovery.Recovery",
    "discharge": "recovery.Discharge", "visit": "visits.Visit", "identity": "arrival.Identity", "task": "tasks.Task",
    "booking": "visits.Booking", "patient": "people.Patient", "plan": "plan.Plan", "response": "questionnaires.Response",
}  # fmt: skip


def exists(clinic: Clinic, source: Source) -> bool:
    owner, mark, n = source.id.rpartition("#")
    if mark:
        table, key = STREAMS[source.kind]
        return apps.get_model(table).objects.filter(clinic=clinic, **{key: owner, "n": n}).exists()
    if source.kind == "call":  # named by its first press
        return apps.get_model("calls.CallEvent").objects.filter(clinic=clinic, call=source.id).exists()
    return apps.get_model(ROWS[source.kind]).objects.filter(clinic=clinic, pk=source.id).exists()
