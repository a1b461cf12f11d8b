"""Finishes a PDF of WeasyPrint so that it is PDF/A-3a and PDF/UA-1 in one file, and reads well aloud.

WeasyPrint tags what it draws page by page and writes one conformance per file. This module mends, after
the tagging and before the file is written:

- a table that runs over several pages becomes one table, and a section of it one section;
- every cell names the headers it stands under: column group, column, section and row;
- heads that are repeated on the next page, running heads and page numbers become artifacts, which a screen
  reader passes over;
- a printed dash for nothing is read as 0;
- the metadata says PDF/UA as well.

It works on the objects of pydyf that WeasyPrint hands to a finisher and knows how WeasyPrint 70 arranges
them, so that version is pinned; the tests read the tags back and fail when an upgrade changes them. Section
numbers refer to ISO 32000-1 (PDF 1.7).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import Any, TypeAlias

Element: TypeAlias = Any  # a pydyf.Dictionary of the structure tree; pydyf has no types
Box: TypeAlias = Any  # a box of WeasyPrint's layout

_NIL_CLASS = "duo-table__nil"
_ORDER = {"/Caption": 0, "/THead": 1, "/TBody": 2, "/TFoot": 3}


def finish(document: Any, pdf: Any) -> None:
    """Mend the tags of a tagged PDF/A-3a; to be given to `HTML.write_pdf(finisher=...)`."""
    tree = TagTree(pdf)
    numbers = count(1)
    for fragments in _tables(document):
        if cells := _cells(fragments):
            _mend_table(tree, cells, numbers)
    tree.make_unreachable_artifacts()
    tree.write_artifacts()
    tree.write_identifiers()
    _declare_pdf_ua(tree, pdf)


class TagTree:
    """The structure tree of a PDF (14.7): elements are dictionaries that refer to each other by number."""

    def __init__(self, pdf: Any) -> None:
        self.objects = pdf.objects
        self.root = self.resolve(pdf.catalog["StructTreeRoot"])
        self.document = self.resolve(self.root["K"][0])
        self.identified: dict[str, Element] = {}
        self._pages = {item.reference: item for item in pdf.objects if _is_type(item, "/Page")}
        self._artifacts: dict[bytes, set[int]] = {}  # page -> numbers of its marked content

    def resolve(self, reference: str | bytes) -> Any:
        """Return the object that `b"12 0 R"` refers to."""
        return self.objects[int(reference.split()[0])]

    def children(self, element: Element) -> list[Element]:
        """Return the elements directly below an element, in reading order."""
        found = (self.resolve(kid) for kid in element.get("K", ()) if _is_reference(kid))
        return [item for item in found if _is_type(item, "/StructElem")]

    def below(self, element: Element) -> Iterator[Element]:
        """Yield an element and everything below it."""
        yield element
        for child in self.children(element):
            yield from self.below(child)

    def above(self, element: Element, tag: str) -> Element:
        """Return the nearest element above with the given tag."""
        while element["S"] != tag:
            element = self.resolve(element["P"])
        return element

    def detach(self, element: Element) -> None:
        """Take an element out of the list of its parent."""
        siblings = self.resolve(element["P"])["K"]
        siblings[:] = [kid for kid in siblings if not (_is_reference(kid) and self.resolve(kid) is element)]

    def move_children(self, source: Element, target: Element) -> None:
        """Hang everything directly below one element at the end of another."""
        for child in self.children(source):
            child["P"] = target.reference
            target["K"].append(child.reference)
        source["K"].clear()

    def identify(self, element: Element, name: str) -> Any:
        """Give an element an identifier that cells can refer to."""
        import pydyf  # noqa: PLC0415 - comes with WeasyPrint, which is loaded only for a PDF

        element["ID"] = pydyf.String(name)
        self.identified[name] = element
        return element["ID"]

    def make_artifact(self, element: Element) -> None:
        """Take an element out of the tree; what it draws is no longer part of the text."""
        for item in list(self.below(element)):
            for kid in item["K"]:
                if isinstance(kid, int):
                    self._artifacts.setdefault(item["Pg"], set()).add(kid)
            item.clear()  # an empty object: pydyf cannot leave a number out of a compressed file

    def make_unreachable_artifacts(self) -> None:
        """Do so with the elements that hang nowhere: WeasyPrint's running heads and page numbers."""
        reachable = {item.number for item in self.below(self.document)}
        for item in self.objects:
            if _is_type(item, "/StructElem") and item.number not in reachable:
                self.make_artifact(item)

    def write_artifacts(self) -> None:
        """Say so in the content of the pages as well (14.8.2.2), and in the way back from content to tags."""
        import pydyf  # noqa: PLC0415

        numbers = self.resolve(self.root["ParentTree"])["Nums"]
        for page_reference, wanted in self._artifacts.items():
            page = self._pages[page_reference]
            content = self.resolve(page["Contents"]).stream
            left = set(wanted)
            for place, token in enumerate(content):
                if isinstance(token, dict) and token.get("MCID") in wanted and content[place + 1] == b"BDC":
                    left.discard(token["MCID"])
                    content[place - 1] = "/Artifact"
                    content[place] = pydyf.Dictionary({"Type": "/Pagination"})
            if left:
                raise ValueError(f"marked content {sorted(left)} was not found on its page")
            parents = numbers[2 * page["StructParents"] + 1]
            for number in wanted:
                parents[number] = "null"

    def write_identifiers(self) -> None:
        """Write the list of identifiers that a tree with identifiers must have (14.7.2, table 322)."""
        import pydyf  # noqa: PLC0415

        if self.identified:
            names = pydyf.Array()
            for name in sorted(self.identified):
                names.extend([pydyf.String(name), self.identified[name].reference])
            self.root["IDTree"] = pydyf.Dictionary({"Names": names})


