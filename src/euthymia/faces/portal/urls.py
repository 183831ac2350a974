from __future__ import annotations

from django.urls import path

from . import intake_views, language, views

urlpatterns = [
    path("", views.portal, name="portal"),
    path("clinic/", views.choose_clinic, name="portal-clinic"),
    path("language/", language.choose_language, name="portal-language"),
    path("intake/", intake_views.intake, name="portal-intake"),
    path("intake/check/", intake_views.check, name="portal-intake-check"),
    path("intake/sent/", intake_views.sent, name="portal-intake-sent"),
    path("intake/offers/", intake_views.offers, name="portal-offers"),
    path("intake/<slug:slug>/", intake_views.question, name="portal-question"),
]
