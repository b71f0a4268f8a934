"""Reading trials from whatever they come in: a pasted page, plain text, a registry record, our own reviewed YAML."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from matcher.errors import Failure, InputError
from matcher.text.files import read_text
from matcher.trials.about import condition_concepts, subjects
from matcher.trials.grammar import parse_criterion
from matcher.trials.page import read_page
from matcher.trials.registry import TrialRecord, from_study, from_xml, is_search_page, studies
from matcher.trials.splitting import Stretch, split
from matcher.trials.structured import field_criteria
from matcher.trials.types import Criterion, Trial
from matcher.trials.yaml_form import from_yaml, is_yaml_form

PASTED = "pasted trial"
_SUFFIXES = (".json", ".xml", ".txt", ".md", ".yaml", ".yml", ".jsonl", ".csv", "")


def read_trial(source: str | Path | Mapping[str, Any]) -> Trial:
    """Read one trial.

    Args:
        source: a `str` is text (a page pasted from a trial site, eligibility text, or a record's JSON, XML or YAML); a `Path`
            a file of any of these; a mapping a study of the ClinicalTrials.gov API v2.

    Returns:
        The trial; `text` is the eligibility text exactly as given (the whole page if a page was pasted), and every
        criterion's `start` and `end` are offsets in it. A text without headings gives criteria whose kind is guessed.

    Raises:
        InputError: the file is missing or no text, the JSON or XML is no trial record, or the page has no eligibility
            section.
    """
    if isinstance(source, Mapping):
        return _from_json(source, "trial record")
    if isinstance(source, Path):
        return _from_text(_file_text(source), source.name, source.suffix.lower())
    if not isinstance(source, str):
        raise InputError(
            "trial", None, f"a trial is read from text, a Path or a record, not from {type(source).__name__}"
        )
    return _from_text(source, PASTED, "")


def read_trials(source: str | Path | Mapping[str, Any] | list[Any]) -> Iterator[Trial | Failure]:
    """Read many trials, one after the other; a record that cannot be read gives a `Failure`, and the rest goes on.

    Args:
        source: a search result page (JSON text, file or mapping), a list of records, JSON Lines, a CSV export with a
            column of eligibility criteria, or a folder of files that `read_trial` takes.

    Raises:
        InputError: the source as a whole cannot be read.
    """
    if isinstance(source, Path) and source.is_dir():
        yield from _from_folder(source)
        return
    name = source.name if isinstance(source, Path) else "trial records"
    if isinstance(source, Path):
        text = _file_text(source)
        suffix = source.suffix.lower()
        if suffix == ".csv":
            yield from _each(_csv_records(text, name), name)
            return
        if suffix == ".jsonl":
            yield from _each(_json_lines(text, name), name)
            return
        records = _records(_json(text, name), name) if text.lstrip().startswith(("{", "[")) else None
        if records is None:
            yield _from_text(text, name, suffix)
            return
    elif isinstance(source, str):
        if not source.lstrip().startswith(("{", "[")):
            yield _from_text(source, PASTED, "")
            return
        records = _records(_json(source, name), name)
    else:
        records = _records(source, name)
    yield from _each(enumerate(records, 1), name)


def _each(records: Iterator[tuple[int, Any]] | enumerate[Any], name: str) -> Iterator[Trial | Failure]:
    for number, record in records:
        try:
            if isinstance(record, InputError):
                raise record
            yield record if isinstance(record, Trial) else _from_json(record, f"{name}, record {number}")
        except InputError as error:
            yield Failure(error.source, error.record, error.mend)


def _from_folder(folder: Path) -> Iterator[Trial | Failure]:
    for path in sorted(folder.iterdir()):
        if path.is_file() and path.suffix.lower() in _SUFFIXES and not path.name.startswith("."):
            try:
                yield from read_trials(path)
            except InputError as error:
                yield Failure(error.source, error.record, error.mend)


def _file_text(path: Path) -> str:
    return read_text(path)


def _json(text: str, source: str) -> Any:
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise InputError(
            source, f"line {error.lineno}", "this is not valid JSON; save the record again as the registry gave it"
        ) from error


def _records(data: Any, source: str) -> list[Any]:
    if isinstance(data, list):
        return data
    if isinstance(data, Mapping):
        return list(studies(data, source))
    raise InputError(
        source, None, "this JSON holds no trial records; give a study or a search page of the ClinicalTrials.gov API v2"
    )


def _json_lines(text: str, source: str) -> Iterator[tuple[int, Any]]:
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip():
            try:
                yield number, json.loads(line)
            except json.JSONDecodeError:
                yield number, InputError(source, f"line {number}", "this line is not valid JSON")


_CSV_COLUMNS = {
    "nct number": "nct_id", "nct_id": "nct_id", "nctid": "nct_id", "study title": "title", "title": "title", "brief title": "title",
    "conditions": "conditions", "condition": "conditions", "phases": "phase", "phase": "phase", "sex": "sex", "gender": "sex",
    "eligibility criteria": "text", "eligibility": "text", "eligibilitycriteria": "text", "criteria": "text",
    "minimum age": "min_age", "maximum age": "max_age", "minimumage": "min_age", "maximumage": "max_age",
}  # fmt: skip


def _csv_records(text: str, source: str) -> Iterator[tuple[int, Any]]:
    reader = csv.DictReader(io.StringIO(text))
    columns = {name: _CSV_COLUMNS.get((name or "").strip().lower()) for name in reader.fieldnames or ()}
    if "text" not in columns.values():
        raise InputError(
            source, "line 1", 'no column with eligibility criteria was found; name it "Eligibility Criteria"'
        )
    for number, row in enumerate(reader, 2):
        cells = {field: (row[name] or "").strip() for name, field in columns.items() if field}
        eligibility = {"eligibilityCriteria": cells.get("text", "")}
        eligibility |= {
            "sex": cells.get("sex", ""),
            "minimumAge": cells.get("min_age", ""),
            "maximumAge": cells.get("max_age", ""),
        }
        yield (
            number,
            {
                "protocolSection": {
                    "identificationModule": {"nctId": cells.get("nct_id", ""), "briefTitle": cells.get("title", "")},
                    "conditionsModule": {
                        "conditions": [c for c in cells.get("conditions", "").split("|") if c.strip()]
                    },
                    "designModule": {"phases": [cells.get("phase", "")]},
                    "eligibilityModule": eligibility,
                }
            },
        )


def _from_text(text: str, source: str, suffix: str) -> Trial:
    start = text.lstrip("\ufeff \t\r\n")
    if suffix == ".json" or (start.startswith("{") and '"protocolSection"' in start[:4000]):
        data = _json(text, source)
        if not isinstance(data, Mapping):
            raise InputError(
                source, None, "this JSON is no trial record; give a study of the ClinicalTrials.gov API v2"
            )
        return _from_json(data, source)
    if suffix == ".xml" or start.startswith(("<?xml", "<clinical_study")):
        return _from_record(from_xml(text, source), source)
    if suffix in (".yaml", ".yml") or is_yaml_form(start):
        return from_yaml(text, source)
    page = read_page(text, source)
    record = TrialRecord(
        text,
        page.nct_id,
        page.title,
        page.conditions,
        page.phase,
        page.sex,  # type: ignore[arg-type]
        page.min_age,
        page.max_age,
        structured=page.start > 0 or page.end < len(text),
    )
    return _from_record(record, source, page.start, page.end)


def _from_json(data: Any, source: str) -> Trial:
    if not isinstance(data, Mapping):
        raise InputError(
            source, None, "a trial record must be a JSON object; give a study of the ClinicalTrials.gov API v2"
        )
    if is_search_page(data):
        held = list(studies(data, source))
        if len(held) != 1:
            raise InputError(
                source,
                None,
                f"this is a search page of {len(held)} trials; read it with read_trials, or give one study",
            )
        data = held[0]
    if "eligibility" in data and "protocolSection" not in data and isinstance(data["eligibility"], str):
        return _from_record(_flat(data), source)
    return _from_record(from_study(data, source), source)


def _flat(data: Mapping[str, Any]) -> TrialRecord:
    """A record of our own kind: nct_id, title, conditions, eligibility."""
    named = data.get("conditions") or ()
    return TrialRecord(
        data["eligibility"],
        data.get("nct_id"),
        data.get("title"),
        tuple(named) if not isinstance(named, str) else (named,),
        structured=False,
    )


def _from_record(record: TrialRecord, source: str, start: int = 0, end: int | None = None) -> Trial:
    stretches = split(record.text, start, end)
    groups = subjects(record, [record.text[s.start : s.end] for s in stretches if s.kind == "inclusion"])
    about = condition_concepts(groups)
    counts = {"inclusion": 0, "exclusion": 0}
    criteria: list[Criterion] = []
    for stretch in stretches:
        counts[stretch.kind] += 1
        criteria.append(_criterion(record.text, stretch, counts[stretch.kind], about))
    if record.structured:
        criteria.extend(field_criteria(record, criteria))
    return Trial(
        nct_id=record.nct_id,
        title=record.title,
        conditions=record.conditions,
        phase=record.phase,
        sex=record.sex,
        min_age=record.min_age,
        max_age=record.max_age,
        text=record.text,
        source=source,
        criteria=tuple(criteria),
        condition_concepts=about,
        subjects=groups,
    )


def _criterion(text: str, stretch: Stretch, number: int, about: tuple[str, ...]) -> Criterion:
    parsed = parse_criterion(text[stretch.start : stretch.end], stretch.kind, conditions=about)
    letter = "I" if stretch.kind == "inclusion" else "E"
    return replace(
        parsed,
        id=f"{letter}{number}",
        start=stretch.start,
        end=stretch.end,
        kind_guessed=stretch.kind_guessed,
    )
