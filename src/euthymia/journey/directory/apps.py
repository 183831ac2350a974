from django.apps import AppConfig


class DirectoryConfig(AppConfig):
    name = "euthymia.journey.directory"
    label = "directory"
