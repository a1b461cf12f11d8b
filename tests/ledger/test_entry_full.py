"""The full form of one mutatie and the neutral shift, over http."""

from uuid import uuid4

import pytest

from ledger import journal
from ledger.journal import LineInput, MutationInput
from ledger.models import Amendment, Mutation, NeutralGroup

pytestmark = pytest.mark.django_db

NEW = "/2024/wijzigingen/2/mutaties/nieuw/"
SHIFT = "/2024/wijzigingen/2/verschuiving/"
YEARS = (2024, 2025, 2026, 2027)
HEAD = {"programme": "staf", "description": "Rentebaten", "recurrence": "incidental", "theme": "rentebaten"}
RENTE = (
    {"side": "income", "place": "financing", "cover": "third-parties", "y2024": "150.000"},
    {"side": "income", "cover": "contribution:staf", "y2024": "-150.000"},
)


def form(head, *rows, action="opslaan", **extra):
    data = {"actie": action, "token": str(uuid4()), "rows": str(len(rows)), **head, **extra}
    for index, row in enumerate(rows):
        data |= {f"{name}-{index}": value for name, value in row.items()}
    return data


def lines(mutation):
    return list(
        mutation.lines.order_by("position").values_list("effective_year", "side", "placement", "source", "cents")
    )


def rente():
    return Mutation.objects.get(amendment__number=2, description__startswith="Rentebaten")


def edited(client, mutation, *, version=None, head=None, **extra):
    """The edit form of a mutatie as a browser would send it back, with changes."""
    url = f"/2024/mutaties/{mutation.pk}/wijzigen/"
    page = client.get(url)
    rows = [
        {"side": _chosen(row["sides"]), "place": _chosen(row["places"]), "cover": _chosen(row["covers"])}
        | {name: text for name, _, text in row["amounts"]}
        for row in page.context["rows"]
    ]
    sent = form({**page.context["head"], **(head or {})}, *rows, **extra)
    return client.post(url, sent | {"version": str(version or page.context["version"])})


def _chosen(options):
    before, _, _ = options.partition('" selected>')
    return before.rpartition('value="')[2] if " selected>" in options else ""


def test_a_mutatie_of_two_baten_is_stored(fenna):
    answer = fenna.post(NEW, form(HEAD, *RENTE))
    assert answer.status_code == 302
    assert lines(rente()) == [
        (2024, "income", "financing", "third-parties", 15000000),
        (2024, "income", "programme", "contribution", -15000000),
    ]


def test_a_structural_one_fills_the_years_ahead_with_an_index(fenna):
    rows = ({"side": "cost", "y2024": "1.000"}, {"side": "income", "cover": "contribution:staf", "y2024": "1.000"})
    fenna.post(NEW, form(HEAD | {"recurrence": "structural", "index": "2,5"}, *rows))
    amounts = [100000, 102500, 105100, 107700]
    assert [line[-1] for line in lines(rente())] == [*amounts, *amounts]


def test_filling_ahead_shows_the_years_to_be_edited(fenna):
    page = fenna.post(NEW, form(HEAD | {"recurrence": "structural", "index": "10"}, RENTE[0], action="vullen"))
    amounts = [text for _, _, text in page.context["rows"][0]["amounts"]]
    assert amounts == ["150.000", "165.000", "181.500", "199.650"]
    assert not Mutation.objects.filter(amendment__number=2).exists()


def test_each_year_may_differ_and_a_nought_is_no_line(fenna):
    costs = {"y2024": "1.000", "y2025": "2.000", "y2026": "0", "y2027": "0"}
    rows = ({"side": "cost", **costs}, {"side": "income", "cover": "contribution:staf", **costs})
    fenna.post(NEW, form(HEAD | {"recurrence": "structural"}, *rows))
    assert [(line[0], line[-1]) for line in lines(rente())] == [
        (2024, 100000), (2025, 200000), (2024, 100000), (2025, 200000),
    ]  # fmt: skip


