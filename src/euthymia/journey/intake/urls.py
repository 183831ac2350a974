from django.urls import path

from . import views

urlpatterns = [
    path("patients/<uuid:patient_id>/consents/", views.consents, name="consents"),
    path("patients/<uuid:patient_id>/consents/sign/", views.sign, name="consent-sign"),
]
