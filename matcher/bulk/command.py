"""`matcher score`: an export of notes against trials."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Iterable, Iterator
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from matcher.bulk.job import Accounts
    from matcher.errors import Failure
    from matcher.trials.types import Trial

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


class TableFormat(StrEnum):
    parquet = "parquet"
    csv = "csv"
    jsonl = "jsonl"


class DetailLevel(StrEnum):
    none = "none"
    deciding = "deciding"
    all = "all"


class Silence(StrEnum):
    unknown = "unknown"
    assume = "assume"


def score(
    trials: Annotated[str, typer.Argument(metavar="TRIALS", help="File or folder of trials.")],
    notes: Annotated[
        str,
        typer.Argument(
            metavar="NOTES",
            help="Export of notes: folder, CSV, JSON Lines, Parquet, FHIR NDJSON (gzip too), DuckDB or SQLite file, or "
            "database URL. - for a --query over files.",
        ),
    ],
    out: Annotated[
        Path,
        typer.Option("--out", "-o", help="Folder for the tables, or a file (.parquet, .csv, .jsonl) for the pairs."),
    ],
    format_: Annotated[
        TableFormat | None, typer.Option("--format", help="Of the tables; by default what --out ends in, or Parquet.")
    ] = None,
    detail: Annotated[
        DetailLevel, typer.Option(help="Judgements written: none, those violated or open, or all.")
    ] = DetailLevel.deciding,
    quotes: Annotated[
        bool, typer.Option("--quotes", help="Write the words of the notes beside their offsets.")
    ] = False,
    absence: Annotated[Silence, typer.Option(help="What no note mentions.")] = Silence.unknown,
    as_of: Annotated[
        str | None, typer.Option(help="Screening date, YYYY-MM-DD; by default each newest note's.")
    ] = None,
    condition: Annotated[str | None, typer.Option(help="Only trials about this condition or a kind of it.")] = None,
    patient: Annotated[str | None, typer.Option(help="Column of the patient's id; by default guessed.")] = None,
    note: Annotated[str | None, typer.Option(help="Column of the note's id.")] = None,
    text: Annotated[str | None, typer.Option(help="Column of the text.")] = None,
    date: Annotated[str | None, typer.Option(help="Column of the date.")] = None,
    title: Annotated[str | None, typer.Option(help="Column of the title.")] = None,
    query: Annotated[str | None, typer.Option(help="SQL that gives the notes.")] = None,
    encoding: Annotated[str | None, typer.Option(help="Of text files; by default told from the bytes.")] = None,
    delimiter: Annotated[str | None, typer.Option(help="Of CSV; by default told from the header.")] = None,
    date_format: Annotated[str | None, typer.Option(help="Of the date column, as strptime takes it.")] = None,
    pattern: Annotated[str | None, typer.Option(help="Of file names, such as {patient_id}_{date}.")] = None,
    longest: Annotated[int | None, typer.Option(min=1, help="Most characters of a note.")] = None,
    workers: Annotated[int | None, typer.Option(min=1, help="Processes; by default one for each processor.")] = None,
    time_limit: Annotated[
        float, typer.Option(min=0.1, help="Seconds a note (of up to 100,000 characters) or a pair may take.")
    ] = 60.0,
    memory_limit: Annotated[int, typer.Option(min=0, help="MB a record may need; 0 for no limit.")] = 2048,
    stop_early: Annotated[
        bool,
        typer.Option(
            "--stop-early/--judge-all", help="Leave a pair that age or sex rules out (not with --detail all)."
        ),
    ] = True,
    work_dir: Annotated[
        Path | None, typer.Option(help="Where an unfinished run is kept (holds notes); by default beside the output.")
    ] = None,
    restart: Annotated[bool, typer.Option("--restart", help="Begin anew instead of going on.")] = False,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace an output that is there.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Say nothing unless something fails.")] = False,
) -> None:
    """Every patient of an export against every trial: tables of pairs, judgements and failures, and a summary page.

    A run that was stopped goes on when the same command is given again.
    """
    from matcher.bulk.fingerprint import identity
    from matcher.bulk.job import score as run_job
    from matcher.bulk.merge import output_of
    from matcher.bulk.options import Limits, Running, Scoring
    from matcher.errors import InputError
    from matcher.matching.judge import day_of
    from matcher.notes.exports.reader import read_records

    _installed()
    scoring = Scoring(absence.value, day_of(as_of), detail.value, quotes, stop_early)
    running = Running(workers or _processors(), Limits(seconds=time_limit, megabytes=memory_limit))
    output = output_of(out, format_.value if format_ else None, detail is not DetailLevel.none)
    reading: dict[str, Any] = {
        "patient_id": patient, "note_id": note, "text": text, "date": date, "title": title, "query": query,
        "encoding": encoding, "delimiter": delimiter, "date_format": date_format, "pattern": pattern,
    }  # fmt: skip
    if longest is not None:
        reading["limit"] = longest
    source = None if notes == "-" else notes if "://" in notes else Path(notes)
    if isinstance(source, Path) and not source.exists():
        raise InputError(notes, None, "no such file or folder; check the name")
    bar = _bar(quiet)
    try:
        accounts = run_job(
            _trials(trials, condition),
            lambda: read_records(source, **reading),
            output,
            notes=f"{identity(notes)} {sorted((k, v) for k, v in reading.items() if v is not None)}",
            scoring=scoring,
            running=running,
            work_dir=work_dir,
            restart=restart,
            overwrite=overwrite,
            progress=bar,
        )
    except OSError as error:
        if error.errno in _FULL:
            mend = "the disk is full; make room and give the same command again, it goes on where it was"
            raise InputError(str(out), None, mend) from None
        raise
    finally:
        if bar is not None:
            bar.close()
    _tell(accounts, output.path, quiet)
    if accounts.failures:
        raise typer.Exit(1)


def _trials(name: str, condition: str | None) -> Iterable[Trial | Failure]:
    import matcher
    from matcher.bulk.plan import concerning

    read: Iterator[Trial | Failure] = matcher.read_trials(Path(name))
    return read if condition is None else concerning(read, condition)


def _tell(accounts: Accounts, path: Path, quiet: bool) -> None:
    from matcher.report.visible import one_line

    if not quiet:
        for line in accounts.lines():
            sys.stdout.write(f"{line}\n")
        sys.stdout.write(f"Written to {one_line(str(path))}\n")
    if accounts.failures:
        said = f"matcher: {accounts.failures:,} failures are listed in the output's table of failures."
        sys.stderr.write(f"{said}\n")


def _bar(quiet: bool) -> Any:
    from matcher.bulk.progress import ProgressBar

    return None if quiet else ProgressBar()


def _processors() -> int:
    """How many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _installed() -> None:
    from importlib.util import find_spec

    from matcher.errors import InputError

    missing = [name for name in ("psutil", "tqdm") if find_spec(name) is None]
    if missing:
        raise InputError("matcher score", None, f"{' and '.join(missing)} missing: pip install 'trial-matcher[bulk]'")
