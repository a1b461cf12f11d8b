"""The entry grid over http: what it stores, what it refuses, and that nothing typed is ever lost."""

import re
from datetime import date
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ledger import journal
from ledger.models import Amendment, AuditEntry, Line, Mutation, RoleGrant, User

pytestmark = pytest.mark.django_db

GRID = "/2024/wijzigingen/2/invoer/{}/"
FIELDS = ("number", "description", "spending", "recurrence", "cover", "ogon", "theme", "explanation")
STAF = {
    "number": "3",
    "description": "Organisatiedag",
    "spending": "-30.000",
    "recurrence": "incidental",
    "cover": "contribution:staf",
}


def form(*rows, action="opslaan", token=None, **extra):
    """A grid as a browser sends it."""
    data = {"actie": action, "rows": str(len(rows)), "token": str(token or uuid4()), **extra}
    for index, row in enumerate(rows):
        for name, value in row.items():
            data[f"{name}-{index}"] = value
    return data


def shown(page):
    """The rows of a page as a browser would send them back."""
    return [
        {name: value for name, value in row["texts"].items() if value}
        | {"pk": str(row["raw"].pk or ""), "version": str(row["raw"].version), "seen": row["raw"].seen}
        for row in page.context["rows"]
    ]


def save(client, *rows, programme="staf", **extra):
    return client.post(GRID.format(programme), form(*rows, **extra))


def test_a_row_becomes_a_balanced_mutatie_on_the_usual_place(fenna, people):
    answer = save(fenna, STAF | {"recurrence": "structural", "theme": "rentebaten", "ogon": "ja", "explanation": "Zo."})
    assert answer.status_code == 302
    mutation = Mutation.objects.get(code="2024-2-staf-3")
    assert (mutation.number, mutation.description, mutation.entered_by) == (3, "Organisatiedag", people.fenna)
    assert mutation.theme is not None
    assert (mutation.theme.code, mutation.decided_in_ogon, mutation.explanation) == ("rentebaten", True, "Zo.")
    lines = list(mutation.lines.order_by("position").values_list("effective_year", "side", "placement", "cents"))
    assert lines == [
        line
        for year in (2024, 2025, 2026, 2027)
        for line in ((year, "cost", "overhead", 3000000), (year, "income", "programme", 3000000))
    ]


@pytest.mark.parametrize(
    ("programme", "place"), [("staf", "overhead"), ("burger", "programme"), ("buurt", "programme")]
)
def test_the_place_of_lasten_follows_the_programma(fenna, programme, place):
    page = fenna.get(GRID.format(programme))
    assert f'value="{place}" selected' in page.context["places"]


def test_the_place_may_be_chosen(fenna):
    save(fenna, STAF, place="programme")
    assert Line.objects.get(mutation__code="2024-2-staf-3", side="cost").placement == "programme"


@pytest.mark.parametrize(
    ("typed", "cents"),
    [("-30.000", 3000000), ("30.000-", 3000000), ("(1.234,50)", 123450), ("€ 250", -25000), ("\u2212 1 000", 100000)],
)
def test_amounts_are_read_as_dutch_people_write_them(fenna, typed, cents):
    save(fenna, STAF | {"spending": typed})
    assert Line.objects.get(mutation__code="2024-2-staf-3", side="cost").cents == cents


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"spending": "30,000"}, "komma waar een punt hoort"),
        ({"spending": ""}, "Het bedrag ontbreekt"),
        ({"spending": "0"}, "Het bedrag is nul"),
        ({"description": ""}, "De omschrijving ontbreekt"),
        ({"description": "x" * 301}, "is 301 tekens lang en mag er 300 hebben"),
        ({"recurrence": ""}, "Kies incidenteel of structureel"),
        ({"cover": ""}, "Kies wie de mutatie dekt"),
        ({"cover": "contribution:bestaat-niet"}, "Onbekende verdeelgroep"),
        ({"cover": "contribution:buurt-vth"}, "noem de gemeente"),
        ({"number": "drie"}, "Het nummer is een heel getal"),
        ({"theme": "bestaat-niet"}, "Onbekend thema"),
    ],
)
def test_a_wrong_row_is_refused_with_a_sentence_and_nothing_is_lost(fenna, change, sentence):
    good = STAF | {"number": "8", "description": "Deze is goed"}
    answer = save(fenna, good, STAF | change)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in page
    assert "<title>\n" not in page
    assert re.search(r"<title>Fout: ", page)
    assert not Mutation.objects.filter(amendment__number=2).exists(), "all rows or none"
    texts = answer.context["rows"][1]["texts"]
    for name, value in (STAF | change).items():
        assert texts[name] == value


