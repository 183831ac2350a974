from django.apps import AppConfig


class QuestionnairesConfig(AppConfig):
    name = "euthymia.clinic.questionnaires"
    label = "questionnaires"
