from django.urls import path

from . import nasal_views, other_views, rems_views, views

urlpatterns = [
    path("settings/", nasal_views.settings, name="recovery-settings"),
    path("spray/<uuid:patient_id>/", nasal_views.nasal, name="recovery-nasal"),
    path("other/<uuid:patient_id>/", other_views.other_doses, name="recovery-other"),
    path("enrolment/<uuid:patient_id>/", rems_views.enrolment, name="recovery-enrolment"),
    path("<uuid:visit_id>/rems/", rems_views.monitoring_form, name="recovery-rems"),
    path("<uuid:visit_id>/rems.pdf", rems_views.monitoring_form_pdf, name="recovery-rems-pdf"),
    path("<uuid:visit_id>/rems.json", rems_views.monitoring_form_json, name="recovery-rems-json"),
    path("<uuid:visit_id>/", views.recovery, name="recovery"),
    path("<uuid:visit_id>/part/", views.fragment, name="recovery-part"),
    path("<uuid:visit_id>/check/", views.check, name="recovery-check"),
    path("<uuid:visit_id>/device/", nasal_views.device, name="recovery-device"),
    path("<uuid:visit_id>/escort/", views.escort, name="recovery-escort"),
    path("<uuid:visit_id>/link/", views.link, name="recovery-link"),
    path("<uuid:visit_id>/handout/", views.handout, name="recovery-handout"),
    path("<uuid:visit_id>/discharge/", views.discharge, name="recovery-discharge"),
    path("<uuid:visit_id>/leave/", views.leave, name="recovery-leave"),
]
