from __future__ import annotations

from django.urls import path

from . import views

urlpatterns = [
    path("patients/<uuid:patient_id>/safety/", views.safety, name="patient-safety"),
    path("patients/<uuid:patient_id>/safety/enter/", views.enter, name="safety-enter"),
    path("patients/<uuid:patient_id>/safety/report/", views.report, name="safety-report"),
    path("safety/", views.due, name="safety-due"),
    path("safety/settings/", views.settings, name="safety-settings"),
]
