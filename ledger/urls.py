"""Addresses of the ledger. What a user reads in them is Dutch."""

from django.urls import URLPattern, path

from ledger.accounts import urls as account_urls
from ledger.amendments import urls as amendment_urls
from ledger.entry import urls as entry_urls
from ledger.history import urls as history_urls
from ledger.intake import urls as intake_urls
from ledger.keys import urls as key_urls
from ledger.lists import views
from ledger.maatwerk import urls as maatwerk_urls
from ledger.maatwerk_budget import urls as maatwerk_budget_urls
from ledger.ogon import urls as ogon_urls
from ledger.reserves import urls as reserve_urls
from ledger.waiting import views as waiting_views

app_name = "ledger"

urlpatterns: list[URLPattern] = [
    *account_urls.urlpatterns,
    *amendment_urls.urlpatterns,
    *entry_urls.urlpatterns,
    *history_urls.urlpatterns,
    *intake_urls.urlpatterns,
    *key_urls.urlpatterns,
    *maatwerk_urls.urlpatterns,
    *maatwerk_budget_urls.urlpatterns,
    *ogon_urls.urlpatterns,
    *reserve_urls.urlpatterns,
    *waiting_views.urlpatterns,
    path("<int:year>/mutaties/", views.mutations, name="mutations"),
    path("<int:year>/mutaties/mutaties.csv", views.mutations_file, {"kind": "csv"}, name="mutations_csv"),
    path("<int:year>/mutaties/mutaties.xlsx", views.mutations_file, {"kind": "xlsx"}, name="mutations_xlsx"),
    path("<int:year>/mutaties/<int:pk>/", views.mutation, name="mutation"),
    path("<int:year>/maatwerk/", views.orders, name="orders"),
    path("<int:year>/maatwerk/maatwerk.csv", views.orders_file, {"kind": "csv"}, name="orders_csv"),
    path("<int:year>/maatwerk/maatwerk.xlsx", views.orders_file, {"kind": "xlsx"}, name="orders_xlsx"),
    path("<int:year>/sleutels/", views.keys, name="keys"),
    path("<int:year>/risicos/", views.risks, name="risks"),
]