def test_a_number_stands_once(fenna):
    assert "al in gebruik" in save(fenna, STAF, STAF | {"description": "Nog een"}).content.decode()
    save(fenna, STAF)
    assert "al in gebruik" in save(fenna, STAF | {"description": "Nog een"}).content.decode()


def test_blank_rows_are_passed_over_and_more_can_be_asked_for(fenna):
    assert save(fenna, {}, STAF, {}).status_code == 302
    page = fenna.post(GRID.format("staf"), form(*shown(fenna.get(GRID.format("staf"))), action="rij"))
    assert len(page.context["rows"]) == 5
    assert page.context["rows"][0]["texts"]["description"] == "Organisatiedag"


def test_more_rows_than_a_form_can_hold_are_refused_and_not_cut_off(fenna):
    answer = fenna.post(GRID.format("staf"), form(STAF) | {"rows": "1501"})
    assert answer.status_code == 422
    assert "hoogstens 1500 rijen" in answer.content.decode()
    assert not Mutation.objects.filter(amendment__number=2).exists()


def test_a_double_click_stores_once(fenna):
    token = uuid4()
    first, second = (save(fenna, STAF, token=token) for _ in range(2))
    assert first.status_code == second.status_code == 302
    assert first["Location"] == second["Location"]
    assert Mutation.objects.filter(amendment__number=2).count() == 1
    assert fenna.post(GRID.format("staf") + "bereken/", {"token": str(token)}).json()["stored"]

    # The same form from another window, with something else in it: refused, and it can be saved as a form of its own.
    other = save(fenna, STAF | {"number": "4"}, token=token)
    assert other.status_code == 422
    assert "al opgeslagen, met andere gegevens" in other.content.decode()
    assert other.context["token"] != token
    assert save(fenna, STAF | {"number": "4"}, token=other.context["token"]).status_code == 302


def test_only_what_changed_is_written(fenna):
    save(fenna, STAF, STAF | {"number": "4", "description": "Tweede"})
    rows = shown(fenna.get(GRID.format("staf")))[:2]
    rows[1]["spending"] = "-40.000"
    entries = AuditEntry.objects.count()
    save(fenna, *rows)
    assert dict(Mutation.objects.filter(amendment__number=2).values_list("number", "version")) == {3: 1, 4: 2}
    assert AuditEntry.objects.count() == entries + 1
    save(fenna, *shown(fenna.get(GRID.format("staf"))))
    assert AuditEntry.objects.count() == entries + 1


def test_rows_may_trade_numbers_and_one_may_go(fenna):
    save(fenna, STAF, STAF | {"number": "4", "description": "Tweede"}, STAF | {"number": "5", "description": "Derde"})
    rows = shown(fenna.get(GRID.format("staf")))[:3]
    rows[0]["number"], rows[1]["number"] = "4", "3"
    rows[2]["remove"] = "1"
    assert save(fenna, *rows).status_code == 302
    stored = Mutation.objects.filter(amendment__number=2).values_list("description", "number")
    assert dict(stored) == {"Organisatiedag": 4, "Tweede": 3}


def test_what_the_grid_does_not_show_is_kept(fenna, people):
    from ledger.entry.balancing import CoverChoice, Entry, expand

    entry = Entry(
        "eigen-code", "staf", "Met bron", -500, "incidental", CoverChoice("contribution", pool="staf"),
        reference="6.3.9", placement="programme",
    )  # fmt: skip
    amendment = Amendment.objects.get(budget_year=2024, number=2)
    journal.post_mutation(actor=people.fenna, amendment=amendment, mutation=expand(entry, 2024, 3))
    rows = shown(fenna.get(GRID.format("staf")))[:1]
    rows[0]["description"] = "Met bron, verbeterd"
    save(fenna, *rows)
    mutation = Mutation.objects.get(code="eigen-code")
    assert (mutation.description, mutation.reference) == ("Met bron, verbeterd", "6.3.9")
    assert mutation.lines.get(side="cost").placement == "programme"