@dataclass(frozen=True)
class _Cell:
    """A cell as drawn: its box, the boxes it lies in, its element, and on which page of the table it is."""

    fragment: int
    group: Box
    row: Box
    box: Box
    element: Element

    @property
    def columns(self) -> range:
        """The columns of the table that the cell covers."""
        return range(self.box.grid_x, self.box.grid_x + self.box.colspan)

    @property
    def is_repeated_head(self) -> bool:
        """Whether this is the head of the table once more, on a following page."""
        return self.fragment > 0 and self.group.element_tag == "thead"

    @property
    def is_header(self) -> bool:
        """Whether the cell is a th."""
        return bool(self.element["S"] == "/TH")

    @property
    def scope(self) -> str:
        """What a header cell stands above or before: col, colgroup, row or rowgroup."""
        return str(self.box.element.get("scope") or ("col" if self.group.element_tag == "thead" else "row"))


@dataclass
class _Headers:
    """The identifiers of the header cells of one table, by what they stand above or before."""

    columns: list[tuple[range, Any]] = field(default_factory=list)
    sections: dict[Any, list[Any]] = field(default_factory=dict)  # by the tbody in the HTML
    rows: dict[int, list[Any]] = field(default_factory=dict)  # by the box of the row

    def above(self, cell: _Cell) -> list[Any]:
        """Return the headers of the columns of a cell."""
        return [name for columns, name in self.columns if set(columns) & set(cell.columns)]

    def section(self, cell: _Cell) -> list[Any]:
        """Return the headers of the section of a cell."""
        return self.sections.get(cell.group.element, [])

    def before(self, cell: _Cell) -> list[Any]:
        """Return the headers of the row of a cell."""
        return self.rows.get(id(cell.row), [])


def _mend_table(tree: TagTree, cells: list[_Cell], numbers: Iterator[int]) -> None:
    """Make one well-bound table of the pieces of a table."""
    repeated = _unique(tree.above(cell.element, "/TR") for cell in cells if cell.is_repeated_head)
    cells = [cell for cell in cells if not cell.is_repeated_head]
    _bind(tree, cells, numbers)
    _join_pages(tree, cells)
    for row in repeated:
        tree.detach(row)
        tree.make_artifact(row)


def _bind(tree: TagTree, cells: list[_Cell], numbers: Iterator[int]) -> None:
    """Give header cells a scope and a name, and the other cells the names of their headers (14.8.5.7)."""
    import pydyf  # noqa: PLC0415

    headers = _Headers()
    for cell in cells:
        if cell.is_header:
            name = tree.identify(cell.element, f"kop-{next(numbers):06d}")
            is_column = cell.scope.startswith("col")
            cell.element["A"]["Scope"] = "/Column" if is_column else "/Row"
            if is_column:
                headers.columns.append((cell.columns, name))
            elif cell.scope == "rowgroup":
                headers.sections.setdefault(cell.group.element, []).append(name)
            else:
                headers.rows.setdefault(id(cell.row), []).append(name)
    for cell in cells:
        if not cell.is_header:
            names = [*headers.section(cell), *headers.above(cell), *headers.before(cell)]
            cell.element["A"]["Headers"] = pydyf.Array(names)
            _speak_nil(tree, cell)
        elif cell.scope == "row" and headers.section(cell):
            cell.element["A"]["Headers"] = pydyf.Array(headers.section(cell))


