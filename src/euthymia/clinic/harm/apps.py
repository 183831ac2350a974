from django.apps import AppConfig


class HarmConfig(AppConfig):
    name = "euthymia.clinic.harm"
    label = "harm"
