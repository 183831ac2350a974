"""A page of the clinic is written in the clinic's own time."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from .doors import StaffRequest
from .models import Clinic


def page(
    request: StaffRequest, template: str, context: dict[str, Any] | None = None, status: int = 200
) -> HttpResponse:
    """Render `template` with times in the zone of the clinic the person works at."""
    return page_of(request.member.clinic, request, template, context, status)


def page_of(
    clinic: Clinic,
    request: HttpRequest,
    template: str,
    context: dict[str, Any] | None = None,
    status: int = 200,
) -> HttpResponse:
    with timezone.override(clinic.zone):
        return render(
            request,
            template,
            {"clinic": clinic, "zone_name": clinic.timezone, **(context or {})},
            status=status,
        )
