"""Reading a page as a person does."""

import re

from django.http import HttpResponse


def text_of(response: HttpResponse) -> str:
    """The words of a page: without tags, white space made single."""
    html = re.sub(r"<(script|style|title)\b.*?</\1>", " ", response.content.decode(), flags=re.DOTALL)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html)).replace("\u00a0", " ").replace("&nbsp;", " ")
