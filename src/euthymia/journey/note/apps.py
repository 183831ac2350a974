from django.apps import AppConfig


class NoteConfig(AppConfig):
    name = "euthymia.journey.note"
    label = "note"
