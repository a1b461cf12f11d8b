"""Addresses of versions of verdeelsleutels."""

from django.urls import path

from ledger.keys import views as key_views

urlpatterns = [
    path("<int:year>/sleutels/versies/", key_views.versions, name="key_versions"),
    path("<int:year>/sleutels/versies/nieuw/", key_views.new, name="key_new"),
    path("<int:year>/sleutels/verdeelgroep/<slug:code>/", key_views.pool, name="key_pool"),
]
