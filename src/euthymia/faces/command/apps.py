from django.apps import AppConfig


class CommandConfig(AppConfig):
    name = "euthymia.faces.command"
    label = "command"
