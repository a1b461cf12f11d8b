"""Addresses of the life of a wijziging; part of the addresses of the ledger."""

from django.urls import URLPattern, path

from ledger.amendments import views, year_views

urlpatterns: list[URLPattern] = [
    path("jaren/nieuw/", year_views.new, name="year_new"),
    path("<int:year>/sluiten/", year_views.close, name="year_close"),
    path("<int:year>/wijzigingen/", views.amendments, name="amendments"),
    path("<int:year>/wijzigingen/nieuw/", views.new, name="amendment_new"),
    path("<int:year>/wijzigingen/<int:number>/", views.amendment, name="amendment"),
    path("<int:year>/wijzigingen/<int:number>/geschiedenis/", views.history, name="amendment_history"),
    path("<int:year>/wijzigingen/<int:number>/stap/<slug:path>/", views.take_step, name="amendment_step"),
    path("<int:year>/akkoord/", views.approvals, name="approvals"),
    path("<int:year>/akkoord/<int:pk>/", views.approve, name="approve"),
    path("<int:year>/mutaties/<int:pk>/tegenboeken/", views.reverse_mutation, name="reverse"),
]
