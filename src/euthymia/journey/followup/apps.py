from django.apps import AppConfig


class FollowupConfig(AppConfig):
    name = "euthymia.journey.followup"
    label = "followup"