class TestTwoPeople:
    @pytest.fixture
    def stale(self, fenna, people, client):
        """Fenna has the grid open while Frits changes the amount and the description."""
        save(fenna, STAF)
        opened = shown(fenna.get(GRID.format("staf")))[:1]
        fenna.force_login(people.frits)
        save(fenna, opened[0] | {"spending": "-35.000"})
        fenna.force_login(people.fenna)
        return opened[0]

    def test_an_untouched_row_does_not_undo_the_other(self, fenna, stale):
        save(fenna, stale, STAF | {"number": "9", "description": "Nieuw"})
        assert Line.objects.get(mutation__number=3, mutation__amendment__number=2, side="cost").cents == 3500000
        assert Mutation.objects.filter(amendment__number=2).count() == 2

    def test_both_versions_are_shown_and_nothing_is_stored(self, fenna, stale):
        answer = save(fenna, stale | {"description": "Van Fenna"}, STAF | {"number": "9", "description": "Nieuw"})
        conflict = answer.context["rows"][0]["row"].conflict
        assert answer.status_code == 422
        assert conflict.by == "Frits Test"
        assert ("Omschrijving", "Van Fenna", "Organisatiedag") in conflict.differences
        assert ("Uitgaven in €", "-30.000", "-35.000") in conflict.differences
        assert Mutation.objects.filter(amendment__number=2).count() == 1
        again = save(fenna, stale | {"description": "Van Fenna", "version": "2", "conflict": "1"})
        assert again.status_code == 422, "a choice has to be made"

    @pytest.mark.parametrize(
        ("keep", "description", "cents", "version"),
        [("mine", "Van Fenna", 3000000, 3), ("theirs", "Organisatiedag", 3500000, 2)],
    )
    def test_the_reader_chooses(self, fenna, stale, keep, description, cents, version):
        row = stale | {"description": "Van Fenna", "version": "2", "conflict": "1", "keep": keep}
        assert save(fenna, row).status_code == 302
        mutation = Mutation.objects.get(amendment__number=2)
        assert (mutation.description, mutation.version) == (description, version)
        assert mutation.lines.get(side="cost").cents == cents

    def test_a_choice_made_for_an_older_version_is_asked_again(self, fenna, stale):
        row = stale | {"description": "Van Fenna", "version": "1", "conflict": "1", "keep": "mine"}
        assert save(fenna, row).status_code == 422

    @pytest.mark.parametrize(("keep", "count"), [("mine", 1), ("theirs", 0)])
    def test_a_mutatie_that_was_taken_away_can_come_back(self, fenna, stale, keep, count):
        mutation = Mutation.objects.get(amendment__number=2)
        frits = User.objects.get(username="frits")
        journal.delete_mutation(actor=frits, mutation=mutation, version=mutation.version)
        row = stale | {"description": "Van Fenna"}
        answer = save(fenna, row)
        assert answer.status_code == 422
        assert answer.context["rows"][0]["row"].conflict.gone
        assert save(fenna, row | {"version": "0", "conflict": "1", "keep": keep}).status_code == 302
        assert Mutation.objects.filter(amendment__number=2, description="Van Fenna").count() == count


class TestFigures:
    def url(self):
        return GRID.format("staf") + "bereken/"

    def test_lasten_cover_and_effect_are_worked_out(self, fenna):
        save(fenna, STAF | {"cover": "contribution:burger"}, programme="burger")
        answer = fenna.post(self.url(), form(STAF, {}, STAF | {"number": "9", "spending": "x"})).json()
        first, wrong = answer["rows"]
        assert (first["cost"], first["income"]) == (3000000, 3000000)
        assert first["effect"] == {"diemen": 1138800, "ouder-amstel": 750200, "uithoorn": 1111000}
        assert "Diemen +11.388" in first["summary"]
        assert [problem["field"] for problem in wrong["problems"]] == ["spending"]
        assert answer["programme"]["cost"] == 3000000
        assert answer["amendment"]["cost"] == 6000000
        assert answer["figures"]["amendment-place-diemen"] == "+11.388"
        assert "Sluit" in answer["status"]
        assert not answer["stored"]
        assert Mutation.objects.filter(amendment__number=2).count() == 1, "nothing is stored"

    def test_the_number_of_queries_does_not_grow(self, fenna):
        save(fenna, STAF)
        rows = shown(fenna.get(GRID.format("staf")))[:1]

        def count(extra):
            many = [STAF | {"number": str(20 + place), "description": f"Rij {place}"} for place in range(extra)]
            with CaptureQueriesContext(connection) as queries:
                assert fenna.post(self.url(), form(*rows, *many)).status_code == 200
            return len(queries)

        assert count(1) == count(60) == 26

    def test_without_script_the_page_itself_shows_them(self, fenna):
        answer = fenna.post(GRID.format("staf"), form(STAF, action="rekenen"))
        assert answer.status_code == 200
        assert "lasten +30.000" in answer.content.decode()
        assert not Mutation.objects.filter(amendment__number=2).exists()


