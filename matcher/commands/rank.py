"""`matcher rank`: one patient against the trials of the library."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from matcher.commands.notes import NoteDates, NotesArgument, day_in, note_dates, one_stdin, read_note
from matcher.commands.terminal import end, say, write
from matcher.commands.trials import LibraryOption
from matcher.matching.enumerations import Absence

if TYPE_CHECKING:
    from matcher.errors import Failure
    from matcher.matching.ranking import Ranking
    from matcher.trials.types import Trial


class RankFormat(StrEnum):
    table = "table"
    json = "json"


def rank(
    note: NotesArgument,
    library: LibraryOption = None,
    condition: Annotated[
        str | None, typer.Option(metavar="WORDS", help="Only trials found by these words, as `trials search` does.")
    ] = None,
    limit: Annotated[int, typer.Option(min=1, help="Most trials to show; all are judged.")] = 20,
    format_: Annotated[RankFormat, typer.Option("--format", help="How to write the list.")] = RankFormat.table,
    as_of: Annotated[str | None, typer.Option(help="Screening date, YYYY-MM-DD; by default the newest note's.")] = None,
    absence: Annotated[Absence, typer.Option(help="What no note mentions.")] = "unknown",
    note_date: NoteDates = None,
) -> None:
    """The trials of the library for one patient, the best first, each with its reason in a line."""
    import matcher
    from matcher.matching.ranking import rank as ranking_of

    one_stdin(note)
    day = day_in(as_of, "--as-of") if as_of else None
    dates = note_dates(note_date, note)
    trials = _trials(library, condition)
    patient = matcher.read_notes([read_note(name, dates.get(name)) for name in note], as_of=day)
    found = ranking_of(patient, trials, absence=absence, as_of=day)
    for failure in found.failures:
        say(f"{failure.record or failure.source}: {failure.mend}")
    if not found.trials and not found.failures:
        say(f"No trial of the library has the words {condition!r}." if condition else "The library is empty.")
    elif format_ is RankFormat.json:
        from matcher.report.json import dumps

        write(dumps([_record(number, found) for number in range(min(limit, len(found.trials)))]))
    else:
        from matcher.report.ranking import ranking_table

        write(ranking_table(found, limit))
    end(len(found.trials), len(found.failures))


def _trials(library: str | None, words: str | None) -> Iterator[tuple[str, Trial] | Failure]:
    from matcher.matching.ranking import MOST
    from matcher.store.library import TrialLibrary

    opened = TrialLibrary(library, create=False)

    def read() -> Iterator[tuple[str, Trial] | Failure]:
        with opened:
            yield from opened.named(words, limit=MOST)

    return read()


def _record(number: int, found: Ranking) -> dict[str, object]:
    one = found.trials[number]
    return {
        "rank": number + 1,
        "trial": one.key,
        "title": one.trial.title,
        "status": one.result.status,
        "score": round(one.result.score, 4),
        "reason": one.reason,
    }
