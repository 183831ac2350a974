from django.apps import AppConfig


class RemindersConfig(AppConfig):
    name = "euthymia.journey.reminders"
    label = "reminders"
