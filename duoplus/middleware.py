"""What has to hold before any page is shown."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from ledger.permissions import access_of

View = Callable[..., HttpResponse]

# What a browser may offer to a page of ours: nothing of the computer around it.
_PERMISSIONS = (
    "accelerometer", "camera", "display-capture", "geolocation", "gyroscope", "microphone", "midi", "payment",
    "publickey-credentials-get", "screen-wake-lock", "usb", "xr-spatial-tracking",
)  # fmt: skip


class HeadersMiddleware:
    """Say on every answer what Django has no setting for.

    A page is kept by nobody but the reader's own browser, which asks every time whether it is still so; a file that
    is handed over is not kept at all. A view that knows better says so itself.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, and add what is missing."""
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", ", ".join(f"{name}=()" for name in _PERMISSIONS))
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        handed_over = response.headers.get("Content-Disposition", "").startswith("attachment")
        response.headers.setdefault("Cache-Control", f"private, no-{'store' if handed_over else 'cache'}")
        return response


class RoleRequiredMiddleware:
    """Show a friendly page to a user who has no valid role, whatever the address.

    Comes after LoginRequiredMiddleware and lets the same public pages through; a view that somebody without
    a role needs as well (logging out) says `role_required = False`.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass on: the check is made where the view is known."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: View, *_: Any) -> HttpResponse | None:
        """Answer instead of the view when the user has no role."""
        if not getattr(view, "login_required", True) or not getattr(view, "role_required", True):
            return None
        if access_of(request).verbs:
            return None
        return render(request, "no_role.html", status=403)


_LARGEST = 2**63 - 1


class AnswerableAddressMiddleware:
    """A path with a null character or a number that no database holds names nothing: it cannot even be asked for.

    What a filter or form sends is the business of its fields, which refuse the character with a sentence.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass on: the check is made where the view is known."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, _view: View, _args: Any, named: dict[str, Any]) -> None:
        """Answer 404 instead of the view."""
        if "\x00" in request.path or any(isinstance(part, int) and part > _LARGEST for part in named.values()):
            raise Http404
