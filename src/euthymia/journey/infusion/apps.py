from django.apps import AppConfig


class InfusionConfig(AppConfig):
    name = "euthymia.journey.infusion"
    label = "infusion"
