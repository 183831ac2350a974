from django.urls import path

from . import views

urlpatterns = [path("duty/", views.duty, name="duty")]
