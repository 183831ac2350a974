from __future__ import annotations

from django.urls import path

from . import views

_OF = "patients/<uuid:patient_id>/questionnaires"
urlpatterns = [
    path("questionnaires/", views.waiting, name="questionnaires-waiting"),
    path(f"{_OF}/ask/", views.assign, name="questionnaire-assign"),
    path(f"{_OF}/<uuid:assignment_id>/withdraw/", views.withdraw, name="questionnaire-withdraw"),
    path(f"{_OF}/<slug:instrument>/enter/", views.enter, name="questionnaire-enter"),
    path(f"{_OF}/<uuid:response_id>/correct/", views.correct, name="questionnaire-correct"),
]
