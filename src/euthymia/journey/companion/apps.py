from django.apps import AppConfig


class CompanionConfig(AppConfig):
    name = "euthymia.journey.companion"
    label = "companion"
