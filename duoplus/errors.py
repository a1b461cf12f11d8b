"""Pages for what is not there, or cannot be opened."""

import re
from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

_DJANGO_SAYS = re.compile(r"No \w+ matches the given query\.")


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 404: what is not there, if the page knows it, and the way back."""
    reason = exception.args[0] if exception.args else ""
    known = isinstance(reason, str) and not _DJANGO_SAYS.fullmatch(reason)
    return render(request, "404.html", {"reason": reason if known else ""}, status=404)


class ButtonAddressMiddleware:
    """Say what to do to who opens the address of a button, as happens after logging in again in the middle of a task.

    Django answers that with an empty page (405). It goes right before the views, so that the frame knows the reader.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, with words where there were none."""
        response = self.get_response(request)
        if response.status_code != HTTPStatus.METHOD_NOT_ALLOWED or request.method != "GET" or response.content:
            return response
        page = render(request, "405.html", status=HTTPStatus.METHOD_NOT_ALLOWED)
        page.headers["Allow"] = response.headers.get("Allow", "")
        return page
