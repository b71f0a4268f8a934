"""Reading trials from whatever they come in: a pasted page, plain text, a registry record, our own reviewed YAML."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from matcher.errors import Failure, InputError
from matcher.text.files import read_text
from matcher.trials.about import condition_concepts, subjects
from matcher.trials.forms import TrialSource, from_json, from_text
from matcher.trials.grammar import parse_criterion
from matcher.trials.page import read_page
from matcher.trials.registry import TrialRecord
from matcher.trials.sources import PASTED, Source, read_sources
from matcher.trials.splitting import Stretch, split
from matcher.trials.structured import field_criteria
from matcher.trials.study_groups import limited_to
from matcher.trials.types import Criterion, Trial
from matcher.trials.yaml_form import from_yaml


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
        return parse_source(from_json(source, "trial record"))
    if isinstance(source, Path):
        return parse_source(from_text(read_text(source), source.name, source.suffix.lower()))
    if not isinstance(source, str):
        raise InputError(
            "trial", None, f"a trial is read from text, a Path or a record, not from {type(source).__name__}"
        )
    return parse_source(from_text(source, PASTED))


def read_trials(source: Source) -> Iterator[Trial | Failure]:
    """Read many trials, one after the other; a record that cannot be read gives a `Failure`, and the rest goes on.

    Args:
        source: a `Path` of a search page or download of the registry (JSON, also zipped or gzipped), JSON Lines, a CSV with a column
            of eligibility criteria, any file that `read_trial` takes, or a folder of all these and folders; a mapping (study
            or search page), JSON text, or an iterable of any of these.

    Raises:
        InputError: the source as a whole cannot be read.
    """
    for found in read_sources(source):
        if isinstance(found, Failure):
            yield found
            continue
        try:
            yield parse_source(found)
        except InputError as error:
            yield Failure(error.source, error.record, error.mend)


def parse_source(source: TrialSource) -> Trial:
    """Parse the criteria of a trial.

    Raises:
        InputError: a YAML form has a mistake, or a pasted page has no eligibility section.
    """
    if source.form == "yaml":
        return from_yaml(source.text, source.name)
    if source.record is not None:
        return _from_record(source.record, source.name)
    page = read_page(source.text, source.name)
    record = TrialRecord(
        source.text,
        page.nct_id,
        page.title,
        page.conditions,
        page.phase,
        page.sex,  # type: ignore[arg-type]
        page.min_age,
        page.max_age,
        structured=page.start > 0 or page.end < len(source.text),
    )
    return _from_record(record, source.name, page.start, page.end)


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
    if stretch.group is not None:
        parsed = replace(parsed, expression=limited_to(parsed, stretch.group))
    letter = "I" if stretch.kind == "inclusion" else "E"
    return replace(
        parsed,
        id=f"{letter}{number}",
        start=stretch.start,
        end=stretch.end,
        kind_guessed=stretch.kind_guessed,
    )
