"""Trial records as registries serve them: ClinicalTrials.gov API v2 JSON, and the legacy XML."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal
from xml.etree import ElementTree

from matcher.errors import InputError
from matcher.trials.fields import Limit, age, phases, sexes


@dataclass(frozen=True, slots=True)
class TrialRecord:
    """The fields of a record that a trial is made of; `text` is the eligibility text as served."""

    text: str
    nct_id: str | None = None
    title: str | None = None
    conditions: tuple[str, ...] = ()
    phase: tuple[str, ...] = ()
    sex: Literal["all", "female", "male"] = "all"
    min_age: Limit = None
    max_age: Limit = None
    structured: bool = field(default=True)
    """Sex and ages are fields of the record, not read from a text."""


def is_search_page(data: Mapping[str, Any]) -> bool:
    """Whether JSON is a result page of the registry's search."""
    return isinstance(data.get("studies"), list)


def studies(data: Mapping[str, Any], source: str) -> Iterator[Mapping[str, Any]]:
    """The studies of a search page, or the one study itself."""
    if is_search_page(data):
        for number, study in enumerate(data["studies"], 1):
            if not isinstance(study, Mapping):
                raise InputError(
                    source, f"study {number}", "a study must be a JSON object as the registry's API gives it"
                )
            yield study
    else:
        yield data


def from_study(study: Mapping[str, Any], source: str) -> TrialRecord:
    """A study of API v2.

    Raises:
        InputError: the JSON is no study record, or a field has another type than the API gives it.
    """
    section = study.get("protocolSection")
    if not isinstance(section, Mapping):
        raise InputError(
            source,
            None,
            'this JSON is no trial record: "protocolSection" is missing; give a study of the ClinicalTrials.gov API v2',
        )
    identification = _module(section, "identificationModule", source)
    eligibility = _module(section, "eligibilityModule", source)
    text = eligibility.get("eligibilityCriteria", "")
    if not isinstance(text, str):
        raise InputError(source, "eligibilityModule.eligibilityCriteria", "the eligibility criteria must be text")
    named = _module(section, "conditionsModule", source).get("conditions") or []
    if not isinstance(named, list):
        raise InputError(source, "conditionsModule.conditions", "the conditions must be a list of names")
    return TrialRecord(
        text=text,
        nct_id=_text(identification.get("nctId")),
        title=_text(identification.get("briefTitle")) or _text(identification.get("officialTitle")),
        conditions=tuple(str(name) for name in named),
        phase=phases(" ".join(map(str, _module(section, "designModule", source).get("phases") or []))),
        sex=sexes(_text(eligibility.get("sex"))),
        min_age=age(_text(eligibility.get("minimumAge"))),
        max_age=age(_text(eligibility.get("maximumAge"))),
    )


def _module(section: Mapping[str, Any], name: str, source: str) -> Mapping[str, Any]:
    module = section.get(name) or {}
    if not isinstance(module, Mapping):
        raise InputError(source, name, "this part of the record must be a JSON object")
    return module


def _text(value: object) -> str | None:
    return value.strip() or None if isinstance(value, str) else None


def from_xml(xml: str, source: str) -> TrialRecord:
    """A record of the legacy XML.

    Raises:
        InputError: it is not well-formed XML, declares entities, or has no `clinical_study`.
    """
    if "<!ENTITY" in xml:
        raise InputError(source, None, "the XML declares entities; give the record as the registry served it")
    try:
        root = ElementTree.fromstring(xml.strip())
    except ElementTree.ParseError as error:
        line, _ = error.position
        raise InputError(source, f"line {line}", "the XML is not well-formed; download the record again") from error
    study = root if root.tag == "clinical_study" else root.find(".//clinical_study")
    if study is None:
        raise InputError(source, None, 'this XML is no trial record: "clinical_study" is missing')
    return TrialRecord(
        text=study.findtext("eligibility/criteria/textblock") or "",
        nct_id=_text(study.findtext("id_info/nct_id")),
        title=_text(study.findtext("brief_title")) or _text(study.findtext("official_title")),
        conditions=tuple(element.text.strip() for element in study.findall("condition") if element.text),
        phase=phases(re.sub(r"n/?a", "", study.findtext("phase") or "", flags=re.IGNORECASE)),
        sex=sexes(_text(study.findtext("eligibility/gender"))),
        min_age=age(study.findtext("eligibility/minimum_age")),
        max_age=age(study.findtext("eligibility/maximum_age")),
    )
