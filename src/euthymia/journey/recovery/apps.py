from django.apps import AppConfig


class RecoveryConfig(AppConfig):
    name = "euthymia.journey.recovery"
    label = "recovery"
