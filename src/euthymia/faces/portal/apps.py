from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "euthymia.faces.portal"
    label = "portal"
