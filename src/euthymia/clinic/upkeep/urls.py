from django.urls import path

from . import views

urlpatterns = [
    path("", views.readiness, name="upkeep"),
    path("strip/", views.strip, name="upkeep-strip"),
    path("emergency/", views.emergency, name="upkeep-emergency"),
    path("kit/", views.kit, name="upkeep-kit"),
    path("chairs/<uuid:room_id>/<slug:list_code>/", views.chair, name="upkeep-chair"),
    path("dates/", views.dates, name="upkeep-dates"),
    path("drills/", views.drills, name="upkeep-drills"),
    path("plan/", views.plan, name="upkeep-plan"),
    path("log/", views.log, name="upkeep-log"),
]
