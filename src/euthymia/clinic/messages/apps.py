from django.apps import AppConfig


class MessagesConfig(AppConfig):
    name = "euthymia.clinic.messages"
    label = "clinic_messages"
