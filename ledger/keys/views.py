"""Versions of verdeelsleutels: make one, see what it redistributes, and take it into use."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db.models import Max, Q, Sum
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from ledger import journal
from ledger.core.cube import Key
from ledger.entry.access import posted
from ledger.enums import AmendmentStatus, FundingSource
from ledger.journal import JournalError
from ledger.journal.keys import hindrance, in_use, rules_of, take_into_use
from ledger.keys.forms import KeyForm, UseForm
from ledger.models import AllocationKey, BudgetYear, CostPool, KeyVersion, Line, Municipality, PoolRule
from ledger.permissions import Verb, access_of, actor_of
from ledger.visibility import PUBLISHED

DIRECT = "direct"
_DIGITS = 4  # of the number of a wijziging in an address


@dataclass(frozen=True, slots=True)
class Share:
    """One gemeente: weight and percentage (text) in a version, and cents before and after."""

    name: str
    old: int | None
    new: int | None

    @property
    def change(self) -> int:
        """What this gemeente pays more (cents)."""
        return (self.new or 0) - (self.old or 0)


def _year(request: HttpRequest, year: int) -> BudgetYear:
    if not access_of(request).can(Verb.SET_UP):
        raise Http404
    row: BudgetYear = get_object_or_404(BudgetYear, pk=year)
    return row


def _crumbs(year: int, *more: tuple[str, str]) -> list[tuple[str, str]]:
    return [
        (f"Begroting {year}", reverse("reports:start", args=[year])),
        ("Verdeelsleutels", reverse("ledger:keys", args=[year])),
        *more,
    ]


def _percentage(weight: int, total: int) -> str:
    return f"{100 * weight / total:.4f}".replace(".", ",") if total else "–"


def _key_of(version: KeyVersion) -> Key:
    weights = sorted(version.weights.all(), key=lambda row: (row.municipality.position, row.municipality.code))
    return Key(tuple((row.municipality.code, row.weight) for row in weights if row.weight > 0))


@require_safe
def versions(request: HttpRequest, year: int) -> HttpResponse:
    """List every version of every sleutel, and which verdeelgroep uses it in which year."""
    budget_year = _year(request, year)
    found = KeyVersion.objects.select_related("key").prefetch_related("weights__municipality", "rules__pool")
    by_key: dict[str, list[dict[str, Any]]] = {}
    for version in found.order_by("key__code", "-number"):
        key = _key_of(version)
        names = {row.municipality.code: row.municipality.name for row in version.weights.all()}
        shares = [(names[code], _percentage(weight, key.total)) for code, weight in key.weights]
        rules = sorted(
            version.rules.all(), key=lambda rule: (rule.budget_year_id, rule.pool.position, rule.from_amendment)
        )
        used = [_used(rule) for rule in rules]
        by_key.setdefault(version.key.code, []).append({"version": version, "shares": shares, "used": used})
    keys = [{"key": rows[0]["version"].key, "rows": rows} for rows in by_key.values()]
    context = {
        "budget_year": budget_year,
        "keys": keys,
        "pools": CostPool.objects.all(),
        "crumbs": _crumbs(year),
    }
    return render(request, "ledger/keys/versions.html", context)


def _used(rule: PoolRule) -> str:
    since = f", vanaf de {rule.from_amendment}e wijziging" if rule.from_amendment else ""
    return f"{rule.pool.name} {rule.budget_year_id}{since}"


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, year: int) -> HttpResponse:
    """Make a version: first look at the percentages, then keep it. It counts nowhere until it is taken into use."""
    budget_year = _year(request, year)
    municipalities = list(Municipality.objects.all())
    form = KeyForm(municipalities, posted(request), initial={"key": request.GET.get("sleutel", "")})
    back = reverse("ledger:key_versions", args=[year])
    shares: list[tuple[str, int, str]] = []
    if request.method == "POST" and form.is_valid():
        weights = form.cleaned_data["weights"]
        if "bewaren" in request.POST:
            try:
                address = journal.once(
                    actor=actor_of(request),
                    token=form.cleaned_data["token"],
                    content=f"key:{form.content}",
                    act=lambda: _keep(request, form, back),
                )
                messages.success(request, "De nieuwe versie is bewaard. Zij telt pas als u haar in gebruik neemt.")
                return HttpResponseRedirect(address)
            except JournalError as error:
                for sentence in error.sentences:
                    form.add_error(None, sentence)
        pairs = zip(municipalities, weights, strict=True)
        shares = [(place.name, weight, _percentage(weight, sum(weights))) for place, weight in pairs]
    context = {
        "form": form,
        "shares": shares,
        "budget_year": budget_year,
        "back": back,
        "crumbs": _crumbs(year, ("Versies", back)),
    }
    return render(request, "ledger/keys/new.html", context, status=422 if form.errors else 200)


def _keep(request: HttpRequest, form: KeyForm, back: str) -> str:
    found = form.cleaned_data
    known = AllocationKey.objects.filter(code=found["key"]).first()
    if known is None and AllocationKey.objects.filter(code=found["code"]).exists():
        raise JournalError("Deze code is al van een andere sleutel. Kies een andere code, of kies die sleutel.")
    last = KeyVersion.objects.filter(key=known).aggregate(last=Max("number"))["last"] if known else None
    journal.add_key_version(
        actor=actor_of(request),
        code=known.code if known else found["code"],
        name=known.name if known else found["name"],
        number=(last or 0) + 1,
        calculated_on=found["calculated_on"],
        source=form.whole_source,
        basis=found["basis"],
        weights=dict(zip(form.municipalities, found["weights"], strict=True)),
    )
    return back


@require_http_methods(["GET", "HEAD", "POST"])
def pool(request: HttpRequest, year: int, code: str) -> HttpResponse:
    """Show what another version does to who pays a verdeelgroep, and take it into use from a wijziging on."""
    budget_year = _year(request, year)
    row = get_object_or_404(CostPool, code=code)
    rules = rules_of(budget_year, row)
    found = list(KeyVersion.objects.select_related("key").prefetch_related("weights__municipality"))
    asked = (request.POST if request.method == "POST" else request.GET).get("version", "")
    chosen = next((version for version in found if str(version.pk) == asked), None)
    if asked and chosen is None and asked != DIRECT:
        raise Http404
    moments = _moments(budget_year, rules)
    since = _since(request, moments)
    form = UseForm(request.POST if request.method == "POST" else None, initial={"version": asked, "vanaf": since})
    back = reverse("ledger:keys", args=[year])
    if request.method == "POST" and form.is_valid():

        def act() -> str:
            take_into_use(actor=actor_of(request), year=budget_year, pool=row, key_version=chosen, from_amendment=since)
            return back

        try:
            content = f"rule:{year}:{code}:{asked}:{since}"
            address = journal.once(actor=actor_of(request), token=form.cleaned_data["token"], content=content, act=act)
            when = f" vanaf de {since}e wijziging" if since else ""
            messages.success(request, f"De verdeling van {row.name} in {year}{when} is vastgelegd.")
            return HttpResponseRedirect(address)
        except JournalError as error:
            for sentence in error.sentences:
                form.add_error(None, sentence)
    context = {
        "budget_year": budget_year,
        "pool": row,
        "rules": rules,
        "versions": found,
        "moments": moments,
        "since": since,
        "asked": asked,
        "chosen": chosen,
        "form": form,
        "hindrance": hindrance(budget_year, row, chosen, since) if asked else "",
        "crumbs": _crumbs(year),
    }
    if asked:
        context |= _redistribution(row, rules, found, Choice(year, since, chosen))
    return render(request, "ledger/keys/pool.html", context, status=422 if form.errors else 200)


def _moments(budget_year: BudgetYear, rules: Sequence[PoolRule]) -> list[tuple[int, str]]:
    """Return from when another version can hold: the whole year while nothing is offered, or a wijziging in draft."""
    amendments = list(budget_year.amendments.order_by("number"))
    last = max((row.number for row in amendments if row.status in PUBLISHED), default=-1)
    whole = [(0, f"De hele begroting {budget_year.pk}")] if last < 0 or not rules else []
    drafts = [row for row in amendments if row.status == AmendmentStatus.DRAFT and row.number > max(last, 0)]
    return whole + [(row.number, f"Vanaf {row.name}") for row in drafts if rules]


def _since(request: HttpRequest, moments: Sequence[tuple[int, str]]) -> int:
    """Return the wijziging that the address or form names; the first that can be chosen when it names none."""
    asked = (request.POST if request.method == "POST" else request.GET).get("vanaf", "")
    if asked and not (asked.isdecimal() and len(asked) <= _DIGITS):
        raise Http404
    return int(asked) if asked else next((number for number, _ in moments), 0)


@dataclass(frozen=True, slots=True)
class Choice:
    """A version (None: direct) and the wijziging of a year from which it is to hold."""

    year: int
    since: int
    version: KeyVersion | None


def _redistribution(
    row: CostPool, rules: Sequence[PoolRule], found: Sequence[KeyVersion], choice: Choice
) -> dict[str, Any]:
    """Return who pays the bijdrage of a verdeelgroep in its year, by the version now and by the chosen one (cents).

    Through the last wijziging before one that has yet another key; drafts are counted.
    """
    until = next((rule.from_amendment for rule in rules if rule.from_amendment > choice.since), None)
    counting = ~Q(amendment__status=AmendmentStatus.WITHDRAWN)
    if until is not None:
        counting &= Q(amendment__number__lt=until)
    lines = Line.objects.filter(counting, budget_year=choice.year, effective_year=choice.year, pool=row)
    named = dict(
        lines.filter(source=FundingSource.CONTRIBUTION)
        .order_by()
        .values_list("municipality__code")
        .annotate(t=Sum("cents"))
    )
    total = sum(named.values())
    direct = {code: cents for code, cents in named.items() if code}

    def paid(version: KeyVersion | None) -> dict[str, int]:
        return _key_of(version).shares(total) if version else direct

    rule = in_use(rules, choice.since)
    current = next((version for version in found if rule and version.pk == rule.key_version_id), None)
    old, new_ = paid(current) if rule else {}, paid(choice.version)
    places = [Share(place.name, old.get(place.code), new_.get(place.code)) for place in Municipality.objects.all()]
    return {
        "shares": places,
        "until": until,
        "total": total,
        "old_total": sum(old.values()),
        "new_total": sum(new_.values()),
    }
