"""One trial as it came, before its criteria are parsed: a record of fields, a page or plain text, our reviewed YAML."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from matcher.errors import InputError
from matcher.trials.registry import TrialRecord, from_study, from_xml, is_search_page, studies
from matcher.trials.yaml_form import is_yaml_form

Form = Literal["record", "text", "yaml"]


@dataclass(frozen=True, slots=True)
class TrialSource:
    """A trial that is not parsed yet: quick to make, and all that parsing needs.

    Attributes:
        form: "record" (`record` is set), "text" (a page or eligibility text) or "yaml" (reviewed; parsed as it stands).
        name: where it came from, for messages and `Trial.source`.
        text: of a page or YAML the whole, of a record the eligibility text.
    """

    form: Form
    name: str
    text: str
    record: TrialRecord | None = None


def from_text(text: str, name: str, suffix: str = "") -> TrialSource:
    """The trial in a text: a record's JSON or XML, our YAML, a page, or eligibility text.

    Args:
        text: the whole.
        name: for messages.
        suffix: of the file it stood in, lower case with its dot, which says what it claims to be.

    Raises:
        InputError: it is not what it claims to be, or a record that is none of a trial.
    """
    start = text.lstrip("\ufeff \t\r\n")
    if suffix == ".json" or (start.startswith("{") and '"protocolSection"' in start[:4000]):
        data = parse_json(text, name)
        if not isinstance(data, Mapping):
            raise InputError(name, None, "this JSON is no trial record; give a study of the ClinicalTrials.gov API v2")
        return from_json(data, name)
    if suffix == ".xml" or start.startswith(("<?xml", "<clinical_study")):
        record = from_xml(text, name)
        return TrialSource("record", name, record.text, record)
    if suffix in (".yaml", ".yml") or is_yaml_form(start):
        return TrialSource("yaml", name, text)
    return TrialSource("text", name, text)


def from_json(data: Any, name: str) -> TrialSource:
    """The trial in a JSON object: a study of API v2, a search page of one, or an object with `eligibility`.

    Raises:
        InputError: it holds no trial, or several.
    """
    if not isinstance(data, Mapping):
        raise InputError(
            name, None, "a trial record must be a JSON object; give a study of the ClinicalTrials.gov API v2"
        )
    if is_search_page(data):
        held = list(studies(data, name))
        if len(held) != 1:
            mend = f"this is a search page of {len(held)} trials; read it with read_trials, or give one study"
            raise InputError(name, None, mend)
        data = held[0]
    if "eligibility" in data and "protocolSection" not in data and isinstance(data["eligibility"], str):
        record = _flat(data)
    else:
        record = from_study(data, name)
    return TrialSource("record", name, record.text, record)


def parse_json(text: str, source: str) -> Any:
    """JSON, with the line of a mistake in the message."""
    try:
        return json.loads(text.lstrip("\ufeff"))
    except json.JSONDecodeError as error:
        raise InputError(
            source, f"line {error.lineno}", "this is not valid JSON; save the record again as the registry gave it"
        ) from error
    except RecursionError:
        raise InputError(source, None, "this JSON is nested too deeply to be a trial record") from None


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
