from django.apps import AppConfig


class LearningConfig(AppConfig):
    name = "euthymia.clinic.learning"
    label = "learning"
