from django.apps import AppConfig


class HonestyConfig(AppConfig):
    name = "euthymia.journey.honesty"
    label = "honesty"
