from django.urls import path

from . import nasal_views, views

urlpatterns = [
    path("settings/", nasal_views.settings, name="recovery-settings"),
    path("spray/<uuid:patient_id>/", nasal_views.nasal, name="recovery-nasal"),
    path("<uuid:visit_id>/", views.recovery, name="recovery"),
    path("<uuid:visit_id>/part/", views.fragment, name="recovery-part"),
    path("<uuid:visit_id>/check/", views.check, name="recovery-check"),
    path("<uuid:visit_id>/escort/", views.escort, name="recovery-escort"),
    path("<uuid:visit_id>/link/", views.link, name="recovery-link"),
    path("<uuid:visit_id>/handout/", views.handout, name="recovery-handout"),
    path("<uuid:visit_id>/discharge/", views.discharge, name="recovery-discharge"),
    path("<uuid:visit_id>/leave/", views.leave, name="recovery-leave"),
]
