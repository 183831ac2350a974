from django.urls import path

from . import clinic_views, registry_views, views

urlpatterns = [
    path("plans/<uuid:plan_id>/judgement/", views.judgement, name="plan-judgement"),
    path("plans/<uuid:plan_id>/clock/", views.response_clock, name="plan-clock"),
    path("outcomes/", clinic_views.outcomes, name="outcomes"),
    path("outcomes/limits/", clinic_views.settings, name="outcomes-settings"),
    path("outcomes/publish/", clinic_views.publish_figure, name="outcomes-publish"),
    path("outcomes/registry/", registry_views.registry_page, name="outcomes-registry"),
    path("outcomes/registry/registry.csv", registry_views.registry_csv, name="outcomes-registry-csv"),
    path("outcomes/registry/registry.json", registry_views.registry_json, name="outcomes-registry-json"),
    path("following/", views.following, name="following"),
]
