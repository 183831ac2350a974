from django.apps import AppConfig


class CrisisConfig(AppConfig):
    name = "euthymia.clinic.crisis"
    label = "crisis"
