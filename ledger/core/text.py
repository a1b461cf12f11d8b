"""Text as stored and as searched."""

import unicodedata


def clean(text: str) -> str:
    """Return text in NFC with the ligature `ĳ` (U+0133) of the source documents written as `ij`."""
    return unicodedata.normalize("NFC", text.replace("\u0133", "ij").replace("\u0132", "IJ"))


def search_key(text: str) -> str:
    """Return what is compared when somebody searches: no case, no accents, no ligatures."""
    decomposed = unicodedata.normalize("NFKD", clean(text))
    return "".join(char for char in decomposed if not unicodedata.combining(char)).casefold()