def _speak_nil(tree: TagTree, cell: _Cell) -> None:
    """Let a dash for nothing be read as 0 (14.9.4)."""
    import pydyf  # noqa: PLC0415

    if _NIL_CLASS in (cell.box.element.get("class") or "").split():
        for item in tree.below(cell.element):
            if item["S"] == "/Span":
                item["ActualText"] = pydyf.String("0")


def _join_pages(tree: TagTree, cells: list[_Cell]) -> None:
    """Hang the sections of a table on its following pages in the table of its first page."""
    first = tree.above(cells[0].element, "/Table")
    for table in _unique(tree.above(cell.element, "/Table") for cell in cells):
        if table is first:
            continue
        for child in tree.children(table):
            if child["S"] == "/THead":  # the repeated head, by now without rows
                tree.detach(child)
        tree.move_children(table, first)
        tree.detach(table)
        table.clear()
    sections: dict[Any, Element] = {}
    for cell in cells:
        section = tree.resolve(tree.above(cell.element, "/TR")["P"])
        whole = sections.setdefault(cell.group.element, section)
        if section is not whole:
            tree.move_children(section, whole)
            tree.detach(section)
            section.clear()
    first["K"].sort(key=lambda kid: _ORDER.get(tree.resolve(kid)["S"], len(_ORDER)))


def _tables(document: Any) -> list[list[Box]]:
    """Return for every table of the HTML its boxes, one for each page it is on."""
    from weasyprint.formatting_structure import boxes  # noqa: PLC0415

    found: dict[Any, list[Box]] = {}
    waiting = [page._page_box for page in reversed(document.pages)]  # noqa: SLF001 - see the text at the top
    while waiting:
        box = waiting.pop()
        box = getattr(box, "_box", box)  # a placeholder of something positioned
        if isinstance(box, boxes.TableBox) and box.element is not None:
            found.setdefault(box.element, []).append(box)
        waiting += reversed(getattr(box, "children", ()))
    return list(found.values())


def _cells(fragments: Iterable[Box]) -> list[_Cell]:
    """Return the cells of a table in order; `mark` is where WeasyPrint keeps the element of a cell.

    A row without cells gets one from the layout that stands in no HTML: it draws nothing and has no element.
    """
    return [
        _Cell(number, group, row, box, box.mark)
        for number, fragment in enumerate(fragments)
        for group in fragment.children
        for row in group.children
        for box in row.children
        if hasattr(box, "mark")
    ]


def _unique(elements: Iterable[Element]) -> list[Element]:
    """Return each element once; they are dictionaries, so only their numbers can be compared."""
    return list({element.number: element for element in elements}.values())


def _is_type(item: Any, name: str) -> bool:
    return isinstance(item, dict) and item.get("Type") == name


def _is_reference(kid: Any) -> bool:
    return isinstance(kid, bytes) and kid.endswith(b" R")


def _declare_pdf_ua(tree: TagTree, pdf: Any) -> None:
    """Add the PDF/UA identification to the metadata (ISO 14289-1, 5).

    PDF/A allows a property it does not know only when the metadata describes it (ISO 19005-3, 6.6.2.3.2),
    with exactly these prefixes.
    """
    metadata = tree.resolve(pdf.catalog["Metadata"])
    end = b"</rdf:RDF>"
    if metadata.stream[0].count(end) != 1:
        raise ValueError("the metadata is not what WeasyPrint 70 writes")
    metadata.stream[0] = metadata.stream[0].replace(end, _PDF_UA.encode() + end)


_AIIM = "http://www.aiim.org"
_PDF_UA = f"""\
<rdf:Description rdf:about="" xmlns:pdfuaid="{_AIIM}/pdfua/ns/id/" pdfuaid:part="1"/>
<rdf:Description rdf:about=""
    xmlns:pdfaExtension="{_AIIM}/pdfa/ns/extension/"
    xmlns:pdfaSchema="{_AIIM}/pdfa/ns/schema#"
    xmlns:pdfaProperty="{_AIIM}/pdfa/ns/property#">
  <pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
    <pdfaSchema:schema>PDF/UA Universal Accessibility Schema</pdfaSchema:schema>
    <pdfaSchema:namespaceURI>{_AIIM}/pdfua/ns/id/</pdfaSchema:namespaceURI>
    <pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
    <pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
      <pdfaProperty:name>part</pdfaProperty:name>
      <pdfaProperty:valueType>Integer</pdfaProperty:valueType>
      <pdfaProperty:category>internal</pdfaProperty:category>
      <pdfaProperty:description>Part of ISO 14289 that the file conforms to</pdfaProperty:description>
    </rdf:li></rdf:Seq></pdfaSchema:property>
  </rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description>
"""
