"""A result as a FHIR R4 Bundle, for a study centre's or hospital's own systems.

The Bundle holds a ResearchSubject (the patient in the light of the trial), a QuestionnaireResponse (every criterion with verdict,
reason, quotes and what is missing), one DocumentReference a note (its hashes; its words only if asked for), and Provenance: the matcher
with its versions, and each person who said something. Private notes stay out of it. Everything is built through the R4 models of
`fhir.resources`, which refuse what the standard does not allow (https://hl7.org/fhir/R4/).
"""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import json
import re
import uuid
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from matcher.errors import InputError
from matcher.report.json import dumps
from matcher.report.summary import BASIS_WORDS, STATUS_WORDS, VERDICT_WORDS, Quote, Row, View, questions
from matcher.report.table import fact_words

if TYPE_CHECKING:
    from matcher.notes.types import Note

_Json = dict[str, Any]
_CODES = "urn:trial-matcher:"
_REGISTRY = "https://clinicaltrials.gov"
_PARTICIPANT = "http://terminology.hl7.org/CodeSystem/provenance-participant-type"
_SPACE = uuid.UUID("6f1a2a52-0d3f-5d0c-9a3e-3c6f3f1f6f0b")
"""Ids are made from hashes of trial and notes, so that the same result has the same ids."""
_NOT_IN_FHIR = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")
SUBJECT_STATUS = {
    "new": "potential-candidate",
    "flagged": "potential-candidate",
    "contacted": "candidate",
    "eligible": "eligible",
    "not eligible": "ineligible",
    "enrolled": "on-study",
}
"""State of a review → `ResearchSubject.status` (https://hl7.org/fhir/R4/valueset-research-subject-status.html)."""


def match_fhir(view: View, *, state: str | None = None, with_notes: bool = False, at: dt.datetime | None = None) -> str:
    """The Bundle as JSON.

    Args:
        view: the result with trial, notes and what a person said.
        state: how far the patient has come, as a saved review has it; without one the patient is a potential candidate, for whether
            somebody is eligible is decided by people.
        with_notes: whether the notes' words go along whole; else only the quotes and the notes' hashes.
        at: when it was written, by default now.

    Raises:
        InputError: `fhir.resources` is not installed, or there is no such state.
    """
    try:
        from fhir.resources.R4B.bundle import Bundle
    except ImportError:
        raise InputError("FHIR", None, "this needs fhir.resources: pip install 'trial-matcher[fhir]'") from None
    if state is not None and state not in SUBJECT_STATUS:
        raise InputError("FHIR", state, f"a review is one of: {', '.join(SUBJECT_STATUS)}")
    bundle = Bundle.model_validate(_bundle(view, state or "new", with_notes, at or dt.datetime.now(dt.UTC)))
    return dumps(json.loads(bundle.model_dump_json()))


def _bundle(view: View, state: str, with_notes: bool, at: dt.datetime) -> _Json:
    named = _Names(view)
    resources: list[tuple[str, _Json]] = [
        (named.subject, _subject(view, state)),
        (named.answers, _answers(view, named)),
        *((url, _document(n, view, with_notes)) for url, n in zip(named.notes, view.patient.notes, strict=True)),
        *_provenance(view, named, at),
    ]
    entries = [{"fullUrl": url, "resource": resource} for url, resource in resources]
    return {"resourceType": "Bundle", "type": "collection", "timestamp": at.isoformat(), "entry": entries}


class _Names:
    """The addresses of the resources within the Bundle."""

    def __init__(self, view: View) -> None:
        told = view.result.versions
        self._of = "/".join(
            [
                view.trial.nct_id or "",
                told.get("trial sha256", ""),
                view.patient.patient_id or "",
                *(_sha256(note.text).hex() for note in view.patient.notes),
            ]
        )
        self.subject, self.answers = self.made("subject"), self.made("answers")
        self.notes = [self.made(f"note {n}") for n in range(len(view.patient.notes))]

    def made(self, what: str) -> str:
        return uuid.uuid5(_SPACE, f"{what}/{self._of}").urn


