"""Doses, frequencies and counts: how much of a drug, how often, how many times."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache

from matcher.notes.drug_element import TABLES, DrugElement
from matcher.notes.view import NoteView
from matcher.text.patterns import alternation
from matcher.text.quantities import Quantity, find_quantities
from matcher.text.tables import read_table
from matcher.text.times import TimeExpression

_WEIGHTS = r"(?:mg|g|gm|gms|grams?|mcg|µg|ug|micrograms?|milligrams?|ng)"
_FORMS = r"(?:tab(?:let)?s?|caps?(?:ules?)?|puffs?|sprays?|drops?|gtts?|patch(?:es)?|lozenges?|vials?|ampoules?|sachets?|inhalations?|suppositor(?:y|ies)|pills?)"
_DOSE_UNIT = re.compile(
    rf"(?P<base>(?:{_WEIGHTS}|units?|iu|u|mu|miu|meq|mmol|ml|cc|mci|{_FORMS})(?:\s?/\s?(?:kg|m2|m²|dose))?)"
    r"(?:(?:\s?/\s?|\s?per\s|\sa\s|/per )(?P<per>day|d|24 ?h(?:ours?|rs?)?|week|wk|w|month|mo|hour|hr|h|min|minute|kg/(?:day|d|h|hr|min|week)|m2/(?:day|d|week)))?\Z",
    re.IGNORECASE,
)
_FORM = re.compile(_FORMS + r"\Z", re.IGNORECASE)
_PER_DAY = {
    "day": 1.0,
    "d": 1.0,
    "24": 1.0,
    "week": 1 / 7,
    "wk": 1 / 7,
    "w": 1 / 7,
    "month": 1 / 30,
    "mo": 1 / 30,
    "hour": 24.0,
    "hr": 24.0,
    "h": 24.0,
}
# A look-ahead for what a match begins with spares most places of a text all the rest.
_COUNT = re.compile(r"(?=[x×#])(?:(?<![\w])[x×]\s?|#\s?)(?P<number>\d{1,3})(?!\s?(?:mg|g|mcg|/|\d|\.\d))\b")
_TIMES_DOSE = re.compile(r"(?=\d)(?<![\d.,/])(?P<number>\d{1,2})\s?[x×](?=\s?\d+(?:[.,]\d+)?\s?(?:mg|g|mcg|µg)\b)")
# "1-0-1": tablets in the morning, at noon, in the evening (and at night)
_SCHEME = re.compile(
    r"(?=\d)(?<![\d./-])(?P<scheme>\d(?:[.,]5)?(?:-\d(?:[.,]5)?){2,3})(?![\d/]|-\d)(?:\s?(?P<unit>mg|g)\b)?"
)
_EVERY = re.compile(
    r"(?<!\w)(?:q|every|each)\s?(?P<number>\d{1,3}|two|three|four|six|eight|twelve)\s?(?:-|to)?\s?(?P<high>\d{1,3})?\s?(?P<unit>hours?|hrs?|h|days?|d|weeks?|wks?|wk|w|months?|mo|m)(?!\w)|(?<!\w)(?P<times>\d{1,2}|one|two|three|four|five|six)\s?(?:x|times)\s?(?:a|per|/|each|every)?\s?(?P<per>day|daily|week|weekly|month|monthly)(?!\w)",
    re.IGNORECASE,
)
_NUMBER_WORDS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "eight": 8, "twelve": 12}
_HOURS = {"h": 1.0, "d": 24.0, "w": 168.0, "m": 720.0}
_DAYS = {"minute": 1 / 1440, "hour": 1 / 24, "day": 1.0, "week": 7.0, "month": 30.4375, "year": 365.25}


@dataclass(frozen=True, slots=True)
class DoseUnit:
    """A dose's unit without its time ("mg/kg" of "mg/kg/day"), the words of the time, and doses a day."""

    name: str
    frequency: str | None
    per_day: float | None


