"""What has to hold before any page is shown."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from ledger.permissions import access_of

View = Callable[..., HttpResponse]


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


class NoNullCharactersMiddleware:
    """A path with a null character names nothing: PostgreSQL cannot even be asked for it.

    What a filter or form sends is the business of its fields, which refuse the character with a sentence.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass on: the check is made where the view is known."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_: Any) -> None:
        """Answer 404 instead of the view."""
        if "\x00" in request.path:
            raise Http404
