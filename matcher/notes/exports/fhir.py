"""FHIR R4: the notes of DocumentReference and DiagnosticReport resources (https://hl7.org/fhir/R4/documentreference.html)."""

from __future__ import annotations

import base64
import binascii
import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property
from typing import Any

from matcher.errors import Failure, InputError
from matcher.notes.exports.attachments import READABLE, content_type_of, text_of
from matcher.notes.exports.dates import day_of
from matcher.notes.exports.record import ExportOptions, NoteOrFailure, NoteRecord
from matcher.notes.exports.rows import identifier, too_long, whole

_WITHDRAWN = {
    "entered-in-error": "it is marked as entered in error and was left out",
    "superseded": "it is marked as superseded by another document and was left out",
    "cancelled": "it is marked as cancelled and was left out",
}


class Bundle:
    """The other resources of a Bundle, looked up only when a document refers to one.

    Args:
        resources: gives all resources of the Bundle with their full URLs, as often as it is called.
    """

    def __init__(self, resources: Callable[[], Iterable[tuple[str | None, Mapping[str, Any]]]]) -> None:
        self._resources = resources

    @cached_property
    def _binaries(self) -> dict[str, Mapping[str, Any]]:
        found: dict[str, Mapping[str, Any]] = {}
        for url, resource in self._resources():
            if resource.get("resourceType") == "Binary":
                found[f"Binary/{resource.get('id')}"] = resource
                if url:
                    found[url] = resource
        return found

    @cached_property
    def _patients(self) -> dict[str, str]:
        """Full URL of each patient → its id."""
        return {
            url: str(resource["id"])
            for url, resource in self._resources()
            if url and resource.get("resourceType") == "Patient" and resource.get("id")
        }

    def binary(self, url: str) -> Mapping[str, Any] | None:
        return self._binaries.get(url) or self._binaries.get("/".join(url.split("/")[-2:]))

    def patient(self, url: str) -> str | None:
        return self._patients.get(url)


def notes_of(
    resource: Mapping[str, Any], source: str, record: str, options: ExportOptions, bundle: Bundle | None = None
) -> Iterator[NoteOrFailure]:
    """The notes of a resource: none of one that is no document.

    A document's attachments are the same words in several formats, so the format that says them best is read.

    Args:
        resource: the JSON object.
        source, record: where it stands.
        options: limit.
        bundle: what references are looked up in.
    """
    match resource.get("resourceType"):
        case "DocumentReference":
            attachments = [content.get("attachment") for content in _objects(resource.get("content"))]
        case "DiagnosticReport" if resource.get("presentedForm"):
            attachments = list(_objects(resource.get("presentedForm")))
        case "Bundle":
            inner = [(identifier(e.get("fullUrl")), e["resource"]) for e in _objects(resource.get("entry")) if isinstance(e.get("resource"), Mapping)]  # fmt: skip
            held = Bundle(lambda: inner)
            for number, (_, one) in enumerate(inner, 1):
                yield from notes_of(one, source, f"{record}, entry {number}", options, held)
            return
        case _:
            return
    for status in (resource.get("status"), resource.get("docStatus")):
        if isinstance(status, str) and status in _WITHDRAWN:
            yield Failure(source, record, _WITHDRAWN[status])
            return
    patient_id = _patient(resource.get("subject"), bundle)
    if patient_id is None:
        yield Failure(source, record, "it names no patient (subject.reference); a note must be somebody's")
        return
    parts = _best([part for part in attachments if isinstance(part, Mapping)], resource, bundle)
    if not parts:
        types = sorted({content_type_of(part) or "no content type" for part in _objects(attachments)})
        held_out = any(part.get("url") and not part.get("data") for part in _objects(attachments))
        mend = (
            "its text is not in the export but behind a link; export it with its attachments"
            if held_out
            else f"it has no attachment that can be read ({', '.join(types) or 'none at all'}; these can: {', '.join(READABLE)})"
        )
        yield Failure(source, record, mend)
        return
    note_id = identifier(resource.get("id"))
    for number, (attachment, data) in enumerate(parts, 1):
        place = record if len(parts) == 1 else f"{record}, attachment {number}"
        own_id = note_id if number == 1 or note_id is None else f"{note_id}-{number}"
        yield _note(resource, attachment, data, patient_id, own_id, source, place, options)


