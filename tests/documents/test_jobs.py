"""Files in the background: made once per state, kept when sealed, and a failure that says why and can be repeated."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from ledger.enums import FileFormat, JobStatus
from ledger.models import RenderJob, SealedFile
from reports.documents import jobs
from tests.documents.outgoing import send


@pytest.fixture
def asked(world, document, django_capture_on_commit_callbacks):
    def ask(**more):
        with django_capture_on_commit_callbacks(execute=True):
            job = jobs.ask(actor=world.finance, document=document, form=FileFormat.XLSX, **more)
        return RenderJob.objects.get(pk=job.pk)

    return ask


def test_a_file_is_made_and_the_same_question_gets_the_same_answer(asked):
    first = asked()

    assert (first.status, first.progress) == (JobStatus.DONE, 100)
    assert bytes(first.data)[:2] == b"PK"
    assert asked().pk == first.pk


def test_another_state_of_the_ledger_is_another_file(asked, world):
    first = asked()
    world.order("o1", "diemen")

    assert asked().pk != first.pk


def test_what_is_sealed_is_kept_with_the_version(asked, world, document):
    version = send(world, document)
    job = asked(version=version)

    assert job.data is None
    assert SealedFile.objects.get(version=version).name == "wijziging-1-2030-versie-1.xlsx"
    assert asked(version=version).pk == job.pk


def test_a_failure_says_why_and_can_be_repeated(asked, monkeypatch):
    def refuse(*_):
        raise LookupError("Dit document heeft geen tabellen.")

    with monkeypatch.context() as patched:
        patched.setattr(jobs, "make", refuse)
        failed = asked()
    again = asked()

    assert (failed.status, failed.error) == (JobStatus.FAILED, "Dit document heeft geen tabellen.")
    assert (again.pk != failed.pk, again.status) == (True, JobStatus.DONE)


def test_what_breaks_inside_is_told_without_its_own_words(asked, monkeypatch, caplog):
    def explode(*_):
        raise RuntimeError("geheim pad /etc")

    monkeypatch.setattr(jobs, "make", explode)
    failed = asked()

    assert failed.status == JobStatus.FAILED
    assert "geheim" not in failed.error
    assert "broke off" in caplog.text


def test_work_that_stopped_without_an_end_is_started_anew(asked):
    job = asked()
    RenderJob.objects.filter(pk=job.pk).update(status=JobStatus.RUNNING, beat_at=timezone.now() - timedelta(minutes=6))
    job.refresh_from_db()

    assert jobs.is_lost(job)
    assert asked().pk != job.pk


def test_work_that_stopped_without_an_end_keeps_nobody_waiting(asked):
    job = asked()
    for silent, at_work in ((timedelta(), 1), (timedelta(minutes=6), 0)):
        RenderJob.objects.filter(pk=job.pk).update(status=JobStatus.RUNNING, beat_at=timezone.now() - silent)
        assert jobs._at_work() == at_work


def test_the_worker_takes_what_waits_oldest_first(asked, world, document, settings):
    settings.RENDER_INLINE = True
    job = asked()
    RenderJob.objects.update(status=JobStatus.WAITING)
    out = StringIO()

    call_command("run_render_jobs", stdout=out)

    assert out.getvalue() == "1 gemaakt.\n"
    job.refresh_from_db()
    assert job.status == JobStatus.DONE


# --- the commands -------------------------------------------------------------------------------


def render(tmp_path, *arguments):
    file = tmp_path / "uit"
    call_command("render_document", *arguments, "--year", "2030", "--output", str(file), stdout=StringIO())
    return file


def checked(file):
    out = StringIO()
    try:
        call_command("verify_document", str(file), stdout=out)
    except SystemExit as stop:
        return stop.code, out.getvalue()
    return 0, out.getvalue()


@pytest.mark.parametrize(("form", "start"), [("pdf", b"%PDF"), ("html", b"<!DO"), ("xlsx", b"PK"), ("zip", b"PK")])
def test_a_concept_is_written_in_every_form(tmp_path, document, form, start):
    file = render(tmp_path, "wijziging-1", "--format", form)

    assert file.read_bytes().startswith(start)
    assert checked(file)[0] == 1  # a concept is not sealed


def test_a_version_and_an_extract_are_genuine(tmp_path, world, document):
    send(world, document)
    for arguments in (["--version", "1"], ["--version", "1", "--gemeente", "Diemen"]):
        code, said = checked(render(tmp_path, "wijziging-1", "--format", "xlsx", *arguments))
        assert (code, said.startswith("Dit bestand is echt: 1e wijziging 2030, versie 1, verzonden")) == (0, True)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["nota"], "Er is geen document 'nota' van 2030. Wel: wijziging-1."),
        (["wijziging-1", "--version", "3"], "heeft geen versie 3. Wel: geen."),
        (["wijziging-1", "--gemeente", "Weesp"], "Er is geen gemeente 'Weesp'. Wel: Diemen, "),
    ],
)
def test_what_is_not_there_is_named_with_what_is(tmp_path, document, arguments, says):
    with pytest.raises(CommandError) as error:
        render(tmp_path, *arguments)

    assert says in str(error.value)


def test_a_file_that_cannot_be_read_or_written_is_said(tmp_path, document):
    with pytest.raises(CommandError, match="kan niet worden gelezen"):
        call_command("verify_document", str(tmp_path / "weg"))
    with pytest.raises(CommandError, match="kan niet worden geschreven"):
        call_command("render_document", "wijziging-1", "--year", "2030", "--output", str(tmp_path / "weg" / "x"))