def dose_unit(unit: str | None) -> DoseUnit | None:
    """A unit that doses are given in, None for concentrations and other units.

    >>> dose_unit("mg/kg/day"), dose_unit("mg/dL")
    (DoseUnit(name='mg/kg', frequency='/day', per_day=1.0), None)
    """
    if unit is None:
        return None
    match = _DOSE_UNIT.match(unit.strip())
    if match is None:
        return None
    base, per = match["base"], match["per"]
    if per is None:
        return DoseUnit(base, None, None)
    if "/" in per:
        weight, per = per.split("/")
        base = f"{base}/{weight}"
    cut = unit.lower().rfind(per.lower())
    lead = re.search(r"(?:/|per |a )\s?\Z", unit[:cut], re.IGNORECASE)
    words = unit[lead.start() if lead else cut :].strip()
    return DoseUnit(base, words, _PER_DAY.get(per.lower().split()[0].rstrip("s")[:5]))


def is_form(unit: str) -> bool:
    """Whether a unit counts tablets, puffs and the like."""
    return _FORM.match(unit.strip()) is not None


def days_of(time: TimeExpression) -> float | None:
    """The length of a duration in days."""
    if time.amount is None or time.unit is None:
        return None
    return round(time.amount * _DAYS[time.unit], 2)


@cache
def _frequencies() -> tuple[re.Pattern[str], dict[str, float | None]]:
    rows = read_table(TABLES / "frequencies.tsv")
    known = {row["words"].lower(): float(row["per_day"]) if row["per_day"] else None for row in rows}
    words = alternation(word for word in known if word[0].isalnum())
    signs = alternation(word for word in known if not word[0].isalnum())
    prn = r"(?:[ ,]{1,2}(?:prn|p\.r\.n\.|as needed|when needed|as required))?"
    return re.compile(rf"(?:(?<![\w/])(?P<word>{words})(?![\w])|(?P<sign>{signs})(?!\w)){prn}", re.IGNORECASE), known


def frequencies(text: str, start: int, end: int) -> Iterator[DrugElement]:
    """How often a drug is taken, in [start, end): "every 8 hours", "twice a day", "BID"; with intakes a day where that is a number."""
    for match in _EVERY.finditer(text, start, end):
        if match["number"]:
            number = _NUMBER_WORDS.get(match["number"].lower()) or float(match["number"])
            hours = _HOURS["m" if match["unit"].lower().startswith("m") else match["unit"][0].lower()]
            per_day = None if match["high"] or not number else round(24 / (number * hours), 6)
        else:
            times = _NUMBER_WORDS.get(match["times"].lower()) or float(match["times"])
            per_day = round(
                times
                * _PER_DAY[
                    {"daily": "day", "weekly": "week", "monthly": "month"}.get(
                        match["per"].lower(), match["per"].lower()
                    )
                ],
                6,
            )
        yield DrugElement("frequency", match.start(), match.end(), per_day=per_day)
    for match in _SCHEME.finditer(text, start, end):
        if not match["unit"]:
            total = sum(float(part.replace(",", ".")) for part in match["scheme"].split("-"))
            yield DrugElement("frequency", match.start(), match.end(), per_day=total or None)
    pattern, known = _frequencies()
    for match in pattern.finditer(text, start, end):
        word = " ".join((match["word"] or match["sign"]).lower().split())
        if (
            word in ("on", "om", "od", "ac", "hs", "once", "twice") or word.startswith(("a ", "in the ", "per "))
        ) and not _after_dose(text, start, match.start()):
            continue
        yield DrugElement("frequency", match.start(), match.end(), per_day=known.get(word))


def _after_dose(text: str, start: int, position: int) -> bool:
    """Whether a dose stands directly before, as it does before a frequency that is also another word ("20 mg on")."""
    before = text[max(start, position - 14) : position]
    if text[position : position + 2].lower() == "on":
        return text[position : position + 2] in ("ON",) and before.rstrip()[-2:].lower() in ("mg", "cg")
    return (
        re.search(
            r"(?:\d|mg|g|mcg|units?|tabs?|tablets?|puffs?|po|oral(?:ly)?|once|twice|times)\s*\Z", before, re.IGNORECASE
        )
        is not None
    )


