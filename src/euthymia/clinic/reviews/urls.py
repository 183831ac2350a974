from django.urls import path

from . import views

urlpatterns = [
    path("reviews/", views.reviews, name="reviews-staff"),
    path("reviews/<uuid:review_id>/", views.review, name="review-staff"),
    path("admin/reviews/", views.settings, name="reviews-settings"),
]
