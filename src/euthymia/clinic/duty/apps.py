from django.apps import AppConfig


class DutyConfig(AppConfig):
    name = "euthymia.clinic.duty"
    label = "duty"
