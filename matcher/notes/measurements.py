"""Measurements in a note: labs, serologies, vital signs, imaging values and scores, as facts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Literal

from matcher.notes.biomarkers import take_biomarkers
from matcher.notes.element import Element
from matcher.notes.elements import elements
from matcher.notes.layout import find_tables
from matcher.notes.readings import read_results
from matcher.notes.result import PRESSURE, Reading, analyte_of
from matcher.notes.result_dates import Dated, block_date, date_of, line_date, share_times
from matcher.notes.result_names import may_be_named, names_anything
from matcher.notes.result_tables import CellResult, table_date, table_results
from matcher.notes.types import Precision
from matcher.notes.unnamed_results import NAMELESS, manifestations, nameless, shorthand_counts, sizes
from matcher.notes.view import FactDraft, NoteView
from matcher.terms import vocabulary
from matcher.terms.analytes import DIPSTICK, analyte_for_unit
from matcher.terms.units import fits


def extract(note: NoteView) -> list[FactDraft]:
    """The measurements of a note.

    A value without a unit keeps none; each has its own date, else that of its column, list, section; values of a time
    before without a date are `historical` with `date_precision` "none".
    """
    drafts: list[FactDraft] = []
    taken: list[tuple[int, int]] = []
    dated: list[Dated] = []
    for table in find_tables(note.clean, lambda start, end: names_anything(note, start, end)):
        results, lists = table_results(note, table)
        for result in results:
            drafts.extend(_from_cell(note, result))
        listed = {row.start for row in lists}
        taken.extend((row.start, row.end) for row in table.rows if row.start not in listed)
        date, precision = table_date(note, table)
        if date is not None:
            dated.extend(Dated(row.end, date, precision) for row in lists)
    drafts.extend(_prose(note, taken, {each.until: each for each in dated}))
    return drafts


def _prose(note: NoteView, taken: list[tuple[int, int]], rows: dict[int, Dated]) -> Iterator[FactDraft]:
    block: Dated | None = None
    line: Dated | None = None
    skip = 0
    nameless_values = NAMELESS.search(note.clean) is not None
    named = may_be_named(note)
    for number, (start, end) in enumerate(note.sentences):
        while skip < len(taken) and taken[skip][1] <= start:
            skip += 1
        if skip < len(taken) and taken[skip][0] < end and start < taken[skip][1]:
            continue
        header = block_date(note, start, end)
        if header is not None:
            block = header
            continue
        if not (number in named and names_anything(note, start, end)) and not (
            nameless_values and NAMELESS.search(note.clean, start, end)
        ):
            continue
        found = elements(note, start, end)
        marked, found = take_biomarkers(note, found, start)
        readings = marked + read_results(note.clean, found)
        readings += nameless(note.clean, found, readings)
        readings += shorthand_counts(note.clean, start, end)
        readings += manifestations(note, found, readings)
        line = line_date(note, start, end, found) or (line if line is not None and start < line.until else None)
        row = rows.get(note.clean.find("\n", start) if note.clean.find("\n", start) >= 0 else len(note.clean))
        around = next((each for each in (row, line, block) if each is not None and start < each.until), None)
        share_times(note.clean, readings, found, end)
        for reading in readings:
            yield from _from_reading(note, reading, found, around)
        yield from sizes(note, found)


# ---------------------------------------------------------------- drafts


def _from_cell(note: NoteView, result: CellResult) -> Iterator[FactDraft]:
    date, precision = result.date, result.precision
    if not result.dated and not result.reading.earlier:
        section = note.section_at(result.reading.name.start)
        date, precision = section.date, section.date_precision
        if date is None and note.note_date is not None:
            date, precision = note.note_date, "note"
    for draft in _drafts(note, result.reading, date, precision, result.unit):
        draft.uncertain = draft.uncertain or result.uncertain
        yield draft


def _from_reading(note: NoteView, reading: Reading, found: list[Element], around: Dated | None) -> Iterator[FactDraft]:
    date, precision = date_of(note, reading, found, around)
    if date is None and reading.time is None and not reading.earlier and note.note_date is not None:
        date, precision = note.note_date, "note"
    yield from _drafts(note, reading, date, precision, None)


def _drafts(
    note: NoteView, reading: Reading, date: dt.date | None, precision: Precision, unit: str | None
) -> Iterator[FactDraft]:
    """A reading as facts: one for each thing measured."""
    if _is_whole_scale(reading):
        return
    for concept in reading.concepts:
        for name, part in _split_pressure(concept, reading):
            yield _draft(note, reading, name, part, date, precision, unit)


def _is_whole_scale(reading: Reading) -> bool:
    """Whether the numbers are the ends of the scale ("VAS 0-10"), not a result on it."""
    analyte, quantity = analyte_of(reading.concepts[0]), reading.quantity
    if analyte is None or quantity is None or quantity.value_high is None or analyte.kind != "score":
        return False
    return (quantity.value, quantity.value_high) in ((analyte.lowest, analyte.highest), (0.0, 10.0), (0.0, 100.0))


def _split_pressure(concept: str, reading: Reading) -> Iterable[tuple[str, Literal["first", "second"]]]:
    if concept != PRESSURE:
        return ((concept, "first"),)
    if reading.quantity is None or reading.quantity.second is None:
        return (("systolic blood pressure", "first"),) if reading.quantity is not None else ((concept, "first"),)
    return (("systolic blood pressure", "first"), ("diastolic blood pressure", "second"))


def _draft(
    note: NoteView,
    reading: Reading,
    concept: str,
    part: str,
    date: dt.date | None,
    precision: Precision,
    unit: str | None,
) -> FactDraft:
    quantity = reading.quantity
    draft = FactDraft(
        "measurement", concept, min(reading.start, reading.name.start), max(reading.end, reading.name.end)
    )
    draft.fuzzy = reading.name.fuzzy
    if quantity is not None:
        draft.value = quantity.second if part == "second" else quantity.value
        draft.value_high = quantity.value_high
        draft.comparator = None if quantity.comparator == "=" else quantity.comparator
        draft.unit = quantity.unit or unit
        if quantity.multiplier:
            draft.unit = {"uln": "x ULN", "lln": "x LLN", "baseline": "x baseline"}[quantity.multiplier]
        elif quantity.is_titre:
            draft.unit = "titer"
    if draft.unit == "s" and not fits("s", concept):
        draft.unit = None  # "HR 110s"
    if (analyte := analyte_of(concept)) is not None and analyte.kind == "score" and (draft.unit or "").startswith("p"):
        draft.unit = None  # points
    draft.concept = analyte_for_unit(concept, DIPSTICK if reading.graded else draft.unit)
    draft.stage = reading.stage
    draft.quality, draft.flag = reading.quality, reading.flag
    draft.reference_low, draft.reference_high = reading.reference_low, reading.reference_high
    _unflag_litres(draft)
    specimen = reading.specimen
    draft.concept = _in_specimen(note, reading, draft)
    if draft.unit is None and draft.value_high is not None:
        # Cells are told as a range ("30-50 white cells") in a field of view only, never in blood.
        by_field = analyte_for_unit(draft.concept, "/HPF")
        specimen = "urine" if by_field != draft.concept and specimen is None else specimen
        draft.concept = by_field if specimen == "urine" else draft.concept
    if draft.unit and draft.unit.lower().endswith(("hpf", "lpf")):
        specimen = specimen or "urine"
    draft.qualifiers = tuple(
        word for word in (specimen, _oxygen(concept, reading), reading.exertion, reading.extreme) if word
    )
    assertion = note.assertion(reading.name.start, reading.name.end)
    draft.family = assertion.family
    draft.historical = reading.earlier or assertion.historical
    draft.hypothetical = reading.hypothetical
    draft.uncertain = assertion.uncertain and quantity is None
    if reading.extreme and date is None:
        draft.historical = True
    draft.date, draft.date_precision = date, precision if date is not None else "none"
    return draft


def _in_specimen(note: NoteView, reading: Reading, draft: FactDraft) -> str:
    """The analyte of another specimen than blood: cells in urine, glucose in cerebrospinal fluid."""
    if reading.specimen in (None, "peripheral blood") or len(reading.concepts) > 1:
        return draft.concept
    if reading.specimen == "urine" and (by_field := analyte_for_unit(draft.concept, "/HPF")) != draft.concept:
        return by_field
    named = vocabulary().concept(f"{reading.specimen} {note.clean[reading.name.start : reading.name.end]}")
    return named.name if named is not None and named.type == "measurement" else draft.concept


def _unflag_litres(draft: FactDraft) -> None:
    """ "2.1 L" of a volume is litres, not a flag."""
    analyte = analyte_of(draft.concept)
    if draft.flag == "L" and draft.unit is None and analyte is not None and "L" in analyte.units:
        draft.flag, draft.unit = None, "L"


def _oxygen(concept: str, reading: Reading) -> str | None:
    return (
        reading.oxygen
        if concept in ("oxygen saturation", "partial pressure of oxygen", "arterial oxygen pressure")
        else None
    )
