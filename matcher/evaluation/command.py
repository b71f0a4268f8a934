"""`matcher evaluate`: the matcher's answers against labelled data."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from matcher.evaluation.types import Evaluation

evaluate = typer.Typer(no_args_is_help=True)

_SOME_FAILED = 1


class Policies(StrEnum):
    both = "both"
    unknown = "unknown"
    assume = "assume"


class Format(StrEnum):
    table = "table"
    json = "json"


Data = Annotated[Path, typer.Argument(metavar="DATA", help="JSON Lines (.jsonl, .jsonl.gz), or a folder of them.")]
Errors = Annotated[
    Path | None,
    typer.Option(
        "--errors",
        help="Write the wrong answers to this .csv, .html, .json or .jsonl file. It holds words of the notes.",
    ),
]
Shown = Annotated[Format, typer.Option("--format", help="How to write the metrics.")]
Limit = Annotated[int | None, typer.Option(min=1, help="Read only so many records of each file.")]


@evaluate.callback()
def _evaluate() -> None:
    """Metrics on labelled data: how often the matcher is right, and where it is not."""


@evaluate.command()
def judgements(
    data: Data,
    absence: Annotated[Policies, typer.Option(help="Policies on what no note mentions.")] = Policies.both,
    errors: Errors = None,
    format_: Shown = Format.table,
    limit: Limit = None,
) -> None:
    """Verdicts on criteria, and status and score of whole trials."""
    from matcher.evaluation.judgements import POLICIES, evaluate_judgements

    policies = POLICIES if absence is Policies.both else (absence.value,)
    _finish(evaluate_judgements(data, policies, limit), format_, errors)


@evaluate.command()
def criteria(data: Data, errors: Errors = None, format_: Shown = Format.table, limit: Limit = None) -> None:
    """The reading of criteria: what they name, limits, windows, operators. DATA may be a reviewed trial (.yaml)."""
    from matcher.evaluation.criteria import evaluate_criteria

    _finish(evaluate_criteria(data, limit), format_, errors)


@evaluate.command()
def assertions(data: Data, errors: Errors = None, format_: Shown = Format.table, limit: Limit = None) -> None:
    """How findings are meant: negated, past, uncertain, someone else's."""
    from matcher.evaluation.assertions import evaluate_assertions

    _finish(evaluate_assertions(data, limit), format_, errors)


@evaluate.command()
def notes(data: Data, errors: Errors = None, format_: Shown = Format.table, limit: Limit = None) -> None:
    """The facts of notes: what is found, and whether its fields are right."""
    from matcher.evaluation.facts import evaluate_notes

    _finish(evaluate_notes(data, limit), format_, errors)


def _finish(evaluation: Evaluation, format_: Format, errors: Path | None) -> None:
    from matcher.evaluation.show import metrics_json, metrics_table, write_errors

    if errors is not None:
        write_errors(evaluation, errors)
    sys.stdout.write(metrics_json(evaluation) if format_ is Format.json else metrics_table(evaluation))
    sys.stdout.flush()
    if evaluation.failures:
        raise typer.Exit(_SOME_FAILED)
