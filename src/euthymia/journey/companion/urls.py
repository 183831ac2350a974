from django.urls import path

from . import views

urlpatterns = [path("plans/<uuid:companion_id>/companion/", views.record, name="companion")]
