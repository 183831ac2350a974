from __future__ import annotations

from django.urls import path

from . import views

urlpatterns = [
    path("", views.honesty, name="honesty"),
    path("sessions/<uuid:session_id>/", views.session, name="honesty-session"),
    path("settings/", views.settings, name="honesty-settings"),
]
