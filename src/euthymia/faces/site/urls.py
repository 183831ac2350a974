from __future__ import annotations

from django.urls import path

from . import learn_views, views

urlpatterns = [
    path("", views.welcome, name="welcome"),
    path("home/", views.home, name="home"),
    path("learn/", learn_views.learn, name="learn"),
    path("learn/words/", learn_views.words_explained, name="learn-glossary"),
    path("learn/<slug:article>/", learn_views.article, name="learn-article"),
    path("staff/home/", views.desk, name="desk"),
]
