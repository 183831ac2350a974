from __future__ import annotations

from django.urls import path

from . import views

urlpatterns = [
    path("patients/", views.patients, name="patients"),
    path("patients/new/", views.register, name="patient-new"),
    path("search/", views.search, name="patient-search"),
    path("patients/<uuid:patient_id>/", views.patient, name="patient"),
    path("patients/<uuid:patient_id>/emergency/", views.glass, name="patient-glass"),
]
