"""Addresses of the reserves of a year and the investeringen of a wijziging."""

from django.urls import path

from ledger.reserves import views as reserve_views

urlpatterns = [
    path("<int:year>/reserves/", reserve_views.reserves, name="reserves"),
    path("<int:year>/reserves/nieuw/", reserve_views.new, name="reserve_new"),
    path("<int:year>/reserves/<slug:code>/", reserve_views.edit, name="reserve_edit"),
    path("<int:year>/wijzigingen/<int:number>/investeringen/", reserve_views.investments, name="investments"),
    path(
        "<int:year>/wijzigingen/<int:number>/investeringen/<int:pk>/",
        reserve_views.investment_edit,
        name="investment_edit",
    ),
    path(
        "<int:year>/wijzigingen/<int:number>/investeringen/<int:pk>/verwijderen/",
        reserve_views.investment_delete,
        name="investment_delete",
    ),
]
