from __future__ import annotations

from django.urls import path

from . import views

urlpatterns = [
    path("", views.listing, name="admin-listing"),
    path("publish/", views.publish, name="listing-publish"),
    path("people/new/", views.person_new, name="listing-person-new"),
    path("people/<uuid:professional_id>/", views.person, name="listing-person"),
    path("site/", views.site, name="listing-site"),
    path("credentials/<uuid:credential_id>/", views.credential, name="listing-credential"),
    path("check/", views.check, name="listing-check"),
    path("reports/<uuid:error_report_id>/", views.report, name="listing-report"),
]
