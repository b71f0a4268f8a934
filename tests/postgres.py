"""A PostgreSQL server of the test's own, where one is installed."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

FOLDERS = ("/usr/local/bin", "/usr/bin", *(str(path) for path in Path("/usr/lib/postgresql").glob("*/bin")))


def program(name: str) -> str | None:
    """Where a program of PostgreSQL is."""
    return shutil.which(name, path=os.pathsep.join((os.environ.get("PATH", ""), *FOLDERS)))


MISSING = "no PostgreSQL is installed (Debian: apt-get install postgresql), and these tests need one"


def needed() -> None:
    """Without PostgreSQL the test is skipped, but fails where CI is set: there it must run."""
    if program("initdb") and program("pg_ctl"):
        return
    if os.environ.get("CI"):
        pytest.fail(MISSING)
    pytest.skip(MISSING)


@contextmanager
def server() -> Iterator[str]:
    """The URL of a database on a free port of this machine, gone at the end. The server refuses to run as root."""
    needed()
    owner = pwd.getpwnam("postgres") if os.geteuid() == 0 else None
    # Not pytest's folder: that belongs to root alone.
    folder = Path(tempfile.mkdtemp(prefix="matcher-postgres-"))
    if owner is not None:
        os.chown(folder, owner.pw_uid, owner.pw_gid)

    def run(*command: str) -> None:
        done = subprocess.run(
            command, user=owner.pw_uid if owner else None, group=owner.pw_gid if owner else None, cwd=folder,
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, timeout=180, check=False,
            env={"PATH": os.environ["PATH"], "LC_ALL": "C"},
        )  # fmt: skip
        assert done.returncode == 0, done.stderr.decode()[-500:]

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    data = str(folder / "data")
    run(str(program("initdb")), "-D", data, "-U", "matcher", "-A", "trust", "-E", "UTF8", "--no-sync")
    options = f"-p {port} -h 127.0.0.1 -k '{folder}' -F"
    run(str(program("pg_ctl")), "-D", data, "-o", options, "-l", str(folder / "log"), "-w", "-t", "150", "start")
    try:
        yield f"postgresql://matcher@127.0.0.1:{port}/postgres"
    finally:
        run(str(program("pg_ctl")), "-D", data, "-m", "immediate", "stop")
        shutil.rmtree(folder)
