from django.apps import AppConfig


class RecoveryConfig(AppConfig):
    name = "euthymia.journey.recovery"
    label = "recovery"

    def ready(self) -> None:
        from euthymia.journey.infusion import doses

        from . import sprays

        doses.also_ask(sprays.of_day)