def _subject(view: View, state: str) -> _Json:
    return {
        "resourceType": "ResearchSubject",
        "status": SUBJECT_STATUS[state],
        "study": _study(view),
        "individual": _patient(view),
    }


def _study(view: View) -> _Json:
    trial = view.trial
    told: _Json = {"type": "ResearchStudy", "display": _text(trial.title or trial.nct_id or "trial without a title")}
    if trial.nct_id:
        told["identifier"] = {"system": _REGISTRY, "value": _text(trial.nct_id)}
    return told


def _patient(view: View) -> _Json:
    """Named by the id the notes came with, nothing else: no name, no birth date."""
    if not view.patient.patient_id:
        return {"type": "Patient", "display": "the patient of these notes"}
    return {"type": "Patient", "identifier": {"value": _text(view.patient.patient_id)}}


def _answers(view: View, named: _Names) -> _Json:
    result = view.result
    items = [
        _item("status", "Status", [_coding("status", result.status, STATUS_WORDS[result.status])]),
        _item("score", "Score (0 to 1)", [{"valueDecimal": round(result.score, 4)}]),
        _item("absence", "What no note mentions", [_coding("absence", result.absence, result.absence)]),
    ]
    if result.as_of:
        items.append(_item("as-of", "Screening date", [{"valueDate": result.as_of.isoformat()}]))
    items += [_criterion(row, named) for row in view.rows]
    items += _corrections(view)
    if result.missing:
        items.append(_item("open-questions", "Open questions", _strings(questions(result.missing))))
    if view.warnings:
        items.append(_item("warnings", "What limits the result", _strings(view.warnings)))
    return {
        "resourceType": "QuestionnaireResponse",
        "status": "amended" if len(view.review) else "completed",
        "subject": _patient(view),
        "item": items,
    }


def _criterion(row: Row, named: _Names) -> _Json:
    id_, judgement = row.criterion.id, row.judgement
    parts = [
        _item(f"{id_}.kind", "Kind", [_coding("kind", row.criterion.kind, row.criterion.kind)]),
        _item(f"{id_}.verdict", "Verdict", [_coding("verdict", row.verdict, VERDICT_WORDS[row.verdict])]),
        _item(f"{id_}.basis", "Basis", [_coding("basis", judgement.basis, BASIS_WORDS[judgement.basis])]),
        _item(f"{id_}.reason", "Reason", _strings([judgement.reason])),
        _item(f"{id_}.missing", "Missing", _strings(questions(judgement.missing))),
        *(_evidence(id_, quote, named) for quote in row.quotes),
    ]
    said = row.decision
    if said is not None:
        verdict = row.machine.verdict
        parts += [
            _item(f"{id_}.matcher", "The matcher's own verdict", [_coding("verdict", verdict, VERDICT_WORDS[verdict])]),
            _item(f"{id_}.reviewer", "Reviewer", _strings([said.by])),
            _item(f"{id_}.reviewed", "Reviewed at", [{"valueDateTime": _instant(said.at)}] if said.at else []),
        ]
    told = [part for part in parts if part.get("answer") or part.get("item")]
    return {"linkId": id_, "text": _text(row.criterion.text), "item": told}


def _evidence(id_: str, quote: Quote, named: _Names) -> _Json:
    """Words of a note with their place; FHIR's strings cannot hold every character, the offsets always lead to the words."""
    where = f"{id_}.evidence"
    parts = [
        _item(f"{where}.quote", "Words of the note", _strings([quote.text])),
        _item(f"{where}.role", "Role", [_coding("role", quote.role, quote.role)]),
        _item(f"{where}.note", "Note", [{"valueReference": {"reference": named.notes[quote.note]}}]),
        _item(f"{where}.start", "From character", [{"valueInteger": quote.start}]),
        _item(f"{where}.end", "To character", [{"valueInteger": quote.end}]),
        _item(f"{where}.date", "Day", [{"valueDate": quote.date.isoformat()}] if quote.date else []),
    ]
    return {"linkId": where, "text": "Evidence", "item": [part for part in parts if part.get("answer")]}


