from django.urls import path

from . import views

urlpatterns = [
    path("crises/", views.crises, name="crises"),
    path("crises/<uuid:crisis_id>/", views.crisis, name="crisis"),
]
