from django.apps import AppConfig


class DecisionsConfig(AppConfig):
    name = "euthymia.clinic.decisions"
    label = "decisions"
