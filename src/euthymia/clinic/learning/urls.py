from django.urls import path

from . import views

urlpatterns = [
    path("articles/", views.reviews, name="articles"),
    path("articles/<slug:language>/<slug:article>/", views.review, name="article-review"),
]
