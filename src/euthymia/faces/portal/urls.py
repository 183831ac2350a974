from __future__ import annotations

from django.urls import path

from . import views

urlpatterns = [
    path("", views.portal, name="portal"),
    path("clinic/", views.choose_clinic, name="portal-clinic"),
]
