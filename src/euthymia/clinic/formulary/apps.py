from django.apps import AppConfig


class FormularyConfig(AppConfig):
    name = "euthymia.clinic.formulary"
    label = "formulary"
