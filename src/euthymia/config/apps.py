from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "euthymia.config"
    label = "config"

    def ready(self) -> None:
        from . import account_events, accounts, checks, factor_secrets  # noqa: F401 - signals and system checks
