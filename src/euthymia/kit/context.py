"""What every page knows: clinic time and how fast it runs, the chosen theme and size of the text."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from . import clock

THEMES = ("auto", "light", "dark", "dim")


def page(request: HttpRequest) -> dict[str, Any]:
    """What the account keeps is asked for by the template alone: a page without it reads no account."""

    def kept(name: str) -> str:
        return str(getattr(getattr(request, "user", None), name, ""))

    def theme() -> str:
        chosen = kept("theme") or request.COOKIES.get("theme", "auto")
        return chosen if chosen in THEMES else "auto"

    return {
        "clinic_now": clock.now(),
        "clock_speed": clock.speed(),
        "theme": theme,
        "text_size": lambda: kept("text_size"),
        "member": getattr(request, "member", None),
        "locked": getattr(request, "locked", False),
    }
