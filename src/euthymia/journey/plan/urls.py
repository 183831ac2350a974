from django.urls import path

from . import planner_views, protocol_views, views

urlpatterns = [
    path("admin/protocols/", protocol_views.protocol_list, name="admin-protocols"),
    path("admin/protocols/<slug:programme>/", protocol_views.protocol, name="admin-protocol"),
    path("admin/protocols/<slug:programme>/public/", protocol_views.public, name="protocol-public"),
    path("patients/<uuid:patient_id>/plan/", views.of_patient, name="patient-plan"),
    path("patients/<uuid:patient_id>/plan/new/<slug:programme>/", views.propose, name="plan-propose"),
    path("plans/repair/", planner_views.repair, name="plan-repair"),
    path("plans/<uuid:plan_id>/", views.plan, name="plan"),
    path("plans/<uuid:plan_id>/dates/", planner_views.dates, name="plan-dates"),
    path("plans/runs/<uuid:run_id>/", planner_views.run, name="planner-run"),
    path("plans/runs/<uuid:run_id>/state/", planner_views.run_state, name="planner-run-state"),
]
