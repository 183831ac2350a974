"""The addresses of the public site's clinics."""

from __future__ import annotations

from django.urls import path

from . import public_views as views

urlpatterns = [
    path("clinics/", views.find, name="find"),
    path("clinics/in/<slug:place_slug>/", views.place, name="public-place"),
    path("clinics/<slug:clinic_code>/", views.clinic, name="public-clinic"),
    path("clinics/<slug:clinic_code>/people/<slug:person_slug>/", views.person, name="public-person"),
    path("clinics/<slug:clinic_code>/report/", views.report, name="public-report"),
    path("compare/", views.compare, name="compare"),
    path("check-a-licence/", views.licence, name="licence-check"),
    path("about-the-data/", views.about, name="about-the-data"),
    path("for-clinics/", views.for_clinics, name="for-clinics"),
    path("sitemap.xml", views.sitemap, name="sitemap"),
    path("robots.txt", views.robots, name="robots"),
]
