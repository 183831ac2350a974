from django.apps import AppConfig


class TasksConfig(AppConfig):
    name = "euthymia.clinic.tasks"
    label = "tasks"
