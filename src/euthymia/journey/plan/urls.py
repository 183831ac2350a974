from django.urls import path

from . import protocol_views, views

urlpatterns = [
    path("admin/protocols/", protocol_views.protocol_list, name="admin-protocols"),
    path("admin/protocols/<slug:programme>/", protocol_views.protocol, name="admin-protocol"),
    path("patients/<uuid:patient_id>/plan/", views.of_patient, name="patient-plan"),
    path("patients/<uuid:patient_id>/plan/new/<slug:programme>/", views.propose, name="plan-propose"),
    path("plans/<uuid:plan_id>/", views.plan, name="plan"),
]
