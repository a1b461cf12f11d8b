"""Addresses of entering mutaties; part of the addresses of the ledger."""

from django.urls import URLPattern, path

from ledger.entry import full as entry_full
from ledger.entry import shift as entry_shift
from ledger.entry import views as entry_views

_AMENDMENT = "<int:year>/wijzigingen/<int:number>/"
_GRID = f"{_AMENDMENT}invoer/<slug:programme>/"

urlpatterns: list[URLPattern] = [
    path(_GRID, entry_views.grid, name="entry_grid"),
    path(f"{_GRID}bereken/", entry_views.calculate, name="entry_calculate"),
    path(f"{_GRID}ongedaan/", entry_views.undo, name="entry_undo"),
    path(f"{_AMENDMENT}mutaties/nieuw/", entry_full.new, name="entry_new"),
    path(f"{_AMENDMENT}mutaties/bereken/", entry_full.calculate, name="entry_full_calculate"),
    path("<int:year>/mutaties/<int:pk>/wijzigen/", entry_full.edit, name="entry_edit"),
    path("<int:year>/mutaties/<int:pk>/weghalen/", entry_full.delete, name="entry_delete"),
    path(f"{_AMENDMENT}verschuiving/", entry_shift.shift, name="entry_shift"),
    path(f"{_AMENDMENT}verschuiving/bereken/", entry_shift.calculate, name="entry_shift_calculate"),
]
