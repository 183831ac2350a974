from django.urls import path

from . import views

urlpatterns = [
    path("from-home/", views.from_home, name="from-home"),
    path("from-home/silent/", views.silent, name="silent"),
    path("from-home/<uuid:report_id>/", views.home_report, name="home-report"),
]
