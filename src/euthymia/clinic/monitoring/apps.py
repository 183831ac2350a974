from django.apps import AppConfig


class MonitoringConfig(AppConfig):
    name = "euthymia.clinic.monitoring"
    label = "monitoring"
