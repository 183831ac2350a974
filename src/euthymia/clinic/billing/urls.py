from django.urls import path

from . import views

urlpatterns = [
    path("", views.money, name="money"),
    path("prices/", views.price_list, name="money-prices"),
    path("numbers/", views.numbers, name="money-numbers"),
    path("estimates/<uuid:estimate_id>.pdf", views.estimate_pdf, name="money-estimate"),
    path("superbills/<uuid:superbill_id>.pdf", views.superbill_pdf, name="money-superbill"),
    path("claims/<uuid:claim_id>.837", views.claim_file, name="money-claim"),
]
