"""Addresses of a workbook on its way in."""

from django.urls import path

from ledger.intake import views as intake_views

urlpatterns = [
    path("invoer/werkmap/", intake_views.start, name="intake"),
    path("invoer/werkmap/begroting.xlsx", intake_views.current, name="intake_current"),
    path("invoer/werkmap/leeg.xlsx", intake_views.empty, name="intake_empty"),
    path("invoer/werkmap/<uuid:token>/", intake_views.show, name="intake_show"),
    path("invoer/werkmap/<uuid:token>/stand.json", intake_views.state, name="intake_state"),
    path("invoer/werkmap/<uuid:token>/overnemen/", intake_views.take_over, name="intake_take_over"),
    path("invoer/werkmap/<uuid:token>/weggooien/", intake_views.discard, name="intake_discard"),
]
