"""Addresses of maatwerk on its way into the begroting, and of what came too late."""

from django.urls import URLPattern, path

from ledger.maatwerk_budget import late_views, structural_views, taking_up_views

_LATE = "<int:year>/bestuursrapportage/"

urlpatterns: list[URLPattern] = [
    path("<int:year>/maatwerk/opnemen/", taking_up_views.take_up, name="take_up"),
    path("<int:year>/maatwerk/structureel/", structural_views.structural, name="structural"),
    path(_LATE, late_views.late, name="late"),
    path(f"{_LATE}bestuursrapportage.csv", late_views.late_file, {"kind": "csv"}, name="late_csv"),
    path(f"{_LATE}bestuursrapportage.xlsx", late_views.late_file, {"kind": "xlsx"}, name="late_xlsx"),
    path(f"{_LATE}sluitingsdatum/", late_views.closing, name="late_closing"),
    path(f"{_LATE}nieuw/", late_views.late_new, name="late_new"),
    path(f"{_LATE}order/<int:pk>/", late_views.late_order, name="late_order"),
    path(f"{_LATE}ontwikkeling/<slug:code>/", late_views.late_edit, name="late_edit"),
    path(f"{_LATE}ontwikkeling/<slug:code>/weghalen/", late_views.late_delete, name="late_delete"),
]
