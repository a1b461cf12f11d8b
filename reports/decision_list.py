"""The agenda or decision list of an OGON meeting as a PDF, tagged like the tables: PDF/A-3a and PDF/UA-1."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe

from ledger.enums import MeetingStatus
from ledger.ogon.meeting_views import meetings_of, rows_of
from ledger.ogon.reading import narrowed
from ledger.ogon.views import access_to_ogon
from reports.renderers import html, pdf
from reports.renderers.context import of_year


@require_safe
def decision_list(request: HttpRequest, year: int, pk: int) -> HttpResponse:
    """Send the list with the rows that this reader may see; somebody of a gemeente gets those of the own gemeente."""
    access = access_to_ogon(request, year)
    meeting = get_object_or_404(meetings_of(year), pk=pk)
    context = of_year(year)
    held = meeting.status == MeetingStatus.HELD
    document = render_to_string(
        "reports/decision_list.html",
        {
            "meeting": meeting,
            "title": "Besluitenlijst" if held else "Agenda",
            "rows": rows_of(access, meeting),
            "held": held,
            "only": narrowed(access),
            "year": year,
            "organisation": context.organisation,
            "made_on": context.made_on.isoformat(),
            "made_on_text": html.dutch_date(context),
            "head": context.short_head,
        },
    )
    response = HttpResponse(pdf.write(document), content_type="application/pdf")
    name = f"{'besluitenlijst' if held else 'agenda'}-{meeting.ogon.code}-{meeting.held_on:%Y-%m-%d}.pdf"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    return response
