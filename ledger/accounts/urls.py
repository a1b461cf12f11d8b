"""Addresses of the administrator's pages; they belong to no year."""

from django.urls import URLPattern, path

from ledger.accounts import views as account_views

urlpatterns: list[URLPattern] = [
    path("gebruikers/", account_views.users, name="users"),
    path("gebruikers/nieuw/", account_views.user_new, name="user_new"),
    path("gebruikers/<int:pk>/", account_views.user, name="user"),
    path("gebruikers/<int:pk>/wachtwoord/", account_views.user_password, name="user_password"),
    path("gebruikers/<int:pk>/toegang/", account_views.user_active, name="user_active"),
    path("gebruikers/<int:pk>/rollen/<int:grant>/einde/", account_views.grant_end, name="grant_end"),
]
