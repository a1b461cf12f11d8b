"""Questions and answers as a file, with what they are about: CSV, XLSX or JSON."""

import json
from collections.abc import Iterable
from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from ledger.enums import SubjectKind
from ledger.lists.download import CONTENT_TYPES, Value, as_csv, as_xlsx
from ledger.models import OgonQuestion
from ledger.ogon.reading import questions_of, read_subject_page, titles
from ledger.ogon.views import access_to_ogon

HEADINGS: Final = (
    "Soort", "Code", "Onderwerp", "Regel", "Gemeente", "Vraag", "Gevraagd door", "Gevraagd op", "Antwoord",
    "Beantwoord door", "Beantwoord op",
)  # fmt: skip


@require_safe
def questions(request: HttpRequest, year: int, ending: str) -> HttpResponse:
    """Send all questions of the year that this reader may see."""
    access = access_to_ogon(request, year)
    return _file(ending, f"ogon-vragen-{year}", year, list(questions_of(access, year)))


@require_safe
def subject_questions(request: HttpRequest, year: int, kind: str, pk: int, ending: str) -> HttpResponse:
    """Send the questions about one order or mutatie."""
    page = read_subject_page(access_to_ogon(request, year), year, kind, pk)
    if page is None:
        raise Http404
    return _file(ending, f"ogon-{'order' if page.is_order else 'mutatie'}-{pk}", year, list(page.talk.questions))


def _file(ending: str, name: str, year: int, rows: list[OgonQuestion]) -> HttpResponse:
    told = as_data(year, rows)
    if ending == "json":
        content, kind = json.dumps(told, ensure_ascii=False, indent=2).encode(), "application/json"
    elif ending in CONTENT_TYPES:
        flat = list(_flat(told))
        content = as_csv(HEADINGS, flat) if ending == "csv" else as_xlsx(f"Vragen {year}", HEADINGS, flat)
        kind = CONTENT_TYPES[ending]
    else:
        raise Http404
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}.{ending}"'
    response["Cache-Control"] = "private, no-store"
    return response


def as_data(year: int, rows: Iterable[OgonQuestion]) -> list[dict[str, Any]]:
    """Return questions with their subject and answers as plain data; times in the zone of the site: two queries."""
    rows = list(rows)
    named = titles(year, {(row.kind, row.code) for row in rows})
    return [
        {
            "kind": SubjectKind(row.kind).label,
            "code": row.code,
            "subject": named.get((row.kind, row.code), row.code),
            "line": row.line,
            "municipality": row.municipality.name,
            "question": row.text,
            "asked_by": row.actor.get_full_name() or row.actor.get_username(),
            "asked_at": row.at.isoformat(timespec="seconds"),
            "answers": [
                {
                    "answer": each.text,
                    "answered_by": each.actor.get_full_name() or each.actor.get_username(),
                    "answered_at": each.at.isoformat(timespec="seconds"),
                }
                for each in row.answers.all()
            ],
        }
        for row in rows
    ]


def _flat(told: Iterable[dict[str, Any]]) -> Iterable[list[Value]]:
    """One row per answer; a question without one has a row of its own."""
    for row in told:
        head: list[Value] = [value for name, value in row.items() if name != "answers"]
        for each in row["answers"] or [{}]:
            yield [*head, *(each.get(name) for name in ("answer", "answered_by", "answered_at"))]
