"""Addresses of entering mutaties; part of the addresses of the ledger."""

from django.urls import URLPattern, path

from ledger import entry_views

_GRID = "<int:year>/wijzigingen/<int:number>/invoer/<slug:programme>/"

urlpatterns: list[URLPattern] = [
    path(_GRID, entry_views.grid, name="entry_grid"),
    path(f"{_GRID}bereken/", entry_views.calculate, name="entry_calculate"),
    path(f"{_GRID}ongedaan/", entry_views.undo, name="entry_undo"),
]
