from functools import partial

from django.apps import AppConfig


class IntakeConfig(AppConfig):
    name = "euthymia.journey.intake"
    label = "intake"

    def ready(self) -> None:
        from euthymia.journey.directory import later

        from . import visitors

        later.also_tell("answer_time", partial(visitors.answer_time_told, "complaint"))
        later.also_tell("question_time", partial(visitors.answer_time_told, "question"))
