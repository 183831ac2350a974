from __future__ import annotations

from django.urls import path

from . import learn_views, review_views, views

urlpatterns = [
    path("", views.welcome, name="welcome"),
    path("home/", views.home, name="home"),
    path("learn/", learn_views.learn, name="learn"),
    path("learn/words/", learn_views.words_explained, name="learn-glossary"),
    path("learn/<slug:article>/", learn_views.article, name="learn-article"),
    path("reviews/<slug:clinic_code>/", review_views.reviews, name="reviews"),
    path("review/<str:review_key>/", review_views.write, name="review-write"),
    path("staff/home/", views.desk, name="desk"),
]
