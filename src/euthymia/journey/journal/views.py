"""For staff: the entries that patients share with this very person."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from euthymia.clinic.audit import actions as auditing
from euthymia.clinic.people.access import Permission
from euthymia.clinic.people.doors import StaffRequest, staff
from euthymia.clinic.people.pages import page
from euthymia.domain.quantities import Unusable
from euthymia.kit import units
from euthymia.kit.pages import missing_is_not_found

from . import actions, queries


@staff(Permission.READ_SHARED)
@require_GET
def shared(request: StaffRequest) -> HttpResponse:
    """What is shared with me, newest first; `?entry=` opens one of it, and nothing that is shared with somebody else."""
    if "entry" in request.GET:
        return _entry(request, request.GET["entry"])
    found = queries.shares_with(request.member.staff)
    auditing.record(
        verb="journal.listed", says=f"saw which journal entries are shared with them, {len(found)} of them",
        role=",".join(sorted(request.member.roles)),
    )  # fmt: skip
    return page(request, "journal/shared.html", {"found": found})


def _entry(request: StaffRequest, share: str) -> HttpResponse:
    """The words of one entry. Each opening is kept, and the patient sees it."""
    with missing_is_not_found():
        found = queries.share_with(request.member.staff, share)
    try:
        with units.all_or_nothing():
            prompt, words = actions.read(by=request.member, share=found)
    except Unusable:
        auditing.record(
            verb="journal.gone", says="asked for a journal entry that the patient has taken back", patient=found.patient_id,
            subject=str(found.pk),
        )  # fmt: skip
        return page(request, "journal/gone.html", {"share": found}, status=410)
    return page(request, "journal/entry.html", {"share": found, "prompt": prompt, "entry_words": words})