def test_what_needs_more_lines_is_listed_and_counted(fenna, people):
    from ledger.journal import LineInput, MutationInput

    lines = (LineInput("income", 15000000, 2024, source="third-parties"),
             LineInput("income", -15000000, 2024, source="contribution", pool="staf"))  # fmt: skip
    amendment = Amendment.objects.get(budget_year=2024, number=2)
    mutation = MutationInput("rente", "staf", "Rentebaten", "incidental", lines)
    row = journal.post_mutation(actor=people.fenna, amendment=amendment, mutation=mutation)
    page = fenna.get(GRID.format("staf"))
    assert not any(one["texts"]["description"] for one in page.context["rows"])
    assert f"/2024/mutaties/{row.pk}/wijzigen/" in page.content.decode()
    answer = fenna.post(GRID.format("staf") + "bereken/", form(STAF)).json()
    assert answer["programme"]["sources"]["contribution"] == 3000000 - 15000000


def test_the_last_thing_stored_can_be_undone(fenna):
    save(fenna, STAF)
    token = uuid4()
    url = GRID.format("staf") + "ongedaan/"
    first, second = (fenna.post(url, {"token": str(token)}, follow=True) for _ in range(2))
    assert "De laatste opslag is ongedaan gemaakt" in first.content.decode()
    assert "De laatste opslag is ongedaan gemaakt" in second.content.decode()
    assert not Mutation.objects.filter(amendment__number=2).exists()


class TestAccess:
    URLS = (
        "/2024/wijzigingen/2/invoer/staf/",
        "/2024/wijzigingen/2/invoer/staf/bereken/",
        "/2024/wijzigingen/2/invoer/staf/ongedaan/",
        "/2024/wijzigingen/2/mutaties/nieuw/",
        "/2024/wijzigingen/2/mutaties/bereken/",
        "/2024/wijzigingen/2/verschuiving/",
        "/2024/wijzigingen/2/verschuiving/bereken/",
    )

    @pytest.mark.parametrize("url", URLS)
    def test_without_the_right_to_enter_it_is_forbidden(self, people, client, url):
        client.force_login(people.board)
        assert client.post(url, form(STAF)).status_code == 403

    @pytest.mark.parametrize("url", URLS)
    def test_who_may_not_see_the_draft_is_told_nothing(self, people, client, url):
        client.force_login(people.ogon)
        assert client.post(url, form(STAF)).status_code == 404

    @pytest.mark.parametrize("url", URLS)
    def test_what_is_not_there_is_not_found(self, fenna, url):
        assert fenna.post(url.replace("/2/", "/7/"), form(STAF)).status_code == 404
        assert fenna.post(url.replace("2024", "2031"), form(STAF)).status_code == 404

    def test_an_unknown_programma_is_not_found(self, fenna):
        assert fenna.get(GRID.format("bestaat-niet")).status_code == 404

    @pytest.mark.parametrize("url", [GRID.format("staf").replace("/2/", "/1/"), "/2024/wijzigingen/1/verschuiving/"])
    def test_a_closed_wijziging_says_so_and_has_no_form(self, fenna, url):
        page = fenna.get(url)
        assert page.status_code == 200
        assert "liggen vast" in page.content.decode()
        assert "data-entry" not in page.content.decode()
        assert fenna.post(url, form(STAF)).status_code == 409
        assert not Mutation.objects.filter(number=3, amendment__number=1).exists()

    def test_a_right_that_has_ended_counts_no_more(self, fenna, people):
        RoleGrant.objects.filter(user=people.fenna).update(valid_until=date(2020, 1, 1))
        assert save(fenna, STAF).status_code == 403
