"""What every archive that somebody sends is held against, whatever it should contain."""

from pathlib import PurePosixPath
from typing import Final

MAX_UNPACKED: Final = 150 * 2**20  # bytes; 100.000 lines are about 60 MB
OLE2: Final = bytes.fromhex("d0cf11e0a1b11ae1")  # how an old or encrypted office file begins
ENCRYPTED: Final = 0x1  # the flag of a part with a password


def megabytes(size: int) -> str:
    """Return a size in bytes as read in Dutch: `50,0 MB`."""
    return f"{size / 2**20:.1f}".replace(".", ",") + " MB"


def is_tricky(name: str) -> bool:
    """Tell whether the name of a part points outside its archive."""
    return name.startswith("/") or "\\" in name or ":" in name or ".." in PurePosixPath(name).parts
