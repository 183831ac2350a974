from django.apps import AppConfig


class JournalConfig(AppConfig):
    name = "euthymia.journey.journal"
    label = "journal"
