from django.apps import AppConfig


class RecoveryConfig(AppConfig):
    name = "euthymia.journey.recovery"
    label = "recovery"

    def ready(self) -> None:
        from euthymia.journey.infusion import other_doses

        from . import sprays

        other_doses.also_ask(sprays.of_day)
