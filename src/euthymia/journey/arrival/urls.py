from django.urls import path

from . import views

urlpatterns = [
    path("", views.arrivals, name="arrivals"),
    path("kiosk/", views.kiosk_open, name="kiosk-open"),
    path("<uuid:patient_id>/", views.arrive, name="arrive"),
]
