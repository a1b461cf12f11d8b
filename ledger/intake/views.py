"""A workbook in and out in the browser: download, send, look at what it would do, take over all or nothing.

Only for who may enter mutaties; for anybody else these pages do not exist (404), and the workbook of one user does
not exist for another.
"""

from io import BytesIO
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ledger.core.money import group_digits
from ledger.enums import IntakeStatus
from ledger.exchange import intake, preview
from ledger.exchange.rows import RefusedError
from ledger.exchange.sheets import BY_KEY, SHEETS
from ledger.exchange.writing import export_workbook, write_workbook
from ledger.intake.forms import AgreeForm, UploadForm
from ledger.lists.download import CONTENT_TYPES
from ledger.models import BudgetYear, Intake, User
from ledger.permissions import Verb, access_of, actor_of
from ledger.uploads.archive import megabytes

_PER_PAGE = 50
_RECENT = 5
_WHAT = {
    preview.REFUSED: ("Geweigerd", "bad"),
    preview.CHANGED: ("Gewijzigd", "warning"),
    preview.ADDED: ("Toegevoegd", "good"),
}


def _actor(request: HttpRequest) -> User:
    if not access_of(request).can(Verb.ENTER):
        raise Http404
    return actor_of(request)


def _own(request: HttpRequest, token: UUID) -> Intake:
    row: Intake = get_object_or_404(intake.intakes_of(_actor(request)), token=token)
    return row


def _workbook(name: str, content: bytes) -> HttpResponse:
    response = HttpResponse(content, content_type=CONTENT_TYPES["xlsx"])
    response["Content-Disposition"] = f'attachment; filename="{name}.xlsx"'
    response["Cache-Control"] = "private, no-store"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def start(request: HttpRequest) -> HttpResponse:
    """Ask for a workbook; a file that is none is refused here."""
    actor = _actor(request)
    form = UploadForm(request)
    if form.is_bound and form.is_valid():
        try:
            row = intake.receive(actor, form.sent.name or "werkboek.xlsx", form.sent.read())
        except RefusedError as error:
            form.refuse([complaint.sentence for complaint in error.complaints])
        else:
            return HttpResponseRedirect(reverse("ledger:intake_show", args=[row.token]))
    context = {
        "form": form,
        "years": list(BudgetYear.objects.values_list("pk", flat=True)),
        "recent": list(intake.intakes_of(actor)[:_RECENT]),
        "crumbs": [("Begroting", "/")],
    }
    return render(request, "ledger/intake/start.html", context, status=422 if form.errors else 200)


@require_safe
@never_cache
def current(request: HttpRequest) -> HttpResponse:
    """Download the ledger as a workbook, or what belongs to one year (`?jaar=2024`)."""
    _actor(request)
    asked = request.GET.get("jaar", "")
    year = int(asked) if asked.isascii() and asked.isdigit() and len(asked) <= 4 else None  # noqa: PLR2004 - a year
    if asked and (year is None or not BudgetYear.objects.filter(pk=year).exists()):
        raise Http404
    memory = BytesIO()
    export_workbook(memory, year=year)
    return _workbook(f"begroting-{year}" if year else "begroting", memory.getvalue())


@require_safe
def empty(request: HttpRequest) -> HttpResponse:
    """Download a workbook with headings only and the sheet that explains them."""
    _actor(request)
    memory = BytesIO()
    write_workbook(memory, {})
    return _workbook("leeg-werkboek", memory.getvalue())


@require_safe
@never_cache
def show(request: HttpRequest, token: UUID) -> HttpResponse:
    """Show where a workbook is, and what it would do or did, row by row."""
    return _page(request, _own(request, token))


@require_safe
@never_cache
def state(request: HttpRequest, token: UUID) -> JsonResponse:
    """Tell how far a workbook is, for the page that waits for it."""
    row = _own(request, token)
    return JsonResponse({"busy": _is_busy(row), "stage": row.stage, "words": _stage_words(row)})


@require_POST
def take_over(request: HttpRequest, token: UUID) -> HttpResponse:
    """Take over the workbook that was shown; a second click ends where the first one did."""
    row = _own(request, token)
    form = AgreeForm(request.POST)
    here = reverse("ledger:intake_show", args=[row.token])
    if not form.is_valid() or form.cleaned_data["digest"] != row.digest:
        problem = "Dit is niet het bestand dat u hebt gezien. Bekijk hieronder wat dit bestand zou doen."
        return _page(request, row, problem=problem, status=422)
    if not row.result.get("changed") and not sum(row.result.get("added", {}).values()):
        messages.info(request, "Er was niets om over te nemen.")
        return HttpResponseRedirect(here)
    intake.take_over(row, here)
    return HttpResponseRedirect(here)


