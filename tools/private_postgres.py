"""Run a command with a PostgreSQL of its own: `python tools/private_postgres.py pytest ...`.

The server is made for this one run, in a temporary folder, and listens on a unix socket in that
folder only: it needs no port, no password and no installed cluster, and two runs never meet. The
command finds it in DATABASE_URL. It may lose data at a power cut, which makes tests quicker.
"""

import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from urllib.parse import quote

from find_program import find_program

_USER = "duoplus"
_DATABASE = "duoplus"
_SERVER_OPTIONS = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "60",
}


def _run(*command: str, owner: str | None) -> None:
    """Run a PostgreSQL program as `owner` (it refuses root) and show its output if it fails."""
    result = subprocess.run(
        command,
        user=owner,
        group=owner,
        extra_groups=[] if owner else None,
        cwd="/",
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if result.returncode:
        sys.exit(f"{command[0]} failed:\n{result.stdout}")


@contextmanager
def private_postgres() -> Iterator[str]:
    """Start a server, yield the address of its empty database, stop it and remove its files."""
    programs = {name: find_program(name) for name in ("initdb", "pg_ctl", "createdb")}
    missing = [name for name, path in programs.items() if path is None]
    if missing:
        sys.exit(f"PostgreSQL is not complete, missing: {', '.join(missing)}")
    initdb, pg_ctl, createdb = (str(path) for path in programs.values())

    owner = "postgres" if os.geteuid() == 0 else None
    # A socket path may have about 100 characters, so not under a long TMPDIR.
    folder = Path(tempfile.mkdtemp(prefix="duoplus-pg-", dir="/tmp"))
    data, log = folder / "data", folder / "server.log"
    if owner:
        account = pwd.getpwnam(owner)
        os.chown(folder, account.pw_uid, account.pw_gid)
    try:
        # The folder is readable for its owner alone, so whoever reaches the socket is trusted.
        _run(
            initdb, "--pgdata", str(data), "--username", _USER, "--auth", "trust",
            "--encoding", "UTF8", "--locale", "C.UTF-8", "--no-sync",
            owner=owner,
        )  # fmt: skip
        options = " ".join(f"-c {name}='{value}'" for name, value in _SERVER_OPTIONS.items())
        _run(
            pg_ctl, "start", "--wait", "--pgdata", str(data), "--log", str(log),
            "--options", f"{options} -k {folder}",
            owner=owner,
        )  # fmt: skip
        try:
            _run(createdb, "--host", str(folder), "--username", _USER, _DATABASE, owner=owner)
            yield f"postgres://{_USER}@/{_DATABASE}?host={quote(str(folder), safe='')}"
        finally:
            _run(pg_ctl, "stop", "--pgdata", str(data), "--mode", "immediate", owner=owner)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _stop(signum: int, _frame: FrameType | None) -> None:
    """Turn a request to stop into an exception, so that the server is stopped too."""
    sys.exit(128 + signum)


def main(command: list[str]) -> int:
    """Run `command` with DATABASE_URL set and return its exit status."""
    if not command:
        sys.exit(__doc__)
    signal.signal(signal.SIGTERM, _stop)
    with private_postgres() as address:
        return subprocess.run(command, env={**os.environ, "DATABASE_URL": address}, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
