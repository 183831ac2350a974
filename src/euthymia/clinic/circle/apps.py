from django.apps import AppConfig


class CircleConfig(AppConfig):
    name = "euthymia.clinic.circle"
    label = "circle"
