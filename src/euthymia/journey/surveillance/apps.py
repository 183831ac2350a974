from django.apps import AppConfig


class SurveillanceConfig(AppConfig):
    name = "euthymia.journey.surveillance"
    label = "surveillance"
