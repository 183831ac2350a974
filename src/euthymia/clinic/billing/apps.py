from django.apps import AppConfig


class BillingConfig(AppConfig):
    name = "euthymia.clinic.billing"
    label = "billing"
