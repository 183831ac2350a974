from django.apps import AppConfig


class VisitsConfig(AppConfig):
    name = "euthymia.clinic.visits"
    label = "visits"
