"""All addresses of the site. Each app lists its own; the paths are Dutch and without prefix."""

from django.urls import include, path

urlpatterns = [
    path("", include("ledger.urls")),
    path("", include("reports.urls")),
]
