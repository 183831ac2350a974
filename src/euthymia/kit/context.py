"""What every page knows: clinic time and how fast it runs, and the chosen theme."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from . import clock

THEMES = ("auto", "light", "dark", "dim")


def page(request: HttpRequest) -> dict[str, Any]:
    chosen = request.COOKIES.get("theme", "auto")
    return {
        "clinic_now": clock.now(),
        "clock_speed": clock.speed(),
        "theme": chosen if chosen in THEMES else "auto",
        "member": getattr(request, "member", None),
        "locked": getattr(request, "locked", False),
    }