@pytest.mark.parametrize("recurrence", ["incidental", "structural"])
def test_opening_and_storing_changes_nothing(fenna, recurrence):
    fenna.post(NEW, form(HEAD | {"recurrence": recurrence}, *RENTE))
    before = lines(rente())
    assert edited(fenna, rente()).status_code == 302
    assert sorted(lines(rente())) == sorted(before)


@pytest.mark.parametrize(
    ("head", "rows", "sentence"),
    [
        ({"programme": ""}, RENTE, "Kies het programma"),
        ({"description": ""}, RENTE, "De omschrijving ontbreekt"),
        ({"index": "veel"}, RENTE, "Schrijf de index als percentage"),
        ({}, (), "heeft geen regels"),
        ({}, RENTE[:1], "niet in evenwicht"),
        ({}, ({**RENTE[0], "y2024": "1,000"}, RENTE[1]), "komma waar een punt hoort"),
        ({}, ({**RENTE[0], "side": ""}, RENTE[1]), "Kies last of baat"),
        ({}, ({**RENTE[0], "cover": ""}, RENTE[1]), "Kies wie de mutatie dekt"),
        ({}, ({**RENTE[0], "side": "cost"}, RENTE[1]), "Een last heeft geen dekkingsbron"),
    ],
)
def test_a_mistake_is_told_and_nothing_is_lost(fenna, head, rows, sentence):
    answer = fenna.post(NEW, form(HEAD | head, *rows))
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not Mutation.objects.filter(amendment__number=2).exists()
    for name, value in (HEAD | head).items():
        assert answer.context["head"][name] == value
    for row, shown in zip(rows, answer.context["rows"], strict=False):
        assert {name: text for name, _, text in shown["amounts"]}["y2024"] == row["y2024"]


def test_a_double_click_stores_once(fenna):
    sent = form(HEAD, *RENTE)
    first, second = fenna.post(NEW, sent), fenna.post(NEW, sent)
    assert first["Location"] == second["Location"]
    assert first["Location"].startswith("/2024/wijzigingen/2/invoer/staf/?opgeslagen=")
    assert Mutation.objects.filter(amendment__number=2).count() == 1


def test_the_balance_of_every_year_is_worked_out(fenna):
    answer = fenna.post("/2024/wijzigingen/2/mutaties/bereken/", form(HEAD, RENTE[0])).json()
    assert answer["years"]["2024"] == {"cost": 0, "income": 15000000, "open": -15000000}
    assert answer["figures"]["open-2024"] == "−150.000"
    assert "Sluit niet in 2024" in answer["status"]


class TestTwoPeople:
    @pytest.fixture
    def mutation(self, fenna, people, client):
        """Frits changed it after Fenna opened version 1."""
        fenna.post(NEW, form(HEAD, *RENTE))
        fenna.force_login(people.frits)
        edited(fenna, rente(), head={"description": "Rentebaten volgens Frits"})
        fenna.force_login(people.fenna)
        return rente()

    def test_both_versions_are_shown(self, fenna, mutation):
        answer = edited(fenna, mutation, version=1, head={"description": "Rentebaten volgens Fenna"})
        assert answer.status_code == 422
        assert answer.context["theirs"]["by"] == "Frits Test"
        difference = ("Omschrijving", "Rentebaten volgens Fenna", "Rentebaten volgens Frits")
        assert difference in answer.context["theirs"]["differences"]
        assert rente().description == "Rentebaten volgens Frits"

    @pytest.mark.parametrize(
        ("keep", "stays"), [("mine", "Rentebaten volgens Fenna"), ("theirs", "Rentebaten volgens Frits")]
    )
    def test_the_reader_chooses(self, fenna, mutation, keep, stays):
        head = {"description": "Rentebaten volgens Fenna"}
        assert edited(fenna, mutation, head=head, conflict="1").status_code == 422
        assert edited(fenna, mutation, head=head, conflict="1", keep=keep).status_code == 302
        assert rente().description == stays

    @pytest.mark.parametrize(("keep", "count"), [("mine", 1), ("theirs", 0)])
    def test_what_was_taken_away_can_come_back(self, fenna, people, mutation, keep, count):
        url = f"/2024/mutaties/{mutation.pk}/wijzigen/"
        journal.delete_mutation(actor=people.frits, mutation=mutation, version=mutation.version)
        sent = form(HEAD, *RENTE, wijziging="2", version="2")
        answer = fenna.post(url, sent)
        assert answer.status_code == 422
        assert answer.context["theirs"]["gone"]
        assert answer.context["head"]["description"] == "Rentebaten"
        assert fenna.post(url, sent | {"version": "0", "conflict": "1", "keep": keep}).status_code == 302
        assert Mutation.objects.filter(amendment__number=2).count() == count
        fenna.force_login(people.ogon)
        assert fenna.post(f"/2024/mutaties/{mutation.pk + 999}/wijzigen/", sent).status_code == 404

    def test_taking_away_what_somebody_changed_is_refused(self, fenna, mutation):
        url = f"/2024/mutaties/{mutation.pk}/weghalen/"
        assert fenna.post(url, {"version": "1", "token": str(uuid4())}).status_code == 422
        assert Mutation.objects.filter(pk=mutation.pk).exists()