def _note(
    resource: Mapping[str, Any],
    attachment: Mapping[str, Any],
    data: str,
    patient_id: str,
    note_id: str | None,
    source: str,
    record: str,
    options: ExportOptions,
) -> NoteOrFailure:
    try:
        raw = base64.b64decode("".join(data.split()), validate=True)
    except (binascii.Error, ValueError):
        return Failure(source, record, "its attachment is not valid base64; export it again")
    try:
        text, warnings = text_of(raw, content_type_of(attachment), source)
    except InputError as error:
        return Failure(source, record, error.mend)
    if not text.strip():
        return Failure(source, record, "its attachment holds no text")
    if (failure := too_long(len(text), source, record, options)) is not None:
        return failure
    return NoteRecord(
        patient_id=patient_id,
        note_id=note_id,
        date=_date(resource, attachment),
        title=_title(resource, attachment),
        text=whole(text),
        source=source,
        record=record,
        warnings=warnings,
    )


def _best(
    attachments: list[Mapping[str, Any]], resource: Mapping[str, Any], bundle: Bundle | None
) -> list[tuple[Mapping[str, Any], str]]:
    """The attachments of the most readable type, each with its base64 data."""
    found: dict[int, list[tuple[Mapping[str, Any], str]]] = {}
    for attachment in attachments:
        kind = content_type_of(attachment)
        data = attachment.get("data")
        url = attachment.get("url")
        if not isinstance(data, str) and isinstance(url, str):
            binary = _contained(resource, url) or (bundle.binary(url) if bundle else None)
            if binary is not None:
                data = binary.get("data")
                kind = kind or content_type_of(binary)
                attachment = {**attachment, "contentType": kind}
        if isinstance(data, str) and kind in READABLE:
            found.setdefault(READABLE.index(kind), []).append((attachment, data))
    return found[min(found)] if found else []


def _contained(resource: Mapping[str, Any], url: str) -> Mapping[str, Any] | None:
    if not url.startswith("#"):
        return None
    return next((one for one in _objects(resource.get("contained")) if one.get("id") == url[1:]), None)


def _patient(subject: object, bundle: Bundle | None) -> str | None:
    """The patient's id: of "Patient/7" and "https://…/Patient/7/_history/2" it is 7."""
    if not isinstance(subject, Mapping):
        return None
    reference = subject.get("reference")
    if isinstance(reference, str) and reference.strip():
        known = bundle.patient(reference) if bundle else None
        if known:
            return known
        parts = reference.strip().split("/_history/")[0].rstrip("/").split("/")
        return identifier(parts[-1].removeprefix("urn:uuid:"))
    named = subject.get("identifier")
    return identifier(named.get("value")) if isinstance(named, Mapping) else None


def _date(resource: Mapping[str, Any], attachment: Mapping[str, Any]) -> dt.date | None:
    """The day of the document: its own date, else when the text was made, else the end of what it speaks of.

    A year or month alone, which FHIR allows, is no day.
    """
    period: object = None
    context = resource.get("context")
    if isinstance(context, Mapping):
        period = context.get("period")
    of_period = (period.get("end"), period.get("start")) if isinstance(period, Mapping) else ()
    of_report = (resource.get("effectiveDateTime"), resource.get("issued"))
    for value in (resource.get("date"), *of_report, attachment.get("creation"), *of_period):
        if isinstance(value, str):
            try:
                return day_of(value)
            except ValueError:
                continue
    return None


def _title(resource: Mapping[str, Any], attachment: Mapping[str, Any]) -> str | None:
    for name in ("type", "code"):
        concept = resource.get(name)
        if isinstance(concept, Mapping):
            displays = (coding.get("display") for coding in _objects(concept.get("coding")))
            for text in (concept.get("text"), *displays):
                if isinstance(text, str) and text.strip():
                    return identifier(text)
    return identifier(attachment.get("title")) or identifier(resource.get("description"))


def _objects(value: object) -> list[Mapping[str, Any]]:
    return [one for one in value if isinstance(one, Mapping)] if isinstance(value, list) else []
