"""`matcher trials`: the local trial library, and the one command that fetches from the registry."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from matcher.commands.terminal import end, save, say, stdin_text, table, usage, write

if TYPE_CHECKING:
    from matcher.store.library import Added, LibraryEntry, TrialLibrary
    from matcher.trials.types import Trial

trials = typer.Typer(no_args_is_help=True)


class ListFormat(StrEnum):
    table = "table"
    json = "json"


class ShowFormat(StrEnum):
    tree = "tree"
    yaml = "yaml"
    json = "json"
    text = "text"


LibraryOption = Annotated[
    str | None,
    typer.Option(
        "--library",
        metavar="PATH|URL",
        help="The library: a SQLite file or a PostgreSQL URL; by default MATCHER_LIBRARY, else a file in your data folder.",
    ),
]
FormatOption = Annotated[ListFormat, typer.Option("--format", help="How to write the list.")]
KeysArgument = Annotated[list[str], typer.Argument(metavar="TRIAL...", help="NCT ids, or names as in the list.")]


@trials.callback()
def _trials() -> None:
    """The local trial library: get, add, list, search, show, remove."""


@trials.command("get")
def get(
    nct_id: Annotated[list[str], typer.Argument(metavar="NCT...", help="Ids on ClinicalTrials.gov.")],
    to: Annotated[
        Path | None, typer.Option("--to", help="File for the record; a folder where there are several.")
    ] = None,
    add_: Annotated[bool, typer.Option("--add", help="Put it into the library.")] = False,
    library: LibraryOption = None,
    registry: Annotated[
        str | None, typer.Option(metavar="URL", help="Address of the registry's API; by default MATCHER_REGISTRY.")
    ] = None,
    timeout: Annotated[float, typer.Option(min=0.1, help="Seconds to wait for an answer.")] = 30.0,
) -> None:
    """Fetch records from ClinicalTrials.gov. The only command that uses the network; nothing but the id is sent."""
    from matcher.errors import InputError
    from matcher.trials.registry_api import fetch_study

    if add_ and to:
        usage("Give --to or --add, not both.")
    if len(nct_id) > 1 and to is not None and not to.is_dir():
        usage(f"--to {to}: for several records name a folder that is there.")
    if len(nct_id) > 1 and not add_ and to is None:
        usage("Several records need --add, or --to with a folder.")
    done = failed = 0
    for asked in nct_id:
        try:
            study = fetch_study(asked, registry=registry, timeout=timeout)
            if add_:
                with _library(library) as opened:
                    for added in opened.add(study):
                        _report(added)
            elif to is None:
                write(_json(study))
            else:
                file = to / f"{asked.upper()}.json" if to.is_dir() else to
                save(file, _json(study))
                write(f"{file}\n")
            done += 1
        except InputError as error:
            failed += 1
            say(str(error))
    end(done, failed)


@trials.command("add")
def add(
    source: Annotated[
        list[str],
        typer.Argument(
            metavar="SOURCE...",
            help="Files or folders: registry JSON (study, search page, download), XML, CSV, text, reviewed YAML, zip and gzip of "
            "these; - reads stdin.",
        ),
    ],
    name: Annotated[str | None, typer.Option(help="Name of a trial that has no NCT id.")] = None,
    library: LibraryOption = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Only the totals.")] = False,
) -> None:
    """Add trials; those that are there already are brought up to date, and their earlier texts are kept."""
    from matcher.errors import Failure, InputError

    counts = dict.fromkeys(("added", "updated", "unchanged", "failed"), 0)
    bare = 0
    with _library(library) as opened:
        for one in source:
            try:
                for added in opened.add(stdin_text("stdin (trial)") if one == "-" else Path(one), key=name):
                    if isinstance(added, Failure):
                        counts["failed"] += 1
                        say(_said(added))
                        continue
                    counts[added.change] += 1
                    bare += not added.has_criteria
                    if not quiet and added.change != "unchanged":
                        _report(added)
            except InputError as error:
                counts["failed"] += 1
                say(str(error))
    write(", ".join(f"{count} {what}" for what, count in counts.items()) + "\n")
    if bare:
        say(f"{bare} of them came without eligibility criteria: ask the registry for the whole record")
    end(sum(counts.values()) - counts["failed"], counts["failed"])


@trials.command("list")
def list_(
    library: LibraryOption = None,
    format_: FormatOption = ListFormat.table,
    limit: Annotated[int | None, typer.Option(min=1, help="Most trials to show.")] = None,
) -> None:
    """The trials of the library."""
    with _library(library, create=False) as opened:
        _listed(opened.list(limit=limit), format_, "The library is empty. Add trials: matcher trials add SOURCE")


@trials.command("search")
def search(
    words: Annotated[list[str], typer.Argument(metavar="WORDS...", help="Words of title, condition or id.")],
    library: LibraryOption = None,
    format_: FormatOption = ListFormat.table,
    limit: Annotated[int, typer.Option(min=1, help="Most trials to show.")] = 50,
) -> None:
    """The trials whose title, conditions or id have the words, the best first."""
    with _library(library, create=False) as opened:
        _listed(opened.search(" ".join(words), limit=limit), format_, "No trial has these words.")


@trials.command("show")
def show(
    trial: Annotated[str, typer.Argument(metavar="TRIAL", help="NCT id, or name as in the list.")],
    version: Annotated[int | None, typer.Option(min=1, help="An earlier text.")] = None,
    history: Annotated[bool, typer.Option("--history", help="The texts it had, instead of one.")] = False,
    library: LibraryOption = None,
    format_: Annotated[
        ShowFormat,
        typer.Option("--format", help="tree to look at, yaml to review, json for programs, text as it came."),
    ] = ShowFormat.tree,
) -> None:
    """A trial of the library with its criteria."""
    with _library(library, create=False) as opened:
        if history:
            rows = [
                (str(one.version), f"{one.added_at:%Y-%m-%d %H:%M}", one.source, one.content_hash[:12])
                for one in opened.history(trial)
            ]
            if not rows:
                opened.get(trial)
            write(table(("version", "since (UTC)", "from", "sha256"), rows))
            return
        read = opened.get(trial, version)
    write(_SHOWN[format_](read))


@trials.command("remove")
def remove(trial: KeysArgument, library: LibraryOption = None) -> None:
    """Remove trials with all their texts."""
    done = 0
    with _library(library, create=False) as opened:
        for key in trial:
            if opened.remove(key):
                done += 1
                write(f"removed    {key}\n")
            else:
                say(f"{key}: there is no such trial in the library; see: matcher trials list")
    end(done, len(trial) - done)


def from_library(key: str, library: str | None) -> Trial:
    """A trial that another command was given by its id."""
    with _library(library, create=False) as opened:
        return opened.get(key)


def _library(location: str | None, *, create: bool = True) -> TrialLibrary:
    from matcher.store.library import TrialLibrary

    return TrialLibrary(location, create=create)


def _report(added: Added | Any) -> None:
    from matcher.errors import Failure
    from matcher.report.visible import one_line

    if isinstance(added, Failure):
        say(_said(added))
    else:
        write(f"{added.change:<9}  {one_line(added.key)}  {one_line(added.title or '')}".rstrip() + "\n")


def _said(failure: Any) -> str:
    return f"{failure.source}{f', {failure.record}' if failure.record else ''}: {failure.mend}"


def _listed(entries: Sequence[LibraryEntry], format_: ListFormat, nothing: str) -> None:
    if format_ is ListFormat.json:
        write(_json([entry.to_dict() for entry in entries]))
    elif not entries:
        say(nothing)
    else:
        rows = [
            (
                entry.key,
                str(entry.version),
                f"{entry.updated_at:%Y-%m-%d}",
                "; ".join(entry.conditions),
                entry.title or "",
            )
            for entry in entries
        ]
        write(table(("trial", "version", "updated", "conditions", "title"), rows))


def _tree(trial: Trial) -> str:
    from matcher.report.tree import tree

    return tree(trial)


def _yaml(trial: Trial) -> str:
    from matcher.trials.yaml_form import to_yaml

    return to_yaml(trial)


def _text(trial: Trial) -> str:
    """The text as it came; on a terminal without characters that steer it."""
    from matcher.report.visible import visible

    return (visible(trial.text) if sys.stdout.isatty() else trial.text).rstrip("\n") + "\n"


def _json(data: Any) -> str:
    from matcher.report.json import dumps

    return dumps(data)


_SHOWN: dict[ShowFormat, Callable[[Trial], str]] = {
    ShowFormat.tree: _tree,
    ShowFormat.yaml: _yaml,
    ShowFormat.json: lambda trial: _json(trial.to_dict()),
    ShowFormat.text: _text,
}
