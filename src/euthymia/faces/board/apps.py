from django.apps import AppConfig


class BoardConfig(AppConfig):
    name = "euthymia.faces.board"
    label = "board"
