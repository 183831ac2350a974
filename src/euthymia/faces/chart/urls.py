from __future__ import annotations

from django.urls import path

from . import money_views, outcome_views, portal_views, views

urlpatterns = [
    path("patients/", views.patients, name="patients"),
    path("patients/new/", views.register, name="patient-new"),
    path("search/", views.search, name="patient-search"),
    path("patients/<uuid:patient_id>/", views.patient, name="patient"),
    path("patients/<uuid:patient_id>/address/", views.address, name="patient-address"),
    path("patients/<uuid:patient_id>/portal/", portal_views.portal_link, name="patient-portal"),
    path("patients/<uuid:patient_id>/emergency/", views.glass, name="patient-glass"),
    path("patients/<uuid:patient_id>/money/", money_views.money, name="patient-money"),
    path("patients/<uuid:patient_id>/outcomes/", outcome_views.outcomes, name="patient-outcomes"),
    path(
        "patients/<uuid:patient_id>/outcomes/<slug:instrument>/",
        outcome_views.outcome,
        name="patient-outcome",
    ),
]
