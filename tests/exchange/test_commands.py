"""The commands: thin, with sentences instead of tracebacks."""

import os
import subprocess
import sys
from io import StringIO

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.utils import timezone

from ledger.enums import Role
from ledger.models import AuditEntry, BudgetYear, RoleGrant, User
from ledger.permissions import Access, Verb
from tests.exchange.books import everything, example


def run(*arguments, **options):
    out, err = StringIO(), StringIO()
    try:
        call_command(*arguments, stdout=out, stderr=err, **options)
    except SystemExit as stop:
        return stop.code, out.getvalue(), err.getvalue()
    return 0, out.getvalue(), err.getvalue()


@pytest.fixture
def book(tmp_path):
    path = tmp_path / "boek.xlsx"
    example().save(path)
    return path


@pytest.mark.django_db
def test_the_demo_loads_once_and_has_users_for_every_role(settings):
    settings.DEMO = True
    code, out, err = run("load_demo")
    assert (code, err) == (0, "")
    assert "Mutaties: 60 toegevoegd" in out
    assert "wachtwoord duoplus-demo" in out
    roles = set(RoleGrant.objects.values_list("role", flat=True))
    assert roles == set(Role.values)
    for name in ("financien", "ogon-diemen", "ogon-ouder-amstel", "ogon-uithoorn", "bestuur", "accountant", "beheer"):
        assert User.objects.get(username=name).check_password("duoplus-demo")
    assert RoleGrant.objects.get(user__username="raad-uithoorn", municipality__code="uithoorn").role == "council-reader"


@pytest.mark.django_db
def test_loading_again_keeps_what_people_did_and_renews_the_grants(settings):
    settings.DEMO = True
    run("load_demo")
    user = User.objects.get(username="financien")
    user.set_password("iets-anders")
    user.save()
    RoleGrant.objects.update(valid_until="2020-01-01")
    entries = AuditEntry.objects.count()
    code, out, err = run("load_demo")
    assert (code, err) == (0, "")
    assert "Er staat al een begroting in de database" in out
    assert AuditEntry.objects.count() == entries
    user.refresh_from_db()
    assert user.check_password("iets-anders")
    assert Access.of(user).can(Verb.ENTER)
    assert RoleGrant.objects.filter(user__username="bestuur").count() == 1


@pytest.mark.django_db
def test_without_demo_mode_there_are_no_demo_users(settings):
    settings.DEMO = False
    run("load_demo")
    assert list(User.objects.values_list("username", flat=True)) == ["overname"]
    assert BudgetYear.objects.filter(pk=2024).exists()


@pytest.mark.django_db
def test_the_demo_comes_into_no_database_of_real_people(settings):
    """Its accounts have a password that everybody knows, and one of them may manage users."""
    settings.DEMO = False
    run("load_demo")
    User.objects.create(username="jansen", email="jansen@example.org")
    settings.DEMO = True

    with pytest.raises(CommandError, match="In deze database staan echte gebruikers"):
        run("load_demo")

    assert set(User.objects.values_list("username", flat=True)) == {"overname", "jansen"}


@pytest.mark.django_db
def test_the_technical_account_has_its_rights_for_today_only():
    run("load_demo")
    grant = RoleGrant.objects.get(role=Role.TAKEOVER)
    assert grant.valid_until == timezone.localdate()


@pytest.mark.django_db
def test_import_tells_what_it_added(book):
    code, out, err = run("import_budget", book)
    assert (code, err) == (0, "")
    assert "Mutaties: 1 toegevoegd\n" in out
    assert "Alle boekjaren samen: lasten € 100.000,50, baten € 100.000,50\n" in out
    assert "Samen 13 toegevoegd, 0 stonden er al.\n" in out


@pytest.mark.django_db
def test_a_mistake_goes_to_stderr_with_an_exit_code(book, tmp_path):
    workbook = example()
    workbook["Regels"]["K2"] = "(1.234)"
    workbook.save(book)
    before = everything()
    code, out, err = run("import_budget", book)
    assert (code, out) == (1, "")
    assert err.startswith("Blad Regels, cel K2: ")
    assert err.endswith("Er is niets opgeslagen.\n")
    code, _, err = run("import_budget", tmp_path / "weg.xlsx")
    assert code == 1
    assert "weg.xlsx is niet te openen" in err
    assert everything() == before


@pytest.mark.django_db
def test_a_dry_run_stores_nothing(book):
    before = everything()
    code, out, _ = run("import_budget", book, dry_run=True)
    assert code == 0
    assert out.endswith("Dit was een proef: er is niets opgeslagen.\n")
    assert everything() == before


@pytest.mark.django_db
def test_export_and_its_refusals(book, tmp_path):
    run("import_budget", book)
    code, out, _ = run("export_workbook", tmp_path / "uit.xlsx", year=2030)
    assert code == 0
    assert out.endswith("uit.xlsx: 13 rijen op 10 bladen.\n")
    assert run("import_budget", tmp_path / "uit.xlsx")[1] == "Samen 0 toegevoegd, 13 stonden er al.\n"
    code, _, err = run("export_workbook", tmp_path / "uit.xlsx", year=2029)
    assert (code, err) == (1, "Jaar 2029: Dit begrotingsjaar bestaat niet. Wel: 2030.\n")
    assert run("export_workbook", tmp_path / "nergens" / "uit.xlsx")[0] == 1


def manage(database, *arguments):
    """Run a command as a user does: another process, nothing but the database in its environment."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("DUOPLUS_", "DJANGO_"))}
    environment["DATABASE_URL"] = f"sqlite:///{database}"
    command = [sys.executable, str(settings.BASE_DIR / "manage.py"), *map(str, arguments)]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=120)


@pytest.mark.slow
def test_an_import_into_nothing_makes_the_tables_first(book, tmp_path):
    database = tmp_path / "nieuw.sqlite3"
    refused = manage(database, "export_workbook", tmp_path / "uit.xlsx")
    assert refused.returncode != 0
    assert "Draai eerst: manage.py migrate" in refused.stderr
    assert "Traceback" not in refused.stderr
    done = manage(database, "import_budget", book)
    assert (done.returncode, done.stderr) == (0, "")
    assert "Samen 13 toegevoegd" in done.stdout
    assert manage(database, "export_workbook", "--year", "2030", tmp_path / "uit.xlsx").returncode == 0
