from django.urls import path

from . import act_views, case_views, count_views, signal_views, site_views, views

urlpatterns = [
    path("", views.stock, name="stock"),
    path("vials/", views.vials, name="stock-vials"),
    path("vials/<uuid:vial_id>/", views.vial, name="stock-vial"),
    path("vials/<uuid:vial_id>/missing/", case_views.vial_loss, name="stock-vial-loss"),
    path("vials/<uuid:vial_id>/<slug:vial_act>/", act_views.vial_act, name="stock-vial-act"),
    path("cases/", views.cases, name="stock-cases"),
    path("cases/<uuid:case_id>/", case_views.case, name="stock-case"),
    path("cases/<uuid:case_id>/recount/", count_views.recount, name="stock-recount"),
    path("cases/<uuid:case_id>/loss/", case_views.case_loss, name="stock-case-loss"),
    path("sheets/<uuid:sheet_id>/", count_views.sheet, name="stock-sheet"),
    path("books/<uuid:book_id>/", views.ledger, name="stock-ledger"),
    path("books/<uuid:book_id>/receive/", act_views.receive, name="stock-receive"),
    path("books/<uuid:book_id>/count/", count_views.count, name="stock-count"),
    path("books/<uuid:book_id>/reports/", case_views.reports, name="stock-reports"),
    path("books/<uuid:book_id>/site/", site_views.site, name="stock-site"),
    path("books/<uuid:book_id>/signals/", signal_views.signals, name="stock-signals"),
    path("registrations/", act_views.registrations, name="stock-registrations"),
]
