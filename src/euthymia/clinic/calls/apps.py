from django.apps import AppConfig


class CallsConfig(AppConfig):
    name = "euthymia.clinic.calls"
    label = "calls"
