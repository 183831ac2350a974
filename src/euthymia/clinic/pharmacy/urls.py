from django.urls import path

from . import act_views, views

urlpatterns = [
    path("", views.stock, name="stock"),
    path("vials/", views.vials, name="stock-vials"),
    path("vials/<uuid:vial_id>/", views.vial, name="stock-vial"),
    path("vials/<uuid:vial_id>/<slug:vial_act>/", act_views.vial_act, name="stock-vial-act"),
    path("cases/", views.cases, name="stock-cases"),
    path("cases/<uuid:case_id>/", act_views.case, name="stock-case"),
    path("sheets/<uuid:sheet_id>/", views.sheet, name="stock-sheet"),
    path("books/<uuid:book_id>/", views.ledger, name="stock-ledger"),
    path("books/<uuid:book_id>/receive/", act_views.receive, name="stock-receive"),
    path("books/<uuid:book_id>/count/", act_views.count, name="stock-count"),
    path("registrations/", act_views.registrations, name="stock-registrations"),
]
