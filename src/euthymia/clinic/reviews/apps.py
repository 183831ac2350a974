from django.apps import AppConfig


class ReviewsConfig(AppConfig):
    name = "euthymia.clinic.reviews"
    label = "reviews"
