from __future__ import annotations

from django.urls import path

from . import questionnaire_views as asked
from . import views

_ONE = "check-ins/<uuid:assignment_id>"
urlpatterns = [
    path("", views.portal, name="portal"),
    path("clinic/", views.choose_clinic, name="portal-clinic"),
    path("check-ins/", asked.check_ins, name="portal-check-ins"),
    path(f"{_ONE}/", asked.check_in, name="portal-check-in"),
    path(f"{_ONE}/check/", asked.check, name="portal-check-in-check"),
    path(f"{_ONE}/thanks/", asked.thanks, name="portal-check-in-thanks"),
    path(f"{_ONE}/<int:number>/", asked.question, name="portal-question"),
]
