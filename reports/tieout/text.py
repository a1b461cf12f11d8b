"""The report as plain text: for the terminal, and as the golden file of the tests."""

from collections.abc import Iterator
from itertools import groupby
from textwrap import indent, wrap

from reports.formats import printed
from reports.tieout.report import Difference, Report

_WIDTH = 110


def as_text(report: Report) -> str:
    """Return the whole report: counts, then the differences per table."""
    return "\n".join(_lines(report))


def _lines(report: Report) -> Iterator[str]:
    yield f"Aansluitcontrole begroting {report.year}"
    yield ""
    yield f"Vergeleken: {report.compared}, gelijk: {report.agreeing}, verschillen: {len(report.differences)}."
    yield f"Optellingen en gelijke bedragen in het document: {report.relations}, waarvan {report.broken} niet kloppen."
    yield ""
    for cause, count in report.counts.items():
        yield f"{count:5d}  {cause.label}"
    yield ""
    for table in report.tables:
        verschillen = "1 verschil" if table.differences == 1 else f"{table.differences} verschillen"
        yield f"{table.paragraph:6} {table.title}: {table.compared} vergeleken, {verschillen}"
    for _, differences in groupby(report.differences, key=lambda item: (item.place.table, item.place.paragraph)):
        yield ""
        for difference in differences:
            yield from _difference(difference)


def _difference(difference: Difference) -> Iterator[str]:
    expected = printed(difference.expected) if difference.expected is not None else "niets"
    figures = f"{difference.place.printed or 'niets'} / {expected}"
    if difference.difference is not None:
        figures += f", verschil {printed(difference.difference)}"
    root = f" (volgt uit {difference.root})" if difference.root else ""
    yield f"[{difference.number}] {difference.place.where}"
    yield f"    {difference.cause.label}{root}: {figures}"
    for sentence in (difference.explanation, *(f"- {proof}" for proof in difference.proofs)):
        yield indent("\n".join(wrap(sentence, _WIDTH)), "    ")
