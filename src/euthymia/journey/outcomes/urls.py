from django.urls import path

from . import views

urlpatterns = [
    path("plans/<uuid:plan_id>/judgement/", views.judgement, name="plan-judgement"),
    path("plans/<uuid:plan_id>/clock/", views.response_clock, name="plan-clock"),
    path("following/", views.following, name="following"),
]
