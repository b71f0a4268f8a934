"""`matcher score`: an export of notes against trials."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterable, Iterator
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from matcher.commands.terminal import SOME_FAILED, say, write
from matcher.commands.trials import LibraryOption
from matcher.matching.enumerations import Absence

if TYPE_CHECKING:
    from matcher.bulk.job import Accounts
    from matcher.errors import Failure
    from matcher.trials.types import Trial

_LIBRARY = "library"
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


class TableFormat(StrEnum):
    parquet = "parquet"
    csv = "csv"
    jsonl = "jsonl"


class DetailLevel(StrEnum):
    none = "none"
    deciding = "deciding"
    all = "all"


class Engine(StrEnum):
    local = "local"
    spark = "spark"


def score(
    trials: Annotated[
        str, typer.Argument(metavar="TRIALS", help="File or folder of trials, or `library` for the trial library.")
    ],
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
    absence: Annotated[Absence, typer.Option(help="What no note mentions.")] = "unknown",
    as_of: Annotated[
        str | None, typer.Option(help="Screening date, YYYY-MM-DD; by default each newest note's.")
    ] = None,
    condition: Annotated[str | None, typer.Option(help="Only trials about this condition or a kind of it.")] = None,
    library: LibraryOption = None,
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
    engine: Annotated[
        Engine, typer.Option(help="Where to score: in processes of this machine, or on Spark.")
    ] = Engine.local,
    master: Annotated[str | None, typer.Option(help="Address of the Spark cluster, such as spark://host:7077.")] = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Say nothing unless something fails.")] = False,
) -> None:
    """Every patient of an export against every trial: tables of pairs, judgements and failures, and a summary page.

    A run that was stopped goes on when the same command is given again.
    """
    from matcher.bulk.fingerprint import identity
    from matcher.bulk.job import score as run_job
    from matcher.bulk.merge import output_of
    from matcher.bulk.options import Limits, Running, Scoring, Spark
    from matcher.errors import InputError
    from matcher.matching.judge import day_of
    from matcher.notes.exports.reader import read_records

    _installed()
    scoring = Scoring(absence, day_of(as_of), detail.value, quotes, stop_early)
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
            _trials(trials, condition, library),
            lambda: read_records(source, **reading),
            output,
            notes=f"{identity(notes)} {sorted((k, v) for k, v in reading.items() if v is not None)}",
            scoring=scoring,
            running=running,
            work_dir=work_dir,
            restart=restart,
            overwrite=overwrite,
            progress=bar,
            spark=Spark(master) if engine is Engine.spark else None,
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
        raise typer.Exit(SOME_FAILED)


def _trials(name: str, condition: str | None, library: str | None) -> Iterable[Trial | Failure]:
    """The trials of a file, a folder, or the library (a file or folder of that name goes before)."""
    import matcher

    read: Iterator[Trial | Failure]
    if name == _LIBRARY and not Path(name).exists():
        from matcher.store.library import TrialLibrary

        # Read whole: the library is not to stay open for a night.
        with TrialLibrary(library, create=False) as opened:
            read = iter(list(opened.trials()))
    else:
        read = matcher.read_trials(Path(name))
    if condition is None:
        return read
    from matcher.bulk.plan import concerning

    return concerning(read, condition)


def _tell(accounts: Accounts, path: Path, quiet: bool) -> None:
    from matcher.report.visible import one_line

    if not quiet:
        write("".join(f"{line}\n" for line in accounts.lines()) + f"Written to {one_line(str(path))}\n")
    if accounts.failures:
        listed = "failure is" if accounts.failures == 1 else "failures are"
        say(f"{accounts.failures:,} {listed} listed in the output's table of failures.")


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
