from django.apps import AppConfig


class IntakeConfig(AppConfig):
    name = "euthymia.journey.intake"
    label = "intake"
