"""Everything else of the patient's pages, in one list."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from euthymia.clinic.learning.words import LEARN, LEARN_SAYS
from euthymia.clinic.people.doors import patient
from euthymia.clinic.people.pages import page_of
from euthymia.clinic.reviews.words import REVIEW, REVIEW_SAYS

from .language import spoken
from .report_views import own, seen
from .views import left_locked, to_unlock

# Words, what for, address name, icon. What has no page in this installation is left out.
PAGES = (
    (_("Tell us"), _("A side effect, or a worry."), "portal-tell", "flag"),
    (_("Messages"), _("Ask your team."), "portal-messages", "message"),
    (_("My progress"), _("What you answered, over time."), "portal-progress", "chart"),
    (_("Journal"), _("Your private lines."), "portal-journal", "edit"),
    (_("Lifestyle"), _("Sleep, food and movement, in a line a day."), "portal-lifestyle", "moon"),
    (_("Care circle"), _("Who else may see something."), "portal-circle", "person"),
    (_("My record"), _("All the clinic has about you."), "portal-record", "list"),
    (_("Costs"), _("What you paid, what is left, estimates and bills."), "portal-costs", "list"),
    (LEARN, LEARN_SAYS, "portal-learn", "info"),
    (REVIEW, REVIEW_SAYS, "portal-review", "flag"),
    (_("Consent"), _("What you signed, to read again."), "portal-consent", "check"),
    (_("Light, music, blanket"), _("What makes a session comfortable."), "portal-wishes", "sun"),
    (_("Help a registry"), _("Whether your results may be counted with others."), "portal-registry", "chart"),
    (
        _("Settings"),
        _("Language, size of the text, notices, how you sign in."),
        "portal-settings",
        "settings",
    ),
)


@spoken
@patient
@require_GET
def more(request: Any) -> HttpResponse:
    """Every page there is, with a line what for."""
    if left_locked(request):
        return to_unlock(request)
    record = own(request)
    seen(record, "looked at the list of their pages")
    rows = [(words, what, url, icon) for words, what, name, icon in PAGES if (url := _url(name))]
    return page_of(record.clinic, request, "portal/more.html", {"record": record, "rows": rows})


def _url(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
