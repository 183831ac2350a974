from django.urls import path

from . import views

urlpatterns = [
    path("messages/", views.needs, name="messages"),
    path("messages/words/", views.words, name="messages-words"),
    path("messages/visits/<uuid:booking_id>/", views.see_to, name="messages-see-to"),
]
