"""`matcher open`: a file under a passphrase, as the page writes it for a colleague."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from matcher.commands.terminal import BAD_INPUT, say, write
from matcher.text.files import decode


def open_sealed(
    file: Annotated[Path, typer.Argument(metavar="FILE.age", help="The protected file.")],
    out: Annotated[
        Path | None, typer.Option("--out", "-o", help="Where to put what is in it; by default beside it, without .age.")
    ] = None,
) -> None:
    """Open a protected report. The passphrase is asked for, or read from stdin where that is no terminal."""
    from matcher.report.sealed import unsealed

    target = out or (file.with_suffix("") if file.suffix == ".age" else file.with_name(file.name + ".opened"))
    if target.exists():
        say(f"{target} is there already; name another file with --out.")
        raise typer.Exit(BAD_INPUT)
    try:
        sealed = file.read_bytes()
    except OSError as error:
        say(f"{file}: the file cannot be opened ({type(error).__name__}).")
        raise typer.Exit(BAD_INPUT) from None
    opened = unsealed(sealed, _passphrase(), str(file))
    target.touch(mode=0o600)
    target.write_bytes(opened)
    write(f"{target}\n")


def _passphrase() -> str:
    if sys.stdin.isatty():
        return str(typer.prompt("Passphrase", hide_input=True, err=True))
    return decode(sys.stdin.buffer.read(), "stdin (passphrase)").rstrip("\r\n")
