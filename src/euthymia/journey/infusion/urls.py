from django.urls import path

from . import (
    act_views,
    draw_views,
    emergency_views,
    offline_views,
    order_views,
    ready_views,
    record_views,
    views,
)
from .acts import ACTS

urlpatterns = [
    path("", views.index, name="infusions"),
    path("shell/", offline_views.shell, name="infusion-shell"),
    path("worker.js", offline_views.worker, name="infusion-worker"),
    path("chairside.webmanifest", offline_views.manifest, name="infusion-manifest"),
    path("new/<uuid:patient_id>/", views.order, name="infusion-new"),
    path("<uuid:session_id>/", views.chairside, name="infusion"),
    path("<uuid:session_id>/part/<slug:part>/", views.fragment, name="infusion-part"),
    path("<uuid:session_id>/poll", views.poll, name="infusion-poll"),
    path("<uuid:session_id>/preview/", act_views.preview, name="infusion-preview"),
    path("<uuid:session_id>/alarm/", views.alarm, name="infusion-alarm"),
    path("<uuid:session_id>/limits/", views.limits, name="infusion-limits"),
    path("<uuid:session_id>/draw/", draw_views.draw, name="infusion-draw"),
    path("<uuid:session_id>/syringes/<uuid:preparation_id>/", draw_views.syringe, name="infusion-syringe"),
    path("<uuid:session_id>/replay/", offline_views.replay, name="infusion-replay"),
    path("<uuid:session_id>/offline/", offline_views.decisions, name="infusion-offline"),
    path("<uuid:session_id>/ready/", ready_views.ready, name="infusion-ready"),
    path("<uuid:session_id>/orders/", order_views.session_orders, name="infusion-orders"),
    path("<uuid:session_id>/emergency/", emergency_views.emergency, name="infusion-emergency"),
    path("<uuid:session_id>/record/", record_views.record, name="infusion-record"),
    path("<uuid:session_id>/record.pdf", record_views.record_pdf, name="infusion-record-pdf"),
    *(path(f"<uuid:session_id>/{name}/", act_views.act(name), name=f"infusion-{name}") for name in ACTS),
]
