"""Find programs that are not always on the PATH: `python tools/find_program.py initdb`."""

import shutil
import sys
from pathlib import Path

# What the program is called where; the first that exists is used.
_OTHER_NAMES = {"chromium": ["chromium", "chromium-browser", "google-chrome"]}
# Debian keeps the server programs of PostgreSQL off the PATH, one folder per version.
_POSTGRES_ROOT = Path("/usr/lib/postgresql")


def find_program(name: str) -> str | None:
    """Return the full path of a program, or None when it is not installed."""
    for candidate in _OTHER_NAMES.get(name, [name]):
        if path := shutil.which(candidate):
            return path
    versions = sorted(
        _POSTGRES_ROOT.glob(f"*/bin/{name}"),
        key=lambda path: int(path.parent.parent.name.split(".")[0]),
    )
    return str(versions[-1]) if versions else None


if __name__ == "__main__":
    found = find_program(sys.argv[1])
    if found is None:
        sys.exit(f"{sys.argv[1]} is not installed")
    print(found)
