"""Whether what was sealed is still what was sealed: content against its digest, digest against the log, files too."""

from collections.abc import Iterator
from hashlib import sha256

from ledger.core.content import digest_of
from ledger.enums import VersionKind
from ledger.history.reading import subject_label
from ledger.journal.documents import document_subject
from ledger.journal.sealing import FILE_KEPT
from ledger.models import AuditEntry, ConsultationFile, DocumentVersion, OrderDocument, SealedFile

_SEALING = {"document.sent": VersionKind.SENT, "document.adopted": VersionKind.ADOPTED}


def damage(version: DocumentVersion) -> str:
    """Return what is wrong with a sealed version as it is stored; nothing when content, digest and log agree."""
    if digest_of(version.content) != version.digest:
        return f"De vastgelegde inhoud van {version} klopt niet met haar kenmerk: de administratie is aangetast."
    entries = AuditEntry.objects.filter(subject=document_subject(version.document), payload__digest=version.digest)
    if not entries.exists():
        return f"Het logboek kent het kenmerk van {version} niet: de administratie is aangetast."
    return ""


def versions() -> Iterator[str]:
    """Yield what is wrong with the sealed versions of documents, and those that are gone."""
    logged = {}
    for entry in AuditEntry.objects.filter(action__in=_SEALING).order_by("sequence"):
        facts = entry.payload["digest"], entry.payload["head"], _SEALING[entry.action], entry.actor_id
        logged[entry.subject, entry.payload["version"]] = facts
    for version in DocumentVersion.objects.select_related("document").iterator(20):
        known = logged.pop((document_subject(version.document), version.number), None)
        if wrong := damage(version):
            yield wrong
        elif known != (version.digest, version.head, version.kind, version.actor_id):
            yield f"{version} is niet de versie die volgens het logboek is vastgelegd."
    for subject, number in logged:
        yield f"Versie {number} van {subject_label(subject)} staat in het logboek, maar is verdwenen."


def is_logged(file: SealedFile) -> bool:
    """Tell whether the log knows the bytes of a file that was made of a sealed version."""
    subject = document_subject(file.version.document)
    kept = AuditEntry.objects.filter(action=FILE_KEPT, subject=subject, payload__sha256=file.digest)
    return kept.filter(payload__version=file.version.number).exists()


def files() -> Iterator[str]:
    """Yield the files whose bytes are not those that were kept, and those that were put among them."""
    for file in SealedFile.objects.select_related("version__document").defer("data").iterator(100):
        if not is_logged(file):
            yield f"Bestand {file.name} is volgens het logboek hier niet gemaakt."
    for model in (SealedFile, OrderDocument, ConsultationFile):
        for name, data, digest in model.objects.values_list("name", "data", "digest").iterator(20):
            if sha256(data).hexdigest() != digest:
                yield f"Bestand {name} is niet meer wat is bewaard."
