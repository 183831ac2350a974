from django.apps import AppConfig


class SiteConfig(AppConfig):
    name = "euthymia.faces.site"
    label = "site"
