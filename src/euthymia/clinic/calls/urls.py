from django.urls import path

from . import views

urlpatterns = [
    path("", views.calls, name="calls"),
    path("tablets/", views.tablets, name="call-tablets"),
    path("settings/", views.settings, name="call-settings"),
    path("visits/<uuid:visit_id>/", views.part, name="call-part"),
    path("visits/<uuid:visit_id>/link/", views.link, name="call-link"),
    path("<uuid:call_id>/answer/", views.answer, name="call-answer"),
]
