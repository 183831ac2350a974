from __future__ import annotations

from django.urls import path

from . import views

urlpatterns = [
    path("", views.welcome, name="welcome"),
    path("home/", views.home, name="home"),
    path("staff/home/", views.desk, name="desk"),
]
