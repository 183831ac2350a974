from django.urls import path

from . import views

urlpatterns = [
    path("", views.events, name="harm"),
    path("duties/", views.duties, name="harm-duties"),
    path("new/<uuid:patient_id>/", views.report, name="harm-new"),
    path("<uuid:event_id>/", views.event, name="harm-event"),
    path("<uuid:event_id>/correct/", views.correct, name="harm-correct"),
    path("<uuid:event_id>/form.pdf", views.form_pdf, name="harm-form-pdf"),
]
