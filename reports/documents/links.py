"""Where a live figure of a concept is explained: the page of its mutatie, or the lines behind its cell."""

from urllib.parse import urlencode

from django.urls import reverse

from ledger.core.content import Content
from ledger.core.live import BadReferenceError, parse
from reports.documents.figures import Lookup


def figure_addresses(content: Content, lookup: Lookup) -> dict[str, str]:
    """Return the address behind each reference of a document that leads somewhere."""
    found: dict[str, str] = {}
    for _, prose in content.prose():
        for source, figure in prose.figures.items():
            if not figure.broken and (address := _address(source, content, lookup)):
                found[source] = address
    return found


def _address(source: str, content: Content, lookup: Lookup) -> str:
    try:
        reference = parse(source)
    except BadReferenceError:
        return ""
    if reference.is_mutation:
        mutation = lookup.mutations.get(reference.names[0])
        return reverse("ledger:mutation", args=[content.year, mutation.pk]) if mutation else ""
    row, column = reference.names
    query = urlencode({"rij": row, "kolom": column, "tot": content.through})
    return f"{reverse('reports:origin', args=[content.year, reference.kind])}?{query}"
