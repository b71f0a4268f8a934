"""An evaluation as a table for the terminal or JSON, and its errors as a table to review."""

from __future__ import annotations

import csv
import html
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from matcher.errors import InputError
from matcher.evaluation.metrics import Bin, Interval, Rates
from matcher.evaluation.types import Evaluation
from matcher.records import plain
from matcher.report.visible import one_line, visible

FORMATS = (".csv", ".html", ".json", ".jsonl")
_NAME = 42


def metrics_table(evaluation: Evaluation) -> str:
    """The metrics, one a line, parts indented."""
    return "\n".join([evaluation.title, "=" * len(evaluation.title), *_lines(evaluation.metrics, 0)]) + "\n"


def metrics_json(evaluation: Evaluation) -> str:
    """The metrics as JSON."""
    return json.dumps(plain(evaluation.metrics), ensure_ascii=False, indent=2) + "\n"


def _lines(metrics: Mapping[Any, Any], depth: int) -> Iterator[str]:
    for name, value in metrics.items():
        label = ("  " * depth + str(name)).ljust(_NAME)
        if isinstance(value, Mapping) and value:
            flat = not any(isinstance(item, Mapping | Rates | tuple) for item in value.values())
            row = "  ".join(f"{key} {_number(item)}" for key, item in value.items())
            if flat and len(row) < 110:
                yield f"{label} {row}"
            else:
                yield label.rstrip()
                yield from _lines(value, depth + 1)
        elif isinstance(value, tuple) and value and isinstance(value[0], Bin):
            yield label.rstrip()
            for each in value:
                name_ = ("  " * (depth + 1) + f"score {each.low:.1f} to {each.high:.1f}").ljust(_NAME)
                yield f"{name_} pairs {each.pairs}  mean score {each.mean_score:.3f}  eligible {each.share:.3f}"
        elif isinstance(value, list):
            yield f"{label} {len(value)}: {', '.join(map(str, value[:3]))}{' …' if len(value) > 3 else ''}"
        else:
            yield f"{label} {_number(value)}"


def _number(value: Any) -> str:
    if isinstance(value, Rates):
        counts = f"({value.hits} of {value.predicted} right, {value.gold} labelled)"
        return f"P {value.precision:.3f}  R {value.recall:.3f}  F1 {value.f1:.3f}  {counts}"
    if isinstance(value, Interval):
        ends = "" if value.low is None else f" (95 % interval {value.low:.3f} to {value.high:.3f})"
        return "–" if value.value is None else f"{value.value:.3f}{ends}"
    return f"{value:.3f}" if isinstance(value, float) else str(value)


def write_errors(evaluation: Evaluation, path: Path) -> None:
    """Writes the errors to a file by its ending. They hold words of the notes: the caller has asked for this file by name.

    Raises:
        InputError: the ending is none of those known, or the file cannot be written.
    """
    if path.suffix.lower() not in FORMATS:
        raise InputError(str(path), None, f"name a file that ends in {', '.join(FORMATS)}")
    rows = evaluation.errors
    columns = list(dict.fromkeys(name for row in rows for name in row))
    try:
        match path.suffix.lower():
            case ".csv":
                _write_csv(rows, columns, path)
            case ".html":
                path.write_text(errors_html(evaluation, columns), encoding="utf-8")
            case ".json":
                path.write_text(json.dumps(rows, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
            case _:
                lines = (json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
                path.write_text("".join(lines), encoding="utf-8")
    except OSError as error:
        raise InputError(str(path), None, f"the file cannot be written ({type(error).__name__})") from None


def _write_csv(rows: Sequence[Mapping[str, str]], columns: Sequence[str], path: Path) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(columns)
        for row in rows:
            writer.writerow([_cell(row.get(name, "")) for name in columns])


def _cell(text: str) -> str:
    """Words that a spreadsheet will not take for a formula."""
    said = one_line(text)
    return f"'{said}" if said[:1] in ("=", "+", "-", "@") else said


def errors_html(evaluation: Evaluation, columns: Sequence[str]) -> str:
    """The errors as a page that stands alone, without scripts."""
    head = "".join(f"<th>{html.escape(name)}</th>" for name in columns)
    body = "\n".join(
        "<tr>" + "".join(f"<td>{html.escape(visible(row.get(name, '')))}</td>" for name in columns) + "</tr>"
        for row in evaluation.errors
    )
    title = f"{evaluation.title}: {len(evaluation.errors)} answers that differ from the label"
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        f"<title>{html.escape(title)}</title>\n<style>\n"
        "body { font: 14px/1.4 system-ui, sans-serif; margin: 1.5rem; color: #1c2733; }\n"
        "table { border-collapse: collapse; } th, td { border: 1px solid #d5dce4; padding: .3rem .5rem; text-align: left;"
        " vertical-align: top; max-width: 34rem; white-space: pre-wrap; }\n"
        "th { background: #f4f6f9; position: sticky; top: 0; }\n</style></head><body>\n"
        f"<h1>{html.escape(title)}</h1>\n<table><thead><tr>{head}</tr></thead><tbody>\n{body}\n</tbody></table>\n</body></html>\n"
    )
