from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "euthymia.config"
    label = "config"

    def ready(self) -> None:
        from . import checks  # noqa: F401 - registers the system checks
