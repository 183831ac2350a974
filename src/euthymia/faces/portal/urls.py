from __future__ import annotations

from django.urls import path

from . import check_in_views as asked
from . import (
    coming_views,
    consent_views,
    intake_views,
    journal_views,
    language,
    now_views,
    record_views,
    summary_views,
    views,
    visit_views,
)

_ONE = "check-ins/<uuid:assignment_id>"
urlpatterns = [
    path("", views.portal, name="portal"),
    path("clinic/", views.choose_clinic, name="portal-clinic"),
    path("check-ins/", asked.check_ins, name="portal-check-ins"),
    path(f"{_ONE}/", asked.check_in, name="portal-check-in"),
    path(f"{_ONE}/check/", asked.check, name="portal-check-in-check"),
    path(f"{_ONE}/thanks/", asked.thanks, name="portal-check-in-thanks"),
    path(f"{_ONE}/<int:number>/", asked.question, name="portal-question"),
    path("coming/<slug:day>/", coming_views.coming, name="portal-coming"),
    path("journal/", journal_views.journal, name="portal-journal"),
    path("journal/keys/", journal_views.keys, name="portal-journal-keys"),
    path("journal/entries/", journal_views.entries, name="portal-journal-entries"),
    path("journal/shares/", journal_views.shares, name="portal-journal-shares"),
    path("journal/shares/<uuid:own_share_id>/end/", journal_views.share_end, name="portal-journal-share-end"),
    path("record/", record_views.record, name="portal-record"),
    path("record/my-record.pdf", record_views.record_pdf, name="portal-record-pdf"),
    path("record/my-record.json", record_views.record_fhir, name="portal-record-fhir"),
    path("record/looks/", record_views.looks, name="portal-looks"),
    path("record/ask/", record_views.ask, name="portal-record-ask"),
    path("record/ask/<uuid:own_amendment_id>/", record_views.reply, name="portal-record-reply"),
    path("wishes/", coming_views.wishes, name="portal-wishes"),
    path("now/", now_views.now, name="portal-now"),
    path("visits/", visit_views.visits, name="portal-visits"),
    path("visits/<uuid:own_booking_id>/confirm/", visit_views.confirm, name="portal-visit-confirm"),
    path("visits/<uuid:own_booking_id>/another-time/", visit_views.another_time, name="portal-another-time"),
    path("writing/", visit_views.writing, name="portal-writing"),
    path("visits/<uuid:own_booking_id>.ics", visit_views.visit_file, name="portal-visit-file"),
    path("sessions/<uuid:own_visit_id>/", summary_views.summary, name="portal-summary"),
    path("consent/", consent_views.consent, name="portal-consent"),
    path("consent/<slug:course>/", consent_views.sign, name="portal-consent-sign"),
    path("language/", language.choose_language, name="portal-language"),
    path("intake/", intake_views.intake, name="portal-intake"),
    path("intake/check/", intake_views.check, name="portal-intake-check"),
    path("intake/sent/", intake_views.sent, name="portal-intake-sent"),
    path("intake/offers/", intake_views.offers, name="portal-offers"),
    path("intake/<slug:slug>/", intake_views.question, name="portal-intake-question"),
]
