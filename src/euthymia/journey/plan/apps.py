from django.apps import AppConfig


class PlanConfig(AppConfig):
    name = "euthymia.journey.plan"
    label = "plan"
