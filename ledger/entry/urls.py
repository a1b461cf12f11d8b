"""Addresses of entering mutaties; part of the addresses of the ledger."""

from django.urls import URLPattern, path

from ledger.entry import full, shift, views

_AMENDMENT = "<int:year>/wijzigingen/<int:number>/"
_GRID = f"{_AMENDMENT}invoer/<slug:programme>/"

urlpatterns: list[URLPattern] = [
    path(_GRID, views.grid, name="entry_grid"),
    path(f"{_GRID}bereken/", views.calculate, name="entry_calculate"),
    path(f"{_GRID}ongedaan/", views.undo, name="entry_undo"),
    path(f"{_AMENDMENT}mutaties/nieuw/", full.new, name="entry_new"),
    path(f"{_AMENDMENT}mutaties/bereken/", full.calculate, name="entry_full_calculate"),
    path("<int:year>/mutaties/<int:pk>/wijzigen/", full.edit, name="entry_edit"),
    path("<int:year>/mutaties/<int:pk>/weghalen/", full.delete, name="entry_delete"),
    path(f"{_AMENDMENT}verschuiving/", shift.shift, name="entry_shift"),
    path(f"{_AMENDMENT}verschuiving/bereken/", shift.calculate, name="entry_shift_calculate"),
]
