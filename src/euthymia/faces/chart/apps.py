from django.apps import AppConfig


class ChartConfig(AppConfig):
    name = "euthymia.faces.chart"
    label = "chart"
