"""Pages for what is not there."""

import re

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

_DJANGO_SAYS = re.compile(r"No \w+ matches the given query\.")


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 404: what is not there, if the page knows it, and the way back."""
    reason = exception.args[0] if exception.args else ""
    known = isinstance(reason, str) and not _DJANGO_SAYS.fullmatch(reason)
    return render(request, "404.html", {"reason": reason if known else ""}, status=404)
