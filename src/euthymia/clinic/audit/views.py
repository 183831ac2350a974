"""The audit log's pages. This floor knows no people: doors and record numbers are handed in (people/urls.py)."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any, Protocol
from urllib.parse import urlencode
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from . import actions, pages, queries
from .forms import SearchForm
from .models import Event

COLUMNS = (
    ("at", "Time"), ("actor", "Who"), ("verb", "What"), ("outcome", "Outcome"), ("patient", "Patient"), ("address", "From"),
)  # fmt: skip


class Numbers(Protocol):
    """Who knows which record number is which patient."""

    def patient_id_of(self, clinic: UUID, number: str) -> UUID | None: ...

    def patient_numbers(self, clinic: UUID, ids: Iterable[UUID]) -> dict[UUID, str]: ...


EXPORTED = (
    "n", "at_utc", "recorded_at_utc", "who", "role", "what", "outcome", "says", "patient", "subject", "from",
    "correlation", "sha256",
)  # fmt: skip


def log(request: Any, people: Numbers) -> HttpResponse:
    """Search, newest first or by any column. That the log was read is noted in the log."""
    clinic = request.member.clinic
    form, found = _search(request, people)
    sort = pages.Sort.from_text(request.GET.get("sort", ""))
    shown = pages.page(found, sort, request.GET.get("after", ""))
    numbers = people.patient_numbers(clinic.pk, (row.patient_id for row in shown.rows if row.patient_id))
    asked = {name: value for name, value in request.GET.items() if value and name in form.fields}
    actions.record(verb="audit.searched", says="read the audit log", asked=asked)
    context = {
        "form": form,
        "rows": [(row, numbers.get(row.patient_id, "") if row.patient_id else "") for row in shown.rows],
        "columns": [_column(name, title, sort, asked) for name, title in COLUMNS],
        "next": urlencode({**asked, "sort": sort.to_text(), "after": shown.after}) if shown.after else "",
        "asked": asked,
        "query": urlencode({**asked, "sort": sort.to_text()}),
        "verbs": pages.verbs(clinic.pk),
        "zone_name": clinic.timezone,
        "is_later_page": bool(request.GET.get("after")),
    }
    with timezone.override(clinic.zone):
        return render(request, "audit/log.html", context)


def export(request: Any, people: Numbers) -> HttpResponse:
    """What the search found, as CSV; at most so many rows, and the last line says when there are more."""
    clinic = request.member.clinic
    _, found = _search(request, people)
    rows = pages.exported(found, pages.Sort.from_text(request.GET.get("sort", "")))
    numbers = people.patient_numbers(clinic.pk, (row.patient_id for row in rows if row.patient_id))
    actions.record(
        verb="audit.exported", says=f"exported {len(rows)} rows of the audit log", asked=request.GET.dict()
    )
    text = io.StringIO()
    table = csv.writer(text)
    table.writerow(EXPORTED)
    for row in rows:
        number = numbers.get(row.patient_id, "") if row.patient_id else ""
        words = (row.actor, row.role, row.verb, row.outcome, row.says, number, row.subject, row.address)
        when = (row.at.isoformat(), row.recorded_at.isoformat())
        table.writerow([row.n, *when, *map(_plain, words), _plain(row.correlation), bytes(row.hash).hex()])
    if len(rows) == pages.MOST_EXPORTED:
        table.writerow(["more rows exist: narrow the search"])
    answer = HttpResponse(text.getvalue(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="audit-{clinic.code}.csv"'
    return answer


def verify(request: Any) -> HttpResponse:
    """Recompute the chain; the answer is shown on the log's page and noted."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    verdict = pages.verify(request.member.clinic.pk)
    outcome = Event.Outcome.DONE if verdict.whole else Event.Outcome.FAILED
    actions.record(
        verb="audit.verified",
        says=f"verified the audit log: {verdict.says}",
        outcome=outcome,
        rows=verdict.rows,
    )
    if verdict.whole:
        messages.success(request, f"{verdict.rows:,} rows checked: {verdict.says}.")
    else:
        messages.error(
            request,
            f"The chain is broken: {verdict.says}. {verdict.rows:,} rows before it are as written. Tell the clinic owner and keep a backup.",
        )
    return HttpResponseRedirect(reverse("admin-audit"))


def _search(request: Any, people: Numbers) -> tuple[SearchForm, QuerySet[Event]]:
    """The form and what it finds: nothing when it cannot be read or no patient has the number."""
    clinic = request.member.clinic
    form = SearchForm(request.GET)
    if not form.is_valid():
        return form, queries.events(clinic.pk).none()
    asked = form.cleaned_data
    patient = None
    if asked["patient"]:
        patient = people.patient_id_of(clinic.pk, asked["patient"])
        if patient is None:
            form.add_error("patient", f"No patient here has the number {asked['patient']}.")
            return form, queries.events(clinic.pk).none()
    found = pages.narrowed(
        clinic.pk, who=asked["who"], verb=asked["verb"], words=asked["words"], outcome=asked["outcome"],
        patient=patient, since=_start(asked["since"], clinic.zone),
        until=_start(asked["until"], clinic.zone, days=1),
    )  # fmt: skip
    return form, found


def _start(day: date | None, zone: ZoneInfo, days: int = 0) -> datetime | None:
    return None if day is None else datetime.combine(day + timedelta(days=days), time(), zone)


def _column(name: str, title: str, sort: pages.Sort, asked: dict[str, str]) -> dict[str, str]:
    """A column's head: a link that sorts by it, the other way when it is already sorted so."""
    turned = pages.Sort(name, not sort.down if sort.by == name else name == "at")
    aria = ("descending" if sort.down else "ascending") if sort.by == name else ""
    return {"title": title, "query": urlencode({**asked, "sort": turned.to_text()}), "aria": aria}


def _plain(cell: str) -> str:
    """Text that a spreadsheet will not take for a formula."""
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@", "\t", "\r")) else cell
