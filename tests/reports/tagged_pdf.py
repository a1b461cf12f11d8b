"""Reads a tagged PDF back the way a screen reader does: by its tags, not by how it looks."""

import re
from collections.abc import Iterator
from functools import cached_property
from io import BytesIO
from typing import Any

import pikepdf

_PAIRS = re.compile(r"<([0-9a-f]+)> <([0-9a-f]+)>", re.IGNORECASE)


class TaggedPdf:
    """The structure tree of a PDF with the text of every element."""

    def __init__(self, content: bytes) -> None:
        self.pdf = pikepdf.open(BytesIO(content))
        self.tree: Any = self.pdf.Root.StructTreeRoot

    @cached_property
    def pages(self) -> dict[Any, int]:
        """The number of each page, counted from 0, by its object."""
        return {page.objgen: number for number, page in enumerate(self.pdf.pages)}

    @cached_property
    def marked(self) -> dict[tuple[int, int], str]:
        """The text of each piece of marked content, by page and number."""
        found: dict[tuple[int, int], str] = {}
        for number, page in enumerate(self.pdf.pages):
            for mark, text in self._pieces(page):
                if mark is not None:
                    found[number, mark] = found.get((number, mark), "") + text
        return found

    @cached_property
    def artifacts(self) -> list[str]:
        """The text on each page that a screen reader passes over."""
        return ["".join(text for mark, text in self._pieces(page) if mark is None) for page in self.pdf.pages]

    def _pieces(self, page: pikepdf.Page) -> Iterator[tuple[int | None, str]]:
        """Yield the pieces of text of a page, with the number of their marked content or None for an artifact."""
        fonts = {name: dict(self._letters(font)) for name, font in page.resources.get("/Font", {}).items()}
        letters: dict[str, str] = {}
        open_marks: list[int | None] = []
        for instruction in pikepdf.parse_content_stream(page):
            operands, name = instruction.operands, str(instruction.operator)
            if name in ("BDC", "BMC"):
                properties: Any = operands[1] if name == "BDC" else {}
                open_marks.append(int(properties["/MCID"]) if "/MCID" in properties else None)
            elif name == "EMC":
                open_marks.pop()
            elif name == "Tf":
                letters = fonts[str(operands[0])]
            elif name in ("Tj", "TJ"):
                parts = operands[0] if name == "TJ" else operands
                glyphs = b"".join(bytes(part) for part in parts if isinstance(part, pikepdf.String)).hex()
                assert open_marks, "text that is neither tagged nor an artifact"
                yield open_marks[-1], "".join(letters[glyphs[at : at + 4]] for at in range(0, len(glyphs), 4))

    @staticmethod
    def _letters(font: Any) -> Iterator[tuple[str, str]]:
        for glyph, text in _PAIRS.findall(font.ToUnicode.read_bytes().decode()):
            yield glyph.lower(), bytes.fromhex(text).decode("utf-16-be")

    def elements(self, tag: str, below: Any = None) -> list[Any]:
        """Every element with a tag, in reading order."""
        return [item for item in self._walk(self.tree if below is None else below) if item.get("/S") == f"/{tag}"]

    def text(self, element: Any) -> str:
        """The text of an element and all below it, lines joined by a space."""
        found = [
            self.marked[self.pages[item.Pg.objgen], int(kid)]
            for item in self._walk(element)
            for kid in _kids(item)
            if not isinstance(kid, pikepdf.Dictionary)
        ]
        return " ".join(part.strip() for part in found)

    def spoken(self, element: Any) -> str:
        """The text of an element as it is read aloud."""
        for item in self._walk(element):
            if "/ActualText" in item:
                return str(item.ActualText)
        return self.text(element)

    @cached_property
    def by_identifier(self) -> dict[str, Any]:
        """Elements by the identifier that cells use to refer to their headers, as the tree itself lists them."""
        names = list(self.tree.IDTree.Names)
        return {str(name): element for name, element in zip(names[::2], names[1::2], strict=True)}

    def headers(self, cell: Any) -> list[str]:
        """The texts of the headers that a cell names."""
        return [self.text(self.by_identifier[str(name)]) for name in cell.A.get("/Headers", [])]

    def _walk(self, element: Any) -> Iterator[Any]:
        yield element
        for kid in _kids(element):
            if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
                yield from self._walk(kid)


def _kids(element: Any) -> list[Any]:
    kids = element.get("/K", [])
    return list(kids) if isinstance(kids, pikepdf.Array) else [kids]
