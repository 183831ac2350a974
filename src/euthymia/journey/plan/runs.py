"""Runs of the planner in the background: asked for in a page, worked off by a thread and a process, never waited for.

The row says how far a run is. A run whose process is gone says so: it is asked again, by hand.
"""

from __future__ import annotations

import json
import logging
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from threading import Thread
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from euthymia.clinic.audit import actions as auditing
from euthymia.clinic.people.access import Permission
from euthymia.clinic.people.actions import NotAllowed, require
from euthymia.clinic.people.models import Clinic
from euthymia.clinic.people.queries import Member
from euthymia.domain.quantities import Unusable
from euthymia.kit import clock, units

from . import request as asking
from .models import Plan, PlannerRun

log = logging.getLogger(__name__)
State = PlannerRun.State
Line = dict[str, Any]
Solve = Callable[[Mapping[str, Any]], Iterator[Line]]

ACTOR = "the planner"
LOST_AFTER = timedelta(seconds=30)
UNDER_WAY = (State.WAITING, State.RUNNING)


def ask(
    *,
    by: Member,
    plans: Sequence[Plan],
    wishes: Mapping[UUID, asking.Wishes],
    client_id: UUID,
    plan: Plan | None,
) -> PlannerRun:
    """A run for these plans; `plan` is the one it is about, None for the whole clinic. Raises Unusable, NotAllowed."""
    require(by, Permission.BOOK)
    if any(one.clinic_id != by.clinic.pk for one in plans):
        raise NotAllowed("this plan is another clinic's")
    known = PlannerRun.objects.filter(clinic=by.clinic, client_id=client_id).first()
    if known is not None:
        return known
    if not plans:
        raise Unusable.one("", "nothing", "there is nothing to plan", "at least one agreed plan")
    now = units.current().now
    asked = asking.ask(by.clinic, plans, wishes, now)
    run = PlannerRun(
        clinic=by.clinic, plan=plan, client_id=client_id, asked_at=now, asked_by=by.words, request=asked.document,
        keys={**asked.keys, "unknown": list(asked.unknown)}, state=State.WAITING, says="waiting", beat_at=clock.wall(),
    )  # fmt: skip
    run.save()
    auditing.record(
        verb="plan.dates-asked", says=f"asked for the dates of {len(plans)} course{'s'[: len(plans) > 1]}",
        subject=str(run.pk), patient=plan.patient_id if plan else None, actor=by.words,
    )  # fmt: skip
    return run


def begin(run: PlannerRun) -> None:
    """Work it off in the background, once the page that asked has committed."""
    clinic_id, run_id = run.clinic_id, run.pk

    def start() -> None:
        Thread(target=_alone, args=(clinic_id, run_id), name=f"planner {run_id}", daemon=True).start()

    transaction.on_commit(start)


def is_lost(run: PlannerRun, wall: datetime) -> bool:
    """Whether a run that is said to be under way has not been heard of: the program was started again meanwhile."""
    return run.state in UNDER_WAY and (run.beat_at is None or wall - run.beat_at > LOST_AFTER)


def newest(clinic: Clinic, plan: Plan | None) -> PlannerRun | None:
    return PlannerRun.objects.filter(clinic=clinic, plan=plan).order_by("-asked_at", "-id").first()


def run_of(clinic: Clinic, run_id: UUID) -> PlannerRun:
    """Raises PlannerRun.DoesNotExist, also for another clinic's."""
    return PlannerRun.objects.select_related("plan__patient", "plan__adopted").get(clinic=clinic, pk=run_id)


def _alone(clinic_id: UUID, run_id: UUID) -> None:
    try:
        work(clinic_id, run_id)
    except Exception:
        log.exception("the planner's run %s ended badly", run_id)
    finally:
        connection.close()


def work(clinic_id: UUID, run_id: UUID, solve: Solve | None = None) -> None:
    """Take a waiting run and see it through; each word of the planner is written down as it comes."""
    with _unit(clinic_id):
        taken = PlannerRun.objects.filter(clinic_id=clinic_id, pk=run_id, state=State.WAITING).update(
            state=State.RUNNING, says="planning", beat_at=clock.wall()
        )
        run = PlannerRun.objects.get(clinic_id=clinic_id, pk=run_id)
    if not taken:
        return
    began = clock.wall()
    last: Line = {"failed": "the planner ended without an answer"}
    try:
        for last in (solve or in_a_process)(run.request):
            with _unit(clinic_id):
                _rows(run).update(says=last.get("says", "planning"), beat_at=clock.wall())
    except Exception as error:
        log.exception("the planner's run %s failed", run_id)
        last = {"failed": f"the planner failed: {type(error).__name__}"}
    state, says = _outcome(last)
    with _unit(clinic_id):
        _rows(run).update(
            state=state, says=says, answer=last.get("answer"), beat_at=clock.wall(),
            took_s=(clock.wall() - began).total_seconds(),
        )  # fmt: skip


def _outcome(last: Line) -> tuple[str, str]:
    answer = last.get("answer")
    if answer is None:
        return State.FAILED, "; ".join(last.get("refused", ())) or last.get("failed", "no answer came")
    if "sessions" in answer:
        return State.PLANNED, "planned"
    if "undecided" in answer:
        return State.UNDECIDED, answer["undecided"]
    return State.IMPOSSIBLE, "no plan exists"


def _rows(run: PlannerRun) -> Any:
    return PlannerRun.objects.filter(clinic_id=run.clinic_id, pk=run.pk)


def _unit(clinic_id: UUID) -> Any:
    return units.unit(tenant=clinic_id, actor=ACTOR)


def in_a_process(request: Mapping[str, Any]) -> Iterator[Line]:
    """The lines of the worker. What it writes beside them goes to the log; it is ended if the reader goes away."""
    command = [sys.executable, "-m", "euthymia.journey.plan.worker"]
    # Our own interpreter and module: nothing that anybody typed is run.
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True) as process:  # noqa: S603
        assert process.stdin is not None and process.stdout is not None
        try:
            json.dump(request, process.stdin)
            process.stdin.close()
            for line in process.stdout:
                yield json.loads(line)
        finally:
            process.kill()
