"""Addresses of maatwerk; part of the addresses of the ledger."""

from django.urls import URLPattern, path

from ledger.maatwerk import agreement_views, views

_ORDER = "<int:year>/maatwerk/<int:pk>/"

urlpatterns: list[URLPattern] = [
    path("<int:year>/maatwerk/aanvragen/", views.request_order, name="order_request"),
    path(_ORDER, views.order, name="order"),
    path(f"{_ORDER}wijzigen/", views.edit, name="order_edit"),
    path(f"{_ORDER}stap/<slug:path>/", views.take_step, name="order_step"),
    path(f"{_ORDER}documenten/", views.attach, name="order_attach"),
    path(f"{_ORDER}documenten/<int:document>/", views.document, name="order_document"),
    path(f"{_ORDER}contact/", views.contacts, name="order_contacts"),
    path("<int:year>/overeenkomsten/", agreement_views.agreements, name="agreements"),
    path("<int:year>/overeenkomsten/nieuw/", agreement_views.new, name="agreement_new"),
    path("<int:year>/overeenkomsten/<slug:code>/", agreement_views.edit, name="agreement_edit"),
]
