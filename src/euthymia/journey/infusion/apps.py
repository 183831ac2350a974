from django.apps import AppConfig


class InfusionConfig(AppConfig):
    name = "euthymia.journey.infusion"
    label = "infusion"

    def ready(self) -> None:
        from euthymia.clinic.pharmacy import closing as stock

        from . import closing

        stock.also_ask(closing.waiting)
