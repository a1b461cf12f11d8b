"""Questions and answers as a file, with what they are about: CSV, XLSX or JSON.

Of one order or mutatie the file tells also what it is, what each gemeente pays for it and what was decided.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from ledger.enums import SubjectKind
from ledger.lists.download import CONTENT_TYPES, Euros, Sheet, Value, as_csv, as_xlsx, as_xlsx_sheets
from ledger.models import MaatwerkOrder, OgonDecision, OgonQuestion
from ledger.ogon.reading import SubjectPage, questions_of, read_subject_page, whereabouts_of
from ledger.ogon.views import access_to_ogon

HEADINGS: Final = (
    "Soort", "Code", "Onderwerp", "Regel", "Gemeente", "Vraag", "Gevraagd door", "Gevraagd op", "Antwoord",
    "Beantwoord door", "Beantwoord op",
)  # fmt: skip
_FACTS: Final = ("Gegeven", "Inhoud")
_PAID: Final = ("Gemeente", "Jaar", "Bedrag", "Stand in het OGON")
_DECIDED: Final = ("Gemeente", "Besluit", "Reden", "Door", "Op", "Overleg")


@require_safe
def questions(request: HttpRequest, year: int, ending: str) -> HttpResponse:
    """Send all questions of the year that this reader may see."""
    told = as_data(list(questions_of(access_to_ogon(request, year), year)))
    if ending == "xlsx":
        return _file(ending, f"ogon-vragen-{year}", as_xlsx(f"Vragen {year}", HEADINGS, _flat(told)))
    return _plain(ending, f"ogon-vragen-{year}", told, told)


@require_safe
def subject_questions(request: HttpRequest, year: int, kind: str, pk: int, ending: str) -> HttpResponse:
    """Send one order or mutatie with its questions and decisions; as CSV the questions alone."""
    page = read_subject_page(access_to_ogon(request, year), year, kind, pk)
    if page is None:
        raise Http404
    name = f"ogon-{'order' if page.is_order else 'mutatie'}-{pk}"
    asked = as_data(page.talk.questions)
    if ending == "xlsx":
        return _file(ending, name, as_xlsx_sheets(_sheets(page, asked)))
    return _plain(ending, name, {**subject_data(page), "questions": asked}, asked)


def _plain(ending: str, name: str, told: Any, asked: list[dict[str, Any]]) -> HttpResponse:
    if ending == "json":
        return _file(ending, name, json.dumps(told, ensure_ascii=False, indent=2).encode())
    if ending == "csv":
        return _file(ending, name, as_csv(HEADINGS, _flat(asked)))
    raise Http404


def _file(ending: str, name: str, content: bytes) -> HttpResponse:
    response = HttpResponse(content, content_type=CONTENT_TYPES.get(ending, "application/json"))
    response["Content-Disposition"] = f'attachment; filename="{name}.{ending}"'
    response["Cache-Control"] = "private, no-store"
    return response


def as_data(rows: Sequence[OgonQuestion]) -> list[dict[str, Any]]:
    """Return questions with their subject and answers as plain data; times in the zone of the site."""
    about = whereabouts_of(rows)
    return [
        {
            "kind": SubjectKind(row.kind).label,
            "code": row.code,
            "subject": about[row.pk].title if row.pk in about else row.code,
            "line": row.line,
            "municipality": row.municipality.name,
            "question": row.text,
            "asked_by": row.actor.known_as,
            "asked_at": row.at.isoformat(timespec="seconds"),
            "answers": [
                {
                    "answer": each.text,
                    "answered_by": each.actor.known_as,
                    "answered_at": each.at.isoformat(timespec="seconds"),
                }
                for each in row.answers.all()
            ],
        }
        for row in rows
    ]


def subject_data(page: SubjectPage) -> dict[str, Any]:
    """Return what an order or mutatie is, what the gemeenten in reach pay for it (cents), and what they decided."""
    subject, row = page.subject, page.subject.row
    told: dict[str, Any] = {
        "kind": subject.kind.label,
        "year": subject.year,
        "code": row.code,
        "number": row.number,
        "description": row.description,
        "programme": subject.programme.name,
        "recurrence": row.get_recurrence_display(),
    }
    if isinstance(row, MaatwerkOrder):
        told |= {
            "status": row.get_status_display(),
            "performance": row.performance,
            "starts_on": row.starts_on and row.starts_on.isoformat(),
            "ends_on": row.ends_on and row.ends_on.isoformat(),
        }
    else:
        told["amendment"] = row.amendment.name
    return told | {
        "paid": [
            {"municipality": item.municipality.name, "cents": item.part.by_year, "standing": item.standing.label}
            for item in page.items
        ],
        "decisions": [_decision(each) for each in page.talk.decisions],
    }


def _decision(row: OgonDecision) -> dict[str, Any]:
    return {
        "municipality": row.municipality.name,
        "verdict": row.get_verdict_display(),
        "reason": row.reason,
        "decided_by": row.actor.known_as,
        "decided_at": row.at.isoformat(timespec="seconds"),
        "meeting": str(row.meeting) if row.meeting else None,
    }


_LABELS: Final = {
    "kind": "Soort", "year": "Begrotingsjaar", "code": "Code", "number": "Nummer", "description": "Omschrijving",
    "programme": "Programma", "recurrence": "Incidenteel of structureel", "status": "Status",
    "performance": "Prestatie", "starts_on": "Begint op", "ends_on": "Eindigt op", "amendment": "Wijziging",
}  # fmt: skip


def _sheets(page: SubjectPage, asked: list[dict[str, Any]]) -> list[Sheet]:
    told = subject_data(page)
    paid: list[Sequence[Value]] = [
        (item.municipality.name, year, Euros(cents), item.standing.label)
        for item in page.items
        for year, cents in sorted(item.part.by_year.items())
    ]
    return [
        (
            page.subject.kind.label.capitalize(),
            _FACTS,
            [(_LABELS[name], told[name]) for name in _LABELS if name in told],
        ),
        ("Bedragen", _PAID, paid),
        ("Vragen", HEADINGS, _flat(asked)),
        ("Besluiten", _DECIDED, [list(each.values()) for each in told["decisions"]]),
    ]


def _flat(told: Iterable[dict[str, Any]]) -> Iterator[list[Value]]:
    """One row per answer; a question without one has a row of its own."""
    for row in told:
        head: list[Value] = [value for name, value in row.items() if name != "answers"]
        for each in row["answers"] or [{}]:
            yield [*head, *(each.get(name) for name in ("answer", "answered_by", "answered_at"))]
