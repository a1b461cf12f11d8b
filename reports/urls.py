"""Addresses of the start page, the tables, what is behind a figure, and the aansluitcontrole."""

from django.urls import include, path

from reports import compare_views, decision_list, tie_out_views, views

app_name = "reports"
urlpatterns = [
    path("", views.home, name="home"),
    path("<int:year>/", views.start, name="start"),
    path("<int:year>/tabellen/", views.tables, name="tables"),
    path("<int:year>/tabellen/<slug:path>/", views.table, name="table"),
    path("<int:year>/tabellen/<slug:path>/herkomst/", views.origin, name="origin"),
    path("<int:year>/tabellen/<slug:path>.<slug:extension>", views.download, name="download"),
    path("<int:year>/vergelijken/", compare_views.page, name="compare"),
    path("<int:year>/vergelijken/vergelijking.<slug:kind>", compare_views.file, name="compare_file"),
    path("<int:year>/overleggen/<int:pk>/besluitenlijst.pdf", decision_list.decision_list, name="decision_list"),
    path("", include("reports.documents.urls")),
    path("<int:year>/aansluiting/", tie_out_views.page, name="tie_out"),
    path("<int:year>/aansluiting.<slug:kind>", tie_out_views.file, name="tie_out_file"),
]
