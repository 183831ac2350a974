"""The registry's file: what would stand in it, and its download."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from euthymia.clinic.audit import actions as auditing
from euthymia.clinic.people.access import Permission
from euthymia.clinic.people.doors import StaffRequest, staff
from euthymia.clinic.people.pages import page
from euthymia.domain.results.registry import COLUMNS, GENERALISED, counted

from . import registry
from .limits import in_force


@staff(Permission.EXPORT_REGISTRY)
@require_GET
def registry_page(request: StaffRequest) -> HttpResponse:
    """Each combination that the file would have, with how many people it stands for."""
    made = registry.rows(request.member.clinic, request.unit.now)
    auditing.record(verb="registry.seen", says="looked at what the registry's file would have")
    context = {
        "n": len(made), "columns": COLUMNS, "smallest": in_force(request.member.clinic).registry_smallest, "source": GENERALISED,
        "counted": [([(name, getattr(one, name)) for name in COLUMNS], count) for one, count in counted(made)],
    }  # fmt: skip
    return page(request, "outcomes/registry.html", context)


@staff(Permission.EXPORT_REGISTRY)
@require_GET
def registry_csv(request: StaffRequest) -> HttpResponse:
    return _file(request, "csv", "text/csv; charset=utf-8")


@staff(Permission.EXPORT_REGISTRY)
@require_GET
def registry_json(request: StaffRequest) -> HttpResponse:
    return _file(request, "json", "application/json")


def _file(request: StaffRequest, kind: str, content_type: str) -> HttpResponse:
    made = registry.rows(request.member.clinic, request.unit.now)
    auditing.record(
        verb="registry.exported", says=f"downloaded the registry's file, {len(made)} rows, {kind}"
    )
    text = registry.as_csv(made) if kind == "csv" else registry.as_json(made)
    answer = HttpResponse(text, content_type=content_type)
    answer["Content-Disposition"] = f'attachment; filename="registry.{kind}"'
    return answer
