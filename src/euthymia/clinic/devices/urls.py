from __future__ import annotations

from django.urls import path

from . import views

urlpatterns = [
    path("", views.devices, name="admin-devices"),
    path("<uuid:device_id>/", views.device, name="admin-device"),
]
