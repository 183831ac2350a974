"""Sleep, food and movement: goals and one line a day, of which the newest counts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext as _

from euthymia.clinic.audit import actions as auditing
from euthymia.clinic.people.models import Patient
from euthymia.domain.quantities import Fault, Unusable
from euthymia.kit import streams, units

from .models import Diary, DiaryLine

Kind, Topic = DiaryLine.Kind, DiaryLine.Topic
# What a day can hold at most: its hours, a meal an hour, its minutes.
LARGEST = {Topic.SLEEP: 24, Topic.FOOD: 24, Topic.MOVEMENT: 1_440}
SHOWN = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Days:
    """Goals as they stand, and the days that have a line, newest first, each amount by topic."""

    goals: tuple[DiaryLine, ...]
    days: tuple[tuple[date, Mapping[str, float]], ...]


def log(*, by: Patient, client_id: UUID, said: Mapping[str, float]) -> list[DiaryLine]:
    """Today's line; said again, the newest counts. Raises Unusable."""
    faults = [
        Fault(topic, "outside", _("a day does not hold so much"), f"0–{LARGEST[Topic(topic)]}")
        for topic, amount in said.items()
        if not 0 <= amount <= LARGEST[Topic(topic)]
    ]
    if not said:
        faults.append(Fault("", "empty", _("nothing was said"), _("one line or more")))
    if faults:
        raise Unusable(faults)
    return _keep(by, client_id, Kind.LOG, {topic: (amount, "") for topic, amount in said.items()})


def aim(*, by: Patient, client_id: UUID, topic: str, words: str) -> list[DiaryLine]:
    """A goal in the patient's words; the newest of a topic stands. Raises Unusable."""
    if topic not in Topic.values or not words.strip():
        raise Unusable.one("words", "missing", _("say what you aim for"), _("a few words"))
    return _keep(by, client_id, Kind.GOAL, {topic: (None, words.strip()[:300])})


def _keep(
    by: Patient, client_id: UUID, kind: str, said: Mapping[str, tuple[float | None, str]]
) -> list[DiaryLine]:
    streams.lock(Patient, [by.pk])
    diary = Diary.objects.filter(clinic_id=by.clinic_id, patient=by).first()
    if diary is None:
        diary = Diary(clinic_id=by.clinic_id, patient=by)
        diary.save()
    diary = streams.lock(Diary, [diary.pk])[diary.pk]
    known = list(DiaryLine.objects.filter(clinic_id=by.clinic_id, diary=diary, client_id=client_id))
    if known:
        return known
    now, who = units.current().now, f"{by} (patient {by.number})"
    day = now.astimezone(by.clinic.zone).date()
    rows = [
        DiaryLine(
            clinic_id=by.clinic_id, diary=diary, client_id=client_id, kind=kind, topic=topic, day=day, amount=amount, words=words,
            at=now, by=who,
        )
        for topic, (amount, words) in said.items()
    ]  # fmt: skip
    streams.append(diary, rows, locked=True)
    auditing.record(verb=f"diary.{kind}", says="kept a line of their days", subject=str(diary.pk), patient=by.pk, actor=who,
                    clinic=by.clinic_id)  # fmt: skip
    return rows


def logged(patient: Patient) -> dict[str, list[tuple[date, float]]]:
    """Every day's amount by topic, oldest first; of one day the newest counts."""
    rows = DiaryLine.objects.filter(
        clinic_id=patient.clinic_id, diary__patient=patient, kind=Kind.LOG, amount__isnull=False
    )
    found: dict[str, dict[date, float]] = {topic: {} for topic in Topic.values}
    for row in rows.order_by("n"):
        found[row.topic][row.day] = row.amount or 0.0
    return {topic: sorted(days.items()) for topic, days in found.items() if days}


def of_patient(patient: Patient, now: datetime) -> Days:
    """What a patient aims for, and their last two weeks."""
    rows = DiaryLine.objects.filter(clinic_id=patient.clinic_id, diary__patient=patient).order_by("n")
    first = now.astimezone(patient.clinic.zone).date() - SHOWN
    goals: dict[str, DiaryLine] = {}
    days: dict[date, dict[str, float]] = {}
    for row in rows:
        if row.kind == Kind.GOAL:
            goals[row.topic] = row
        elif row.day >= first and row.amount is not None:
            days.setdefault(row.day, {})[row.topic] = row.amount
    return Days(tuple(goals.values()), tuple(sorted(days.items(), reverse=True)))
