"""Patients and trials of labelled data, each read once."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from matcher.evaluation.records import Labelled, beside, day, read

if TYPE_CHECKING:
    from matcher.notes.types import Note, Patient
    from matcher.trials.types import Criterion, Trial


class Sources:
    """Gives records their patient and their criterion: from a set beside the file, or from the record itself.

    A patient is `patient_note` or `note` (text) or `notes` (list of texts or of {text or path, note_id, date, title}), with `as_of`. It
    stands in the record, or in `patients.jsonl` beside it under the same `patient_id`.
    """

    def __init__(self) -> None:
        self._records: dict[Path, dict[str, Labelled]] = {}
        self._patients: dict[tuple[Path, str], Patient] = {}
        self._trials: dict[tuple[Path, str], Trial] = {}

    def patient_id(self, record: Labelled) -> str:
        """Whose record it is; the record's own name where it does not say."""
        return str(record.get("patient_id", "topic") or record.name)

    def patient_record(self, record: Labelled) -> Labelled:
        """The record that holds the notes.

        Raises:
            InputError: neither the record nor `patients.jsonl` beside it has them.
        """
        if record.get("notes", "note", "patient_note") is not None:
            return record
        found = self._beside(record.path).get(str(record.need("patient_id", "topic")))
        if found is None:
            raise record.wrong('no notes: give "note", or a patients.jsonl beside the file with this patient_id')
        return found

    def _beside(self, path: Path) -> dict[str, Labelled]:
        known = self._records.get(path)
        if known is None:
            other = beside(path, "patients")
            known = {str(each.need("patient_id")): each for each in read(other)} if other is not None else {}
            self._records[path] = known
        return known

    def patient(self, record: Labelled) -> Patient:
        """The patient of a record, read once."""
        import matcher

        held = self.patient_record(record)
        key = (held.path, self.patient_id(record))
        known = self._patients.get(key)
        if known is None:
            as_of = day(held, held.get("as_of"), "as_of")
            known = matcher.read_notes(notes_of(held), patient_id=key[1], as_of=as_of)
            self._patients[key] = known
        return known

    def criterion(self, record: Labelled) -> tuple[Criterion, tuple[str, ...]]:
        """The criterion of a record with what its trial is about: parsed from `criterion` and `kind`, or taken from `trial` (a path) by
        `criterion_id`.

        Raises:
            InputError: the record has neither, or the trial has no such criterion.
        """
        import matcher

        text = record.get("criterion")
        if text is not None:
            kind = record.one_of(record.get("kind") or "inclusion", ("inclusion", "exclusion"), "kind")
            about = tuple(record.get("conditions") or ())
            return matcher.parse_criterion(str(text), kind, conditions=about), about  # type: ignore[arg-type]
        wanted = str(record.need("criterion_id"))
        trial = self.trial(record)
        for criterion in trial.criteria:
            if criterion.id == wanted:
                return criterion, trial.condition_concepts
        raise record.wrong(f'the trial has no criterion "{wanted}"')

    def trial(self, record: Labelled) -> Trial:
        """The trial of a record: `trial` (a path from the file's folder, or a registry record), or `eligibility` with `title`."""
        import matcher

        said = record.get("trial")
        if isinstance(said, str):
            key = (record.path.parent, said)
            if key not in self._trials:
                self._trials[key] = matcher.read_trial(record.path.parent / said)
            return self._trials[key]
        if isinstance(said, dict):
            return matcher.read_trial(said)
        number = str(record.get("nct_id") or record.name)
        key = (record.path, number)
        if key not in self._trials:
            self._trials[key] = matcher.read_trial(_as_registered(record, number))
        return self._trials[key]


def _as_registered(record: Labelled, number: str) -> dict[str, Any]:
    return {
        "protocolSection": {
            "identificationModule": {"nctId": number, "briefTitle": record.get("title", "trial_title") or ""},
            "conditionsModule": {"conditions": list(record.get("conditions") or ())},
            "eligibilityModule": {"eligibilityCriteria": str(record.need("eligibility"))},
        }
    }


def notes_of(record: Labelled) -> list[Note]:
    """The notes of a patient's record.

    Raises:
        InputError: they are missing or malformed.
    """
    import matcher
    from matcher.text.files import read_text

    said = record.need("notes", "note", "patient_note")
    notes = []
    for number, item in enumerate(said if isinstance(said, list) else [said], 1):
        fields = item if isinstance(item, dict) else {"text": item}
        text = fields.get("text")
        if text is None and isinstance(fields.get("path"), str):
            text = read_text(record.path.parent / fields["path"])
        if not isinstance(text, str):
            raise record.wrong(f'note {number} has no "text" and no "path"')
        date = day(record, fields.get("date"), "date")
        notes.append(matcher.Note(text, note_id=fields.get("note_id"), date=date, title=fields.get("title")))
    return notes
