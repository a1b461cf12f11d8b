"""Whether what was sealed is still what was sealed: content against its digest, digest against the log, files too."""

from collections.abc import Iterator
from hashlib import sha256

from ledger.core.content import digest_of
from ledger.journal.documents import document_subject
from ledger.models import AuditEntry, ConsultationFile, DocumentVersion, OrderDocument, SealedFile


def damage(version: DocumentVersion) -> str:
    """Return what is wrong with a sealed version as it is stored; nothing when content, digest and log agree."""
    if digest_of(version.content) != version.digest:
        return f"De vastgelegde inhoud van {version} klopt niet met haar kenmerk: de administratie is aangetast."
    entries = AuditEntry.objects.filter(subject=document_subject(version.document), payload__digest=version.digest)
    if not entries.exists():
        return f"Het logboek kent het kenmerk van {version} niet: de administratie is aangetast."
    return ""


def versions() -> Iterator[str]:
    """Yield what is wrong with the sealed versions of documents."""
    for version in DocumentVersion.objects.select_related("document").iterator(20):
        if wrong := damage(version):
            yield wrong


def files() -> Iterator[str]:
    """Yield the files whose bytes are not those that were kept."""
    for model in (SealedFile, OrderDocument, ConsultationFile):
        for name, data, digest in model.objects.values_list("name", "data", "digest").iterator(20):
            if sha256(data).hexdigest() != digest:
                yield f"Bestand {name} is niet meer wat is bewaard."
