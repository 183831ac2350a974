from django.apps import AppConfig


class UpkeepConfig(AppConfig):
    name = "euthymia.clinic.upkeep"
    label = "upkeep"
