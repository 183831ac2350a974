from django.urls import path

from . import views

urlpatterns = [
    path("", views.board, name="board"),
    path("wall/", views.wall, name="board-wall"),
    path("rooms/", views.rooms, name="board-rooms"),
]