def test_a_mutatie_is_taken_away_after_a_question(fenna, people):
    fenna.post(NEW, form(HEAD, *RENTE))
    mutation = rente()
    url = f"/2024/mutaties/{mutation.pk}/weghalen/"
    assert "Rentebaten" in fenna.get(url).content.decode()
    sent = {"version": "1", "token": str(uuid4())}
    assert [fenna.post(url, sent).status_code for _ in range(2)] == [302, 302]
    assert not Mutation.objects.filter(pk=mutation.pk).exists()


@pytest.mark.parametrize("page", ["wijzigen", "weghalen"])
def test_who_may_change_a_mutatie(fenna, people, page):
    fenna.post(NEW, form(HEAD, *RENTE))
    url = f"/2024/mutaties/{rente().pk}/{page}/"
    closed = Mutation.objects.get(code="2024-1-staf")
    assert "liggen vast" in fenna.get(f"/2024/mutaties/{closed.pk}/{page}/").content.decode()
    assert fenna.get(f"/2024/mutaties/999999/{page}/").status_code == 404
    fenna.force_login(people.board)
    assert fenna.post(url, form(HEAD, *RENTE)).status_code == 403
    fenna.force_login(people.ogon)
    assert fenna.post(url, form(HEAD, *RENTE)).status_code == 404


