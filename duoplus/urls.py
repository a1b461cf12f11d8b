"""All addresses of the site. Each app lists its own; the paths are Dutch and without prefix."""

from django.contrib.auth.decorators import login_not_required
from django.urls import include, path
from django.views.generic import TemplateView

from duoplus.own_account import ChangePassword, LogIn, LogOut

log_out = LogOut.as_view()
log_out.role_required = False  # type: ignore[attr-defined]  # somebody without a role must be able to leave

change_password = ChangePassword.as_view()
change_password.role_required = False  # type: ignore[attr-defined]  # a first password is changed before anything else

urlpatterns = [
    path("inloggen/", LogIn.as_view(), name="login"),
    path("uitloggen/", log_out, name="logout"),
    path("wachtwoord/", change_password, name="password_change"),
    path(
        "toegankelijkheid/",
        login_not_required(TemplateView.as_view(template_name="accessibility.html")),
        name="accessibility",
    ),
    path("", include("ledger.urls")),
    path("", include("reports.urls")),
]

handler404 = "duoplus.errors.not_found"
