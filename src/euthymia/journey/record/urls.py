from __future__ import annotations

from django.urls import path

from . import views

urlpatterns = [
    path("record/requests/", views.requests, name="record-requests"),
    path("record/requests/<uuid:amendment_id>/", views.one_request, name="record-request"),
    path("patients/<uuid:patient_id>/record/", views.held_back, name="record-held-back"),
]
