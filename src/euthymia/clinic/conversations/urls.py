from django.urls import path

from . import views

_ONE = "conversations/<uuid:conversation_id>"
urlpatterns = [
    path("conversations/", views.conversations, name="conversations"),
    path(f"{_ONE}/", views.conversation, name="conversation"),
    path(f"{_ONE}/files/<uuid:attachment_id>/", views.attachment, name="conversation-file"),
]
