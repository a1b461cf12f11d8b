"""Addresses of the history of a year and of one thing in it."""

from django.urls import path

from ledger.history import views as history_pages

urlpatterns = [
    path("<int:year>/geschiedenis/", history_pages.year_history, name="history"),
    path("<int:year>/geschiedenis/<slug:kind>/<str:code>/", history_pages.subject_history, name="subject_history"),
]
