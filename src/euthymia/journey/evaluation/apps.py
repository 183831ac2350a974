from django.apps import AppConfig


class EvaluationConfig(AppConfig):
    name = "euthymia.journey.evaluation"
    label = "evaluation"
