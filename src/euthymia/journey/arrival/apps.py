from django.apps import AppConfig


class ArrivalConfig(AppConfig):
    name = "euthymia.journey.arrival"
    label = "arrival"
