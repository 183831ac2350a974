from django.urls import path

from . import decision_views, part_views, policy_views, views

urlpatterns = [
    path("patients/<uuid:patient_id>/evaluation/", views.overview, name="evaluation"),
    path("patients/<uuid:patient_id>/evaluation/decision/", decision_views.decision, name="evaluation-decision"),
    path("patients/<uuid:patient_id>/evaluation/decisions/", decision_views.decisions, name="evaluation-decisions"),
    path("patients/<uuid:patient_id>/evaluation/medicines/offers/", part_views.offers, name="evaluation-offers"),
    path("patients/<uuid:patient_id>/evaluation/<slug:section>/", part_views.part, name="evaluation-part"),
    path("admin/policy/", policy_views.policy, name="admin-policy"),
]  # fmt: skip
