from django.apps import AppConfig


class OutcomesConfig(AppConfig):
    name = "euthymia.journey.outcomes"
    label = "outcomes"
