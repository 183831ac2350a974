from django.urls import path

from . import act_views, paper_views, report_views, views

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
    path("registrations/<uuid:registration_id>/", paper_views.registration, name="stock-registration"),
    path("registrants/", paper_views.registrants, name="stock-registrants"),
    path("entries/<uuid:entry_id>/", paper_views.entry, name="stock-entry"),
    path("inventories/<uuid:inventory_id>/", paper_views.inventory, name="stock-inventory"),
    path("books/<uuid:book_id>/begin/", paper_views.begin, name="stock-begin"),
    path("books/<uuid:book_id>/inventory/", paper_views.take_inventory, name="stock-take-inventory"),
    path("books/<uuid:book_id>/receive-from/", paper_views.receive_from, name="stock-receive-from"),
    path("books/<uuid:book_id>/set-apart/", paper_views.set_apart, name="stock-set-apart"),
    path("books/<uuid:book_id>/papers/", report_views.reports, name="stock-papers"),
    path("books/<uuid:book_id>/papers/<slug:report>/", report_views.report, name="stock-paper"),
    path("books/<uuid:book_id>/papers/<slug:report>.csv", report_views.report_csv, name="stock-paper-csv"),
    path("books/<uuid:book_id>/packets/", report_views.make_packet, name="stock-make-packet"),
    path("packets/<uuid:packet_id>/", report_views.packet, name="stock-packet"),
    path("packets/<uuid:packet_id>/packet.pdf", report_views.packet_file, name="stock-packet-file"),
]