@require_POST
def discard(request: HttpRequest, token: UUID) -> HttpResponse:
    """Throw away a workbook that is not being worked on."""
    row = _own(request, token)
    if _is_busy(row):
        messages.warning(request, "Dit werkboek is nog in behandeling. Wacht tot het klaar is.")
        return HttpResponseRedirect(reverse("ledger:intake_show", args=[row.token]))
    Intake.objects.filter(pk=row.pk).delete()
    messages.success(request, f"{row.name} is weggegooid. Aan de administratie is niets veranderd.")
    return HttpResponseRedirect(reverse("ledger:intake"))


def _is_busy(row: Intake) -> bool:
    return row.status in intake.BUSY and not intake.is_lost(row)


def _stage_words(row: Intake) -> str:
    if row.status == IntakeStatus.APPLYING:
        return "De rijen worden opgeslagen: alles of niets."
    words = f"Stap {row.stage} van {len(intake.STAGES) - 1}: {intake.STAGES[row.stage]}"
    if "sheet" in row.result:
        words += f" (blad {row.result['sheet']}, rij {group_digits(row.result['at'])})"
    return f"{words}."


def _page(request: HttpRequest, row: Intake, *, problem: str = "", status: int = 200) -> HttpResponse:
    context: dict[str, Any] = {
        "intake": row,
        "size": megabytes(row.size),
        "problem": problem,
        "busy": _is_busy(row),
        "lost": intake.is_lost(row),
        "crumbs": [("Begroting", "/"), ("Werkboek importeren", reverse("ledger:intake"))],
    }
    if context["busy"]:
        context |= {"words": _stage_words(row), "stages": len(intake.STAGES) - 1}
    elif "rows" in row.result:
        context |= _outcome(request, row)
    return render(request, "ledger/intake/show.html", context, status=status)


def _outcome(request: HttpRequest, row: Intake) -> dict[str, Any]:
    """Return what the page shows of a workbook that was looked at: totals, effect, and the rows asked for."""
    result = row.result
    rows = result["rows"]
    asked, sheet = request.GET.get("wat", ""), request.GET.get("blad", "")
    if sheet not in BY_KEY:
        sheet = ""
    if asked not in _WHAT:
        asked = preview.REFUSED if row.status == IntakeStatus.REFUSED and asked != "alles" else ""
    chosen = [each for each in rows if (not asked or each["what"] == asked) and (not sheet or each["sheet"] == sheet)]
    found = Paginator(chosen, _PER_PAGE).get_page(request.GET.get("pagina"))
    for each in found:
        each["label"], each["tone"] = _WHAT[each["what"]]
    added = sum(result["added"].values())
    return {
        "result": result,
        "added": added,
        "present": sum(result["present"].values()),
        "changed": result["changed"],
        "nothing": not added and not result["changed"],
        "effects": [_effect(effect) for effect in result["effects"]],
        "sheets": _sheets(rows, result, sheet, asked),
        "found": found,
        "asked": asked,
        "sheet": sheet,
        "choices": _choices(rows, sheet, asked),
        "form": AgreeForm(initial={"digest": row.digest}),
        "ready": row.status == IntakeStatus.READY,
        "applied": row.status == IntakeStatus.APPLIED,
    }


def _effect(effect: dict[str, Any]) -> dict[str, Any]:
    payers = [(name, before, after, after - before) for name, before, after in effect["payers"]]
    totals = tuple(sum(payer[position] for payer in payers) for position in (1, 2, 3))
    return {"year": effect["year"], "payers": payers, "totals": totals}


def _sheets(rows: list[dict[str, Any]], result: dict[str, Any], current: str, asked: str) -> list[dict[str, Any]]:
    counts: dict[tuple[str, str], int] = {}
    for each in rows:
        counts[each["sheet"], each["what"]] = counts.get((each["sheet"], each["what"]), 0) + 1
    lines = []
    for sheet in SHEETS:
        figures = [counts.get((sheet.key, what), 0) for what in (preview.ADDED, preview.CHANGED, preview.REFUSED)]
        present = result["present"].get(sheet.key, 0)
        if any(figures):
            lines.append(
                {
                    "title": sheet.title,
                    "figures": [*figures, present],
                    "address": f"?blad={sheet.key}&wat={asked or 'alles'}#rijen",
                    "current": sheet.key == current,
                }
            )
    return lines


def _choices(rows: list[dict[str, Any]], sheet: str, asked: str) -> list[dict[str, Any]]:
    """Links to what becomes of the rows, of those that there are."""
    present = {each["what"] for each in rows if not sheet or each["sheet"] == sheet}
    of_sheet = f"&blad={sheet}" if sheet else ""
    links = [{"label": "Alles", "address": f"?wat=alles{of_sheet}#rijen", "current": not asked}]
    links += [
        {"label": label, "address": f"?wat={what}{of_sheet}#rijen", "current": asked == what}
        for what, (label, _) in _WHAT.items()
        if what in present
    ]
    return links if len(present) > 1 else []
