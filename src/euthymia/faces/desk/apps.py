from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "euthymia.faces.desk"
    label = "desk"
