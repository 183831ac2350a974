from django.urls import path

from . import act_views, rota_views, views, wait_views

_ONE = "bookings/<uuid:booking_id>"
urlpatterns = [
    path("", views.day, name="schedule"),
    path("part/", views.part, name="schedule-part"),
    path("wall/", views.wall, name="schedule-wall"),
    path("week/", views.week, name="schedule-week"),
    path("book/", act_views.book, name="schedule-book"),
    path(f"{_ONE}/", act_views.booking, name="schedule-booking"),
    path(f"{_ONE}/move/", act_views.move, name="schedule-move"),
    path(f"{_ONE}/check/", act_views.check, name="schedule-check"),
    path(f"{_ONE}/<slug:booking_act>/", act_views.end, name="schedule-end"),
    path(f"{_ONE}.ics", act_views.file, name="schedule-file"),
    path("waitlist/", wait_views.waitlist, name="schedule-waitlist"),
    path("waitlist/new/", wait_views.wait, name="schedule-wait"),
    path("waitlist/offer/", wait_views.offer, name="schedule-offer"),
    path("waitlist/<uuid:waiting_id>/", wait_views.waiting, name="schedule-waiting"),
    path("rota/", rota_views.rota, name="schedule-rota"),
    path("rota/<uuid:shift_id>/remove/", rota_views.remove, name="schedule-shift-remove"),
    path("hours/", rota_views.hours, name="schedule-hours"),
    path("hours/<uuid:closure_id>/open/", rota_views.open_again, name="schedule-open-again"),
]
