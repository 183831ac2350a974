from django.apps import AppConfig


class ConversationsConfig(AppConfig):
    name = "euthymia.clinic.conversations"
    label = "conversations"
