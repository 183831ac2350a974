"""Every address of the program. Each route's view carries its door."""

from __future__ import annotations

from django.urls import include, path

from euthymia.clinic.calls import key_views
from euthymia.clinic.messages import views as delivery
from euthymia.clinic.pharmacy import concern_views
from euthymia.faces.desk import feed_views
from euthymia.faces.portal import confidant_views as circle
from euthymia.faces.portal import entry_views
from euthymia.journey.arrival import kiosk_views
from euthymia.journey.infusion import doses_views, forecast_views
from euthymia.journey.recovery import public_views
from euthymia.journey.reminders import public_views as visit_link

urlpatterns = [
    path("", include("euthymia.faces.site.urls")),
    path("", include("euthymia.journey.directory.public_urls")),
    path("", include("euthymia.journey.intake.public_urls")),
    path("portal/", include("euthymia.faces.portal.urls")),
    path("", include("euthymia.clinic.people.urls")),
    path("staff/admin/devices/", include("euthymia.clinic.devices.urls")),
    path("staff/admin/forecast/", forecast_views.forecast, name="admin-forecast"),
    path("staff/", include("euthymia.faces.board.urls")),
    path("staff/schedule/", include("euthymia.faces.desk.urls")),
    path("staff/", include("euthymia.faces.chart.urls")),
    path("staff/", include("euthymia.clinic.crisis.urls")),
    path("staff/", include("euthymia.clinic.duty.urls")),
    path("staff/", include("euthymia.clinic.conversations.urls")),
    path("staff/", include("euthymia.clinic.tasks.urls")),
    path("staff/", include("euthymia.clinic.messages.urls")),
    path("staff/", include("euthymia.clinic.learning.urls")),
    path("staff/", include("euthymia.clinic.reviews.urls")),
    path("staff/", include("euthymia.journey.reminders.urls")),
    path("staff/harm/", include("euthymia.clinic.harm.urls")),
    path("staff/money/", include("euthymia.clinic.billing.urls")),
    path("staff/upkeep/", include("euthymia.clinic.upkeep.urls")),
    path("staff/stock/books/<uuid:book_id>/doses/", doses_views.doses, name="stock-doses"),
    path("staff/stock/", include("euthymia.clinic.pharmacy.urls")),
    path("staff/admin/listing/", include("euthymia.journey.directory.urls")),
    path("staff/", include("euthymia.journey.intake.urls")),
    path("staff/", include("euthymia.journey.evaluation.urls")),
    path("staff/", include("euthymia.journey.plan.urls")),
    path("staff/", include("euthymia.journey.companion.urls")),
    path("staff/", include("euthymia.journey.outcomes.urls")),
    path("staff/", include("euthymia.journey.surveillance.urls")),
    path("staff/", include("euthymia.journey.record.urls")),
    path("staff/", include("euthymia.journey.followup.urls")),
    path("staff/journal/", include("euthymia.journey.journal.urls")),
    path("staff/honesty/", include("euthymia.journey.honesty.urls")),
    path("staff/", include("euthymia.clinic.questionnaires.urls")),
    path("staff/infusions/", include("euthymia.journey.infusion.urls")),
    path("staff/recovery/", include("euthymia.journey.recovery.urls")),
    path("staff/", include("euthymia.journey.note.urls")),
    path("staff/arrivals/", include("euthymia.journey.arrival.urls")),
    path("staff/calls/", include("euthymia.clinic.calls.urls")),
    path("call/<str:token>/", key_views.call, name="call"),
    path("here/<str:token>/", kiosk_views.kiosk, name="kiosk"),
    path("ride/<str:token>/", public_views.ride, name="ride"),
    path("concern/<str:concern_key>/", concern_views.concern, name="concern"),
    path("visit/<str:visit_token>/", visit_link.visit, name="visit-link"),
    path("messages/report/<str:report_key>/", delivery.report, name="messages-report"),
    path("messages/bounce/<str:report_key>/", delivery.bounce, name="messages-bounce"),
    path("in/<str:entry_key>/", entry_views.entry, name="portal-entry"),
    path("circle/", circle.home, name="circle"),
    path("circle/sessions/<uuid:circle_visit_id>/", circle.summary, name="circle-summary"),
    path("circle/measures/<slug:instrument>/", circle.measure, name="circle-measure"),
    path("circle/in/<str:circle_key>/", circle.link, name="circle-link"),
    path("calendar/<str:secret>.ics", feed_views.feed, name="calendar-feed"),
    path("account/", include("euthymia.config.account_urls")),
]
