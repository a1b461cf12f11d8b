"""The publication package of a sealed version: the document in every form, its data, and what it is, in one zip.

For the website of the organisation, for the archive, and for the P&C tool that takes the tables over: every row
and column has the key that it has everywhere in the application.
"""

import json
from collections.abc import Iterator
from datetime import date
from hashlib import sha256
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from ledger.core.content import Content
from ledger.core.content_changes import Changes
from reports.documents import figures_file, page, pdf
from reports.documents.frozen import thaw
from reports.documents.page import Seal
from reports.renderers import RENDERERS
from reports.renderers.context import Context
from reports.renderers.data import as_dict

_READABLE = 0o644 << 16
METADATA = "metadata.json"
_MEDIA_TYPES = {
    "pdf": "application/pdf",
    "html": "text/html",
    "json": "application/json",
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
}


def render(content: Content, seal: Seal | None, changes: Changes | None = None) -> bytes:
    """Return the package; the same content and seal give the same bytes."""
    files = dict(_files(content, seal, changes))
    files[METADATA] = _json(_metadata(content, seal, files))
    made_on = date.fromisoformat(content.made_on)
    written = BytesIO()
    with ZipFile(written, "w", ZIP_DEFLATED) as archive:
        for name, data in files.items():
            entry = ZipInfo(name, (max(made_on.year, 1980), made_on.month, made_on.day, 0, 0, 0))
            entry.compress_type, entry.external_attr = ZIP_DEFLATED, _READABLE
            archive.writestr(entry, data)
    return written.getvalue()


def _files(content: Content, seal: Seal | None, changes: Changes | None) -> Iterator[tuple[str, bytes]]:
    name = f"{content.slug}-{content.year}"
    yield f"{name}.pdf", pdf.render(content, seal, changes)
    yield f"{name}.html", page.twin(content, seal, changes)
    yield "inhoud.json", _json(content.as_dict())
    tables = list(content.tables())
    if not tables:
        return
    yield f"cijfers/{figures_file.XLSX_NAME}", figures_file.xlsx(content, seal.mark(content) if seal else "")
    yield f"cijfers/{figures_file.CSV_NAME}", figures_file.csv(content)
    context = Context(organisation=content.organisation, head=content.head, made_on=date.fromisoformat(content.made_on))
    for place, (section, values) in enumerate(tables, 1):
        table = thaw(dict(values))
        stem = f"cijfers/{place:02d}-{section.number or section.code}-{table.layout.slug}"
        yield f"{stem}.json", _json(as_dict(table))
        yield f"{stem}.ods", RENDERERS["ods"].render(table, context)


def _metadata(content: Content, seal: Seal | None, files: dict[str, bytes]) -> dict[str, Any]:
    """Say what the package is and what is in it, with the digest of every file.

    What has a name in Dublin Core has that name too (JSON-LD), for a catalogue that does not know ours.
    """
    digest = seal.digest if seal else content.digest
    return {
        "@context": {"dcterms": "http://purl.org/dc/terms/"},
        "dcterms:title": content.title,
        "dcterms:creator": content.organisation,
        "dcterms:publisher": content.organisation,
        "dcterms:language": "nl",
        "dcterms:temporal": str(content.year),
        "dcterms:identifier": f"sha256:{digest}",
        "dcterms:issued": seal.on.isoformat() if seal else None,
        "dcterms:created": content.made_on,
        "titel": content.title,
        "ondertitel": content.subtitle,
        "begrotingsjaar": content.year,
        "organisatie": content.organisation,
        "wijziging": content.amendment,
        "gemeente": content.municipality or None,
        "versie": seal.number if seal else None,
        "status": seal.label if seal else "concept",
        "vastgelegd_op": seal.on.isoformat() if seal else None,
        "kenmerk_inhoud": digest,
        "kenmerk_administratie": content.head,
        "taal": "nl",
        "bestanden": [
            {
                "naam": name,
                "formaat": _MEDIA_TYPES[name.rpartition(".")[2]],
                "bytes": len(data),
                "sha256": sha256(data).hexdigest(),
            }
            for name, data in files.items()
        ],
    }


def _json(values: dict[str, Any]) -> bytes:
    return (json.dumps(values, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()
