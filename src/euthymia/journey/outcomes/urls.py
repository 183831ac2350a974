from django.urls import path

from . import clinic_views, views

urlpatterns = [
    path("plans/<uuid:plan_id>/judgement/", views.judgement, name="plan-judgement"),
    path("plans/<uuid:plan_id>/clock/", views.response_clock, name="plan-clock"),
    path("outcomes/", clinic_views.outcomes, name="outcomes"),
    path("outcomes/publish/", clinic_views.publish_figure, name="outcomes-publish"),
    path("following/", views.following, name="following"),
]
