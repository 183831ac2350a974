from django.apps import AppConfig


class DevicesConfig(AppConfig):
    name = "euthymia.clinic.devices"
    label = "devices"
