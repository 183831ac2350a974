from django.urls import path

from . import views, visitor_views

urlpatterns = [
    path("patients/<uuid:patient_id>/consents/", views.consents, name="consents"),
    path("patients/<uuid:patient_id>/consents/sign/", views.sign, name="consent-sign"),
    path("leads/", visitor_views.leads, name="leads"),
    path("leads/<uuid:lead_id>/", visitor_views.lead, name="lead"),
    path("admin/consultations/", visitor_views.settings, name="consultation-settings"),
]
