"""What has a history: how the log names it, how an address names it, and who may read it."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Max, Q, QuerySet
from django.urls import reverse

from ledger.models import Amendment, AuditEntry, MaatwerkOrder
from ledger.permissions import Access, Verb


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of thing. Its subjects in the log begin with one of the prefixes, then the year where it has one.

    `parts` counts the parts of its code: an investering is `1:3` in the log and `1-3` in an address.
    `has_more` when what follows the code (a version, a wijziging) belongs to the same history.
    """

    slug: str
    label: str
    prefixes: tuple[str, ...]
    yearly: bool = True
    parts: int = 1
    has_more: bool = False


KINDS = (
    Kind("wijziging", "wijzigingen", ("amendment",)),
    Kind("mutatie", "mutaties", ("mutation",)),
    Kind("groep", "neutrale verschuivingen", ("group",), parts=2),
    Kind("maatwerk", "maatwerkorders", ("order",)),
    Kind("overeenkomst", "DVO's en werkplannen", ("agreement",), yearly=False),
    Kind("sleutel", "verdeelsleutels", ("key",), yearly=False, has_more=True),
    Kind("verdeling", "verdeling van een verdeelgroep", ("rule",), has_more=True),
    Kind("reserve", "reserves en beginstanden", ("reserve", "opening")),
    Kind("investering", "investeringen", ("investment",), parts=2),
    Kind("risico", "risico's", ("risk",)),
    Kind("bestuursrapportage", "onderwerpen voor de bestuursrapportage", ("late",)),
    Kind("ogon", "OGON's", ("ogon",), yearly=False),
    Kind("overleg", "overleggen", ("meeting",), yearly=False),
    Kind("document", "documenten", ("document", "chapter", "block", "consultation"), has_more=True),
    Kind("vrijstelling", "vrijstellingen van de zienswijze", ("exemption",), yearly=False),
    Kind("jaar", "begrotingsjaar", ("year", "published")),
    Kind("organisatie", "organisatie", ("organisation",), yearly=False),
    Kind("programma", "programma's", ("programme",), yearly=False),
    Kind("verdeelgroep", "verdeelgroepen", ("pool",), yearly=False),
    Kind("thema", "thema's", ("theme",), yearly=False),
    Kind("gemeente", "gemeenten", ("municipality",), yearly=False),
    Kind("werkboek", "overgenomen werkboeken", ("book",), yearly=False),
    Kind("gebruiker", "gebruikers en rollen", ("user",), yearly=False),
)
BY_SLUG = {kind.slug: kind for kind in KINDS}
_BY_PREFIX = {prefix: kind for kind in KINDS for prefix in kind.prefixes}
_NOT_YEARLY = frozenset({"reserve"})  # of a kind that has subjects with and without a year
_STEPS = ("amendment.submitted", "amendment.adopted", "amendment.withdrawn")


def visible_entries(access: Access, year: int) -> QuerySet[AuditEntry]:
    """Return what a reader may read of a year and of what belongs to no year; users only for who manages them.

    Who does not see drafts reads what was done in the open: the steps of the wijzigingen that were offered, the
    reserves, the risico's and the year itself; an OGON member also the orders of the own gemeente.
    """
    entries: QuerySet[AuditEntry] = AuditEntry.objects.filter(Q(budget_year=year) | Q(budget_year__isnull=True))
    if not access.sees_published:
        return entries.none()
    if not access.can(Verb.MANAGE_USERS):
        entries = entries.exclude(subject__startswith="user:")
    if access.sees_drafts:
        return entries
    numbers = Amendment.objects.visible_to(access).filter(budget_year=year).values_list("number", flat=True)
    steps = Q(subject__in=[f"amendment:{year}:{number}" for number in numbers], action__in=_STEPS)
    start = ("reserve:", f"opening:{year}:", f"risk:{year}:")
    open_to_all = Q(subject=f"year:{year}")
    for prefix in start:
        open_to_all |= Q(subject__startswith=prefix)
    return entries.filter(steps | open_to_all | _own_orders(access, year))


def _own_orders(access: Access, year: int) -> Q:
    """Return the entries of the orders of the own gemeente, from when they became its own: two queries."""
    if not access.ogon_municipalities:
        return Q(pk__in=[])
    codes = MaatwerkOrder.objects.filter(budget_year=year, municipality__in=access.ogon_municipalities)
    subjects = [f"order:{year}:{code}" for code in codes.values_list("code", flat=True)]
    moved = AuditEntry.objects.filter(subject__in=subjects, payload__has_key="old_municipality")
    since = dict(moved.order_by().values_list("subject").annotate(last=Max("sequence")))
    found = Q(subject__in=[subject for subject in subjects if subject not in since])
    for subject, sequence in since.items():
        found |= Q(subject=subject, sequence__gt=sequence)
    return found


def of_kind(kind: Kind) -> Q:
    """Return the filter on entries about things of a kind."""
    found = Q()
    for prefix in kind.prefixes:
        found |= Q(subject=prefix) | Q(subject__startswith=f"{prefix}:")
    return found


def of_subject(kind: Kind, year: int, code: str) -> Q:
    """Return the filter on entries about one thing, named as in an address."""
    rest = code.replace("-", ":", kind.parts - 1)
    found = Q()
    for prefix in kind.prefixes:
        subject = f"{prefix}:{year}:{rest}" if _is_yearly(kind, prefix) else f"{prefix}:{rest}"
        found |= Q(subject=subject)
        if kind.has_more:
            found |= Q(subject__startswith=f"{subject}:")
    return found


def address_of(subject: str, year: int) -> str:
    """Return where the history of a subject of the log is shown; empty when it has no page of its own."""
    prefix, _, rest = subject.partition(":")
    kind = _BY_PREFIX.get(prefix)
    if kind is None:
        return ""
    if _is_yearly(kind, prefix):
        found, _, rest = rest.partition(":")
        year = int(found) if found.isdigit() else year
    parts = rest.split(":")[: kind.parts]
    return history_address(kind.slug, year, *parts) if rest else ""


def history_address(slug: str, year: int, *code: object) -> str:
    """Return where the history of one thing is shown."""
    return reverse("ledger:subject_history", args=[year, slug, "-".join(map(str, code))])


def readable_kinds(access: Access) -> Sequence[Kind]:
    """Return the kinds that a reader can find anything of."""
    if access.sees_drafts:
        return [kind for kind in KINDS if kind.slug != "gebruiker" or access.can(Verb.MANAGE_USERS)]
    slugs = {"wijziging", "reserve", "risico", "jaar"} | ({"maatwerk"} if access.ogon_municipalities else set())
    return [kind for kind in KINDS if kind.slug in slugs]


def _is_yearly(kind: Kind, prefix: str) -> bool:
    return kind.yearly and prefix not in _NOT_YEARLY
