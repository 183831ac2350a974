from django.urls import path

from . import views

urlpatterns = [
    path("patients/<uuid:patient_id>/messages/", views.patient, name="patient-messages"),
    path("messages/settings/", views.settings, name="messages-settings"),
    path("messages/mailbox/", views.mailbox, name="messages-mailbox"),
    path("messages/<uuid:message_id>/", views.message, name="message"),
]