def doses(text: str, start: int, end: int, note: NoteView) -> Iterator[DrugElement]:
    """The doses in [start, end): quantities in units of a dose, schemes ("1-0-1 g"), bare numbers right behind a drug."""
    schemes = [match for match in _SCHEME.finditer(text, start, end) if match["unit"]]
    for match in schemes:
        # "1-0-1 g" is 2 g a day.
        total = sum(float(part.replace(",", ".")) for part in match["scheme"].split("-"))
        unit_start, stop = match.span("unit")
        day = Quantity(
            match.start(),
            stop,
            match.start(),
            match.end("scheme"),
            None,
            total,
            None,
            f"{match['unit']}/day",
            unit_start,
            stop,
        )
        yield DrugElement("dose", match.start(), stop, quantity=day)
    for quantity in find_quantities(text, start, end):
        if any(match.start() <= quantity.start < match.end() for match in schemes):
            continue
        unit = dose_unit(quantity.unit)
        if unit is not None and (step := _step_of(text, start, quantity)) is not None:
            yield from step
        elif unit is not None:
            yield DrugElement("dose", quantity.start, quantity.end, quantity=quantity)
        elif (
            quantity.unit is None
            and quantity.second is None
            and not quantity.is_titre
            and _is_bare_dose(note, quantity, start)
        ):
            yield DrugElement("dose", quantity.start, quantity.end, value="bare", quantity=quantity)


_STEP = re.compile(
    r"\bfrom\s*\Z|\b(?:tapered|increased|decreased|raised|reduced|titrated|escalated|changed)\s*\Z", re.IGNORECASE
)


def _step_of(text: str, start: int, quantity: Quantity) -> list[DrugElement] | None:
    """The two doses of "from 2 mg to 4 mg", which reads like a range."""
    if quantity.value_high is None or not _STEP.search(text[max(start, quantity.start - 14) : quantity.start]):
        return None
    to = text.find(" to ", quantity.number_start, quantity.number_end)
    if to < 0:
        return None
    second = next(iter(find_quantities(text, to + 4, quantity.end)), None)
    first = next(iter(find_quantities(text, quantity.start, to)), None)
    if first is None or second is None:
        return None
    if first.unit is None:
        first = replace(first, unit=second.unit)
    return [
        DrugElement("dose", first.start, to, quantity=first),
        DrugElement("cue", to + 1, to + 3, frozenset({"shift"}), "to"),
        DrugElement("dose", second.start, second.end, quantity=second),
    ]


_BARE_BEFORE = re.compile(
    r"[A-Za-z)](?:\s(?:po|PO|oral|IV|iv|XR|ER|SR|CR|DR|LA|XL|sodium|HCl|succinate|tartrate))?:?\s\Z"
)
_BARE_AFTER = re.compile(
    r"\s*(?:\Z|[,;.()\n+/]|(?:po|iv|sc|sq|im|mg|daily|bid|tid|qid|qd|q\d|qhs|qam|qpm|hs|od|bd|tds|nightly|weekly|once|twice|three|prn|x\s?\d+(?!\s?(?:mg|g|mcg)\b)|and|for|at|in the|every|each|since|from|started|stopped|as)\b)",
    re.IGNORECASE,
)


def _is_bare_dose(note: NoteView, quantity: Quantity, start: int) -> bool:
    """Whether a number without unit directly behind a drug's name is its dose ("HCQ 200", "hydralazine 50 TID")."""
    text = note.clean
    if (
        not text[quantity.number_start].isdigit()
        or not 0 < quantity.value < 5000
        or quantity.value_high is not None
        or 1900 <= quantity.value <= 2100
    ):
        return False
    before = text[max(start, quantity.start - 14) : quantity.start]
    if not _BARE_BEFORE.search(before) or not _BARE_AFTER.match(text, quantity.end):
        return False
    named = note.terms_in(max(start, quantity.start - 60), quantity.start)
    return bool(named) and named[-1].type == "exposure" and quantity.start - named[-1].end <= 12


def counts(text: str, start: int, end: int) -> Iterator[DrugElement]:
    """How many are taken or given, in [start, end): the "2" of "2 x 500 mg", "x 5", "#30"."""
    for match in _TIMES_DOSE.finditer(text, start, end):
        yield DrugElement("count", match.start(), match.end("number"), value="x", number=int(match["number"]))
    for match in _COUNT.finditer(text, start, end):
        yield DrugElement("count", match.start(), match.end(), value=match[0][0], number=int(match["number"]))
