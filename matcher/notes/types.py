"""Notes, the facts in them, and the patient they speak of."""

from __future__ import annotations

import dataclasses
import datetime as dt
from dataclasses import dataclass, field
from typing import Literal

from matcher.records import Record, StatementType

FactType = StatementType
Precision = Literal["day", "month", "year", "note", "none"]
DrugStatus = Literal["active", "stopped", "planned", "held", "never"]


@dataclass(frozen=True, slots=True)
class Note(Record):
    """One note exactly as given.

    Attributes:
        text: its words; all offsets are into it.
        note_id: by which facts and evidence name it; `read_notes` calls one without an id "note-1", "note-2" …
        date: its own date (an ISO string is taken too); None: `read_notes` looks for it in the text.
        title: what its source calls it; kept as it is.

    Raises:
        ValueError: `date` is a string and no ISO date.
    """

    text: str
    note_id: str | None = None
    date: dt.date | None = None
    title: str | None = None

    def __post_init__(self) -> None:
        if isinstance(self.date, str):
            object.__setattr__(self, "date", dt.date.fromisoformat(self.date))


@dataclass(frozen=True, slots=True)
class Fact(Record):
    """Something a note says. `note.text[start:end] == text`, always.

    Attributes:
        fact_id: the same whenever a note of equal text is read.
        type: what kind of statement it is, as the type of an atom.
        concept: preferred name of the vocabulary concept; for `age` "age" | "date of birth"; for `sex` "female" | "male"; for
            `reproductive` "pregnancy", "lactation", "contraception", "menopause", "sterility", "childbearing potential"; for `attestation` "consent",
            "refusal", "compliance", "follow-up", "participation", "investigator opinion", "antiviral therapy" …;
            for `participation` "clinical trial"; for `allergy` the allergen, or "any allergen" (negated: no known allergies).
        text, start, end, note_id: its words, and the note and the offsets [start, end) they stand at.
        sentence: offsets [start, end) of the sentence (or table row, list item) it stands in.
        section: kind of section ("medications", "family history" … from the section table), None before the first.
        negated, uncertain, hypothetical, historical, family: denied; suspected; planned, feared or asked for; said as history, by
            its words or its section (not that it is over); of anyone but the patient.
        ongoing: still so (True), over (False), not said (None).
        qualifiers: words that narrow the fact, from a table: status ("active", "resolved", "remission", "refractory",
            "relapsed", "uncontrolled", "controlled", "latent", "secondary", "stable"), scope ("other": "no other …",
            "highest": "the highest dose ever"), specimen ("peripheral blood", "BAL", "CSF", "urine"), oxygen
            ("room air", "on oxygen"), plan ("planned", "scheduled", "declined"), "criteria met".
        value, value_high: numbers in `unit`; `value_high` is the upper end of a range.
        comparator: "<", "<=", ">", ">=" before the value, else None.
        unit: as the note has it.
        reference_low, reference_high: the note's own limits of normal, in the fact's unit.
        flag: "H" | "L" | "N" | "A" as printed beside the value.
        quality: "positive" | "negative" | "elevated" | "low" | "normal" | "abnormal" | "indeterminate" | "pending" |
            "not detected" | "detected" | "not done".
        date, date_precision: when it was, was measured or began: the first day of what is said ("May 2024": 2024-05-01, "month");
            "note" when taken from the note's date.
        date_end: last day of a dated stretch of events ("02/06 to 02/14"), else None.
        dose, dose_unit, frequency, route: of one intake; the note's own words for the last three.
        daily_dose: in `dose_unit` a day, where it can be computed.
        started, stopped (with precision), duration: of a drug; `duration` in days where said as a length ("x 6 months").
        status: "active" | "stopped" | "planned" | "held" | "never"; of a drug, as far as the note says.
        stop_reason: the note's own words for why a drug was stopped.
        response: "response" | "inadequate response" | "intolerant"; to a drug.
        severity: "mild" | "moderate" | "severe", of a condition or a reaction (`qualifiers.tsv`, `reactions.tsv`, after CTCAE v5).
        stage: the note's own words ("class IV", "stage 3b").
        fuzzy: the words are misspelt and were taken for the concept.
        ambiguous: other concepts the words might mean.
    """

    fact_id: str
    type: FactType
    concept: str
    text: str
    start: int
    end: int
    note_id: str
    sentence: tuple[int, int]
    section: str | None = None
    negated: bool = False
    uncertain: bool = False
    hypothetical: bool = False
    historical: bool = False
    family: bool = False
    ongoing: bool | None = None
    qualifiers: tuple[str, ...] = ()
    value: float | None = None
    value_high: float | None = None
    comparator: str | None = None
    unit: str | None = None
    reference_low: float | None = None
    reference_high: float | None = None
    flag: str | None = None
    quality: str | None = None
    date: dt.date | None = None
    date_precision: Precision = "none"
    date_end: dt.date | None = None
    dose: float | None = None
    dose_unit: str | None = None
    frequency: str | None = None
    route: str | None = None
    daily_dose: float | None = None
    started: dt.date | None = None
    started_precision: Precision = "none"
    stopped: dt.date | None = None
    stopped_precision: Precision = "none"
    duration: float | None = None
    status: DrugStatus | None = None
    stop_reason: str | None = None
    response: str | None = None
    severity: str | None = None
    stage: str | None = None
    fuzzy: bool = False
    ambiguous: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Patient(Record):
    """What the notes say of one patient.

    Attributes:
        patient_id: as it was given.
        notes: in the order given, each with its id and date.
        facts: ordered by note, then start.
        as_of: the screening date, from which windows and ages are counted; by default the newest date of the notes; None where they
            have none.
        as_of_assumed: whether it is that default.
        warnings: what a reader should know of the notes as a whole, as that they seem to be of two people.
    """

    patient_id: str | None
    notes: tuple[Note, ...]
    facts: tuple[Fact, ...]
    as_of: dt.date | None
    as_of_assumed: bool = True
    warnings: tuple[str, ...] = ()
    _cache: dict[str, object] = field(default_factory=dict, compare=False, repr=False)
    """Indexes that matching builds once per patient; never part of `to_dict`."""

    def with_fact(self, fact: Fact) -> Patient:
        """A patient with one more fact (one a clinician added)."""
        order = {note.note_id: n for n, note in enumerate(self.notes)}
        facts = sorted((*self.facts, fact), key=lambda f: (order.get(f.note_id, len(order)), f.start))
        return dataclasses.replace(self, facts=tuple(facts), _cache={})

    def without(self, fact_id: str) -> Patient:
        """A patient without one fact (one a clinician called wrong)."""
        return dataclasses.replace(self, facts=tuple(f for f in self.facts if f.fact_id != fact_id), _cache={})
