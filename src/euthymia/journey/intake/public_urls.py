"""The addresses under which visitors book, ask and complain."""

from django.urls import path

from . import public_views as views

_KEY = "consultation/key/<str:consultation_key>"
urlpatterns = [
    path(f"{_KEY}/", views.booked, name="consultation-booked"),
    path(f"{_KEY}.ics", views.booked_file, name="consultation-file"),
    path("consultation/<slug:clinic_code>/", views.times, name="consultation"),
    path("consultation/<slug:clinic_code>/book/", views.book, name="consultation-book"),
    path("consultation/<slug:clinic_code>/ask/", views.ask, name="consultation-ask"),
    path("consultation/<slug:clinic_code>/complain/", views.complain, name="complain"),
]
