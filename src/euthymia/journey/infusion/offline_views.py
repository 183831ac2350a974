"""The tablet without a network: its installed page, its worker, the endpoint its entries come to, and the decisions."""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from euthymia.clinic.audit import actions as auditing
from euthymia.clinic.people.access import Permission
from euthymia.clinic.people.doors import StaffRequest, public, staff
from euthymia.domain.quantities import Unusable
from euthymia.kit import clock, units
from euthymia.kit.pages import missing_is_not_found

from . import answering, offline
from .acts import ACTS
from .models import OfflineEntry
from .page import here, seen, session_or_404

_KIT_SCRIPTS = (
    "theme", "announce", "dialogs", "keys", "once", "ages", "hold", "pad", "sets", "crosshair",
)  # fmt: skip
SCRIPTS = tuple(f"kit/js/{name}.js" for name in _KIT_SCRIPTS)
OWN = tuple(f"infusion/offline/{name}.js" for name in ("clock", "queue", "link", "vault", "chair", "shell"))
_SHEETS = (
    "tokens", "base", "shell", "controls", "status", "panels", "clinical", "forms", "tables", "overlays", "tiles",
    "chart", "print", "chairside",
)  # fmt: skip
SHEETS = (*(f"kit/css/{name}.css" for name in _SHEETS), "calls/calls.css", "infusion/offline/offline.css")
ASSETS = (*SHEETS, "kit/icons.svg", "kit/js/theme-boot.js", *SCRIPTS, "infusion/acts.js", *OWN)


@public
@require_GET
def shell(request: HttpRequest) -> HttpResponse:
    """The page that stands where the server is away: no word of any patient, the same for everybody."""
    context = {
        "sheets": [static(name) for name in SHEETS],
        "scripts": [static(name) for name in SCRIPTS],
        "chair": static("infusion/offline/chair.js"),
    }
    return render(request, "infusion/shell.html", context)


@public
@require_GET
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker of the chairside pages; its text changes whenever what it keeps has changed."""
    context = {
        "version": _digest(),
        "shell": reverse("infusion-shell"),
        "assets": json.dumps([static(name) for name in ASSETS]),
        "acts": "|".join([*ACTS, "alarm"]),
    }
    text = render_to_string("infusion/worker.js", context)
    answer = HttpResponse(text, content_type="text/javascript; charset=utf-8")
    answer["Cache-Control"] = "no-cache"
    return answer


@public
@require_GET
def manifest(request: HttpRequest) -> HttpResponse:
    """What an installed page is called and how far it reaches: the chairside, and nothing else."""
    start = reverse("infusions")
    document = {
        "name": "euthymia chairside", "short_name": "chairside", "start_url": start, "scope": start, "display": "standalone",
        "background_color": "#10151c", "theme_color": "#10151c",
        "icons": [{"src": static("kit/manifest-icon.svg"), "sizes": "any", "type": "image/svg+xml"}],
    }  # fmt: skip
    return JsonResponse(document, content_type="application/manifest+json")


def _digest() -> str:
    """What is kept on the tablet, as one name: the digest of every file and of the shell."""
    found = sha256(render_to_string("infusion/shell.html", {}).encode())
    found.update(render_to_string("infusion/worker.js", {}).encode())
    for name in ASSETS:
        path = finders.find(name)
        found.update(name.encode() + (Path(path).read_bytes() if isinstance(path, str) else b""))
    return found.hexdigest()[:16]


@staff(Permission.OBSERVE)
@require_POST
def replay(request: StaffRequest, session_id: UUID) -> HttpResponse:
    """The entries of a tablet that was without a network, in their order; sent again, they are the same."""
    session = session_or_404(request, session_id)
    try:
        device, wanted = offline.read(json.loads(request.body))
        results = offline.replay(request.member, session, device, wanted)
    except ValueError:
        return JsonResponse({"refused": ["this is no JSON"]}, status=400)
    except Unusable as refused:
        return JsonResponse({"refused": [str(fault) for fault in refused.faults]}, status=400)
    auditing.record(
        verb="session.replayed", says=f"sent {len(wanted)} entries made without the network", subject=str(session.pk),
        patient=session.patient_id,
    )  # fmt: skip
    return JsonResponse({"now": clock.now().isoformat(), "results": results})


@staff(Permission.OBSERVE)
@require_http_methods(["GET", "POST"])
def decisions(request: StaffRequest, session_id: UUID) -> HttpResponse:
    """What the tablet said beside what the record said meanwhile; a person decides."""
    session = session_or_404(request, session_id)
    if request.method == "POST":
        with missing_is_not_found():
            _decided(request, session)
        return HttpResponseRedirect(reverse("infusion-offline", args=[session.pk]))
    seen(session)
    entries = offline.of_session(session)
    context = {
        "session": session, "here": here(session), "patient": session.patient,
        "waiting": [_beside(session, one) for one, answer in entries if one.waits and answer is None],
        "settled": [pair for pair in entries if not pair[0].waits or pair[1] is not None],
        "may_decide": request.member.may(Permission.RUN_INFUSION),
    }  # fmt: skip
    return render(request, "infusion/offline.html", context)


def _decided(request: StaffRequest, session: Any) -> None:
    data = request.POST
    try:
        with units.all_or_nothing():
            answering.decide(
                by=request.member, session=session, entry_id=_entry_id(data.get("entry", "")),
                decision=data.get("decision", ""), reason=data.get("reason", ""),
            )  # fmt: skip
    except Unusable as refused:
        messages.error(request, f"Nothing was changed: {refused}.")
    else:
        messages.success(request, "Decided; both stay in the record.")


def _entry_id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise OfflineEntry.DoesNotExist("no such entry") from None


def _beside(session: Any, entry: OfflineEntry) -> dict[str, Any]:
    others = offline.meanwhile(session, entry.device, entry.act, entry.seen_n)
    typed = [
        (name.replace("_", " "), ", ".join(values))
        for name, values in entry.fields.items()
        if name != "client_id" and any(values)
    ]
    return {
        "entry": entry, "typed": typed, "others": others, "may": answering.possible(entry),
        "waste": entry.act == "waste",
    }  # fmt: skip