def _corrections(view: View) -> list[_Json]:
    made = []
    for correction in view.review.corrections:
        words = f"Fact {correction.action} by {correction.by}: {fact_words(correction.fact)}"
        made.append(_item("correction", words, _strings([correction.reason or correction.action])))
    return made


def _document(note: Note, view: View, with_notes: bool) -> _Json:
    data = _bytes(note.text)
    attachment: _Json = {
        "contentType": "text/plain; charset=utf-8",
        "size": len(data),
        # Of this element the standard asks for SHA-1; the SHA-256 is in the master identifier (RFC 6920).
        "hash": base64.b64encode(hashlib.sha1(data, usedforsecurity=False).digest()).decode("ascii"),
    }
    if with_notes:
        attachment["data"] = base64.b64encode(data).decode("ascii")
        if note.title and note.title.strip():
            attachment["title"] = _text(note.title)
    digest = base64.urlsafe_b64encode(_sha256(note.text)).decode("ascii").rstrip("=")
    told: _Json = {
        "resourceType": "DocumentReference",
        "masterIdentifier": {"system": "urn:ietf:rfc:3986", "value": f"ni:///sha-256;{digest}"},
        "status": "current",
        "subject": _patient(view),
        "content": [{"attachment": attachment}],
    }
    if note.note_id and note.note_id.strip():
        told["identifier"] = [{"value": _text(note.note_id)}]
    if note.date:
        told["context"] = {"period": {"start": note.date.isoformat()}}
    return told


def _provenance(view: View, named: _Names, at: dt.datetime) -> Iterator[tuple[str, _Json]]:
    """The matcher with all its versions, then each person with the time of what they said last."""
    targets = [{"reference": named.subject}, {"reference": named.answers}]
    versions = [
        {"role": "source", "what": {"display": _text(name), "identifier": {"system": f"{_CODES}version", "value": _text(str(value))}}}
        for name, value in view.result.versions.items()
        if str(value).strip()
    ]  # fmt: skip
    notes = [{"role": "source", "what": {"reference": url}} for url in named.notes]
    version = view.result.versions.get("matcher", "")
    software = {"type": "Device", "display": f"trial-matcher {version}".strip()}
    yield (
        named.made("matcher"),
        {
            "resourceType": "Provenance",
            "target": targets,
            "recorded": _instant(at),
            "agent": [{"type": _participant("assembler", "Assembler"), "who": software}],
            "entity": [*notes, *versions],
        },
    )
    for name, when in view.review.people().items():
        told: _Json = {
            "resourceType": "Provenance",
            "target": targets,
            "recorded": _instant(at),
            "agent": [{"type": _participant("verifier", "Verifier"), "who": {"display": _text(name)}}],
        }
        if when is not None:
            told["occurredDateTime"] = _instant(when)
        yield named.made(f"person {name}"), told


def _participant(code: str, display: str) -> _Json:
    return {"coding": [{"system": _PARTICIPANT, "code": code, "display": display}]}


def _item(link: str, text: str, answers: list[_Json]) -> _Json:
    item: _Json = {"linkId": link, "text": _text(text)}
    return {**item, "answer": answers} if answers else item


def _coding(system: str, code: str, display: str) -> _Json:
    return {"valueCoding": {"system": _CODES + system, "code": code, "display": display}}


def _strings(texts: Iterable[str]) -> list[_Json]:
    return [{"valueString": _text(text)} for text in texts if text.strip()]


def _text(text: str) -> str:
    """A text as a FHIR string: what it must not hold becomes a sign that can be seen, and it is never empty."""
    return (
        _NOT_IN_FHIR.sub(lambda found: chr(0x2400 + ord(found[0])) if ord(found[0]) < 0x20 else "\ufffd", text) or "-"
    )


def _instant(when: dt.datetime) -> str:
    """A point in time with its offset, which FHIR demands; one without is taken as universal time."""
    return (when if when.tzinfo else when.replace(tzinfo=dt.UTC)).isoformat()


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _sha256(text: str) -> bytes:
    return hashlib.sha256(_bytes(text)).digest()