class TestShift:
    HEAD = {"name": "Herverdeling opleidingen", "recurrence": "incidental", "theme": "opleidingskosten"}
    ROWS = (
        {"programme": "staf", "number": "5", "spending": "-26.708", "cover": "contribution:staf"},
        {
            "programme": "bedrijfsvoering", "number": "15", "spending": "31.261",
            "cover": "contribution:bedrijfsvoering-exclusief-facilitair",
        },
        {"programme": "burger", "number": "7", "spending": "1.759", "cover": "contribution:burger"},
        {"programme": "buurt", "number": "7", "spending": "6.312-", "cover": "contribution:buurt-overig"},
    )  # fmt: skip

    def test_the_published_effect_of_opleidingen_comes_out(self, fenna):
        """VGR-2024 3.1.2: +1.728, -696 and -1.033; each rounded by itself, so a euro is left."""
        answer = fenna.post(f"{SHIFT}bereken/", form(self.HEAD, *self.ROWS)).json()
        assert answer["effect"] == {"diemen": 172800, "ouder-amstel": -69600, "uithoorn": -103300}
        assert answer["figures"]["rounding"] == "+1"
        assert answer["figures"]["total"] == "0"
        assert answer["status"].startswith("Neutraal")

    def test_it_is_stored_as_one_act(self, fenna):
        sent = form(self.HEAD, *self.ROWS)
        assert [fenna.post(SHIFT, sent).status_code for _ in range(2)] == [302, 302]
        group = NeutralGroup.objects.get(amendment__number=2)
        rows = group.mutations.values_list("programme__code", "number", "description", "theme__code")
        assert set(rows) == {
            (row["programme"], int(row["number"]), "Herverdeling opleidingen", "opleidingskosten") for row in self.ROWS
        }
        places = {
            mutation.programme.code: mutation.lines.get(side="cost").placement for mutation in group.mutations.all()
        }
        assert places == {
            "staf": "overhead",
            "bedrijfsvoering": "overhead",
            "burger": "programme",
            "buurt": "programme",
        }

    def test_a_structural_shift_is_neutral_in_every_year(self, fenna):
        fenna.post(SHIFT, form(self.HEAD | {"recurrence": "structural"}, *self.ROWS))
        group = NeutralGroup.objects.get(amendment__number=2)
        for year in YEARS:
            costs = [
                line.cents
                for mutation in group.mutations.all()
                for line in mutation.lines.filter(effective_year=year, side="cost")
            ]
            assert (len(costs), sum(costs)) == (4, 0)

    @pytest.mark.parametrize(
        ("head", "rows", "sentence"),
        [
            ({}, ROWS[:3], "De verschuiving is niet neutraal"),
            ({}, (), "minstens twee rijen"),
            ({"name": ""}, ROWS, "Geef de verschuiving een naam"),
            ({"recurrence": ""}, ROWS, "Kies incidenteel of structureel"),
            ({}, (*ROWS[:3], {**ROWS[3], "cover": "balance-sheet"}), "kies een verdeelgroep"),
            ({}, (*ROWS[:3], {**ROWS[3], "programme": ""}), "Kies het programma"),
            ({}, (*ROWS[:3], {**ROWS[3], "number": "5", "programme": "staf"}), "al in gebruik"),
        ],
    )
    def test_a_mistake_is_told_and_nothing_is_stored(self, fenna, head, rows, sentence):
        answer = fenna.post(SHIFT, form(self.HEAD | head, *rows))
        assert answer.status_code == 422
        assert sentence in answer.content.decode()
        assert not NeutralGroup.objects.filter(amendment__number=2).exists()
        assert not Mutation.objects.filter(amendment__number=2).exists()
        for row, shown in zip(rows, answer.context["rows"], strict=False):
            assert shown["texts"]["spending"] == row["spending"]

    def test_without_script_the_page_shows_the_effect(self, fenna):
        page = fenna.post(SHIFT, form(self.HEAD, *self.ROWS, action="rekenen"))
        assert [text for _, _, text in page.context["effect"]] == ["+1.728", "−696", "−1.033"]

    def test_names_may_return(self, fenna):
        fenna.post(SHIFT, form(self.HEAD, *self.ROWS))
        rows = [row | {"number": ""} for row in self.ROWS]
        assert fenna.post(SHIFT, form(self.HEAD, *rows)).status_code == 302
        assert NeutralGroup.objects.filter(amendment__number=2).count() == 2


def test_saving_rows_again_under_the_journal_tells_which_are_stale(people):
    from ledger.journal.grid import RowChange, StaleRowsError, save_rows

    amendment = Amendment.objects.get(budget_year=2024, number=2)
    both = tuple(
        LineInput(side, 100, 2024, source=source) for side, source in (("cost", None), ("income", "balance-sheet"))
    )
    second = MutationInput("twee", "staf", "Twee", "incidental", both)
    first = MutationInput("een", "staf", "Een", "incidental", both)
    row = journal.post_mutation(actor=people.fenna, amendment=amendment, mutation=first)
    with pytest.raises(StaleRowsError) as refusal:
        save_rows(
            actor=people.fenna,
            amendment=amendment,
            changes=[
                RowChange(4, first, row.pk, 7),
                RowChange(5, second),
            ],
        )
    assert refusal.value.rows == {4}
    assert not Mutation.objects.filter(code="twee").exists()
