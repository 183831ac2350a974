from django.apps import AppConfig


class RecordConfig(AppConfig):
    name = "euthymia.journey.record"
    label = "record"
