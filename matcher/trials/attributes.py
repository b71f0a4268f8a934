"""What stands beside a concept and belongs to it: numbers, results, qualifiers, times."""

from __future__ import annotations

import re
from dataclasses import replace

from matcher.terms import vocabulary
from matcher.trials.adoption import unlike
from matcher.trials.drafts import Draft
from matcher.trials.items import Item
from matcher.trials.limits import as_duration, bounds_of, combined, compared, numeral_bounds, rated, second_bounds
from matcher.trials.stated import is_bare
from matcher.trials.types import Window
from matcher.trials.windows import LOWER_SAID, duration_of, length_bounds, reaches_further, window_of

_ROUTES = {
    "oral": "oral",
    "intravenous": "intravenous",
    "intramuscular": "intramuscular",
    "inhaled": "inhaled",
    "topical": "topical",
    "systemic": "systemic",
}
_RESPONSES = frozenset({"refractory"})
_MEASURED = ("measurement",)


def attach(items: list[Item], drafts: list[Draft], text: str) -> None:
    """Give each attribute of a word group to the leaf it stands beside."""
    if not drafts:
        return
    scale: Item | None = None
    comparator: Item | None = None
    numerals: list[Item] = []
    for position, item in enumerate(items):
        match item.kind:
            case "qualifier" if position and items[position - 1].kind == "non" and item.value != "other":
                _qualify(prefixed(item), drafts)
                item.used = True
            case "qualifier":
                _qualify(item, drafts)
            case "result":
                _result(item, drafts)
            case "presence" if not any(other.kind == "result" for other in items):
                _presence(item, drafts)
            case "span":
                _time(item, drafts, text, begun=any(other.kind == "begin" for other in items))
            case "quantity":
                _quantity(item, drafts, text, scale, comparator, _unit_word(items, position, text))
            case "scale":
                scale = item
            case "comparator" | "comparator after":
                comparator = item
                if item.kind == "comparator after" and not numerals:
                    _compare_last(item, items[:position], drafts, text)
            case "numeral":
                numerals.append(item)
    _count_units(items, drafts)
    _changes(items, drafts, text)
    if numerals:
        _numerals(numerals, scale, comparator, drafts, text)
    elif scale is not None:
        _letter_class(items, scale, drafts)


_OPPOSITES = {"severe": "mild or moderate", "active": "inactive"}


def prefixed(item: Item) -> Item:
    """The qualifier that a prefix makes of another: "non-severe"."""
    return replace(item, value=_OPPOSITES.get(item.value, f"non-{item.value}"))


def _changes(items: list[Item], drafts: list[Draft], text: str) -> None:
    """ "An increase in creatinine of > 0.3 mg/dL" limits the change, not the value: no value of the analyte answers it.

    A multiple of a limit of normal is a value all the same, and so is "a decrease below 8 g/dL".
    """
    for item in items:
        if item.kind != "change":
            continue
        draft = next((draft for draft in drafts if draft.type == "measurement" and _near(item, draft)), None)
        if draft is None:
            continue
        limits = [b for b in draft.bounds if b.relative_to == "value"]
        if not draft.bounds and draft.quality is None and item.value:
            draft.quality, item.used = item.value, True  # type: ignore[assignment]
        elif limits and not (item.value == "low" and limits[-1].lower is None) and not _reaches(item, items, text):
            draft.concepts, draft.analyte, draft.named_scale = [], None, True
            draft.qualifiers.append("change")
            draft.widen(item.start, item.end)
            item.used = True


_LASTING = re.compile(r"\b(?:chronic|persistent|sustained|permanent|long-?standing)\s+$", re.IGNORECASE)
_REACHED = re.compile(r"(?:\bto|above|beyond|exceeding|up to)\b", re.IGNORECASE)


def _reaches(change: Item, items: list[Item], text: str) -> bool:
    """ "A rise of creatinine above 2 mg/dL", "a rise to > 2 mg/dL", "a lasting increase > 2 mg/dL": the number is what is reached."""
    if _LASTING.search(text, max(0, change.start - 20), change.start):
        return True
    limit = next((item for item in items if item.kind == "quantity" and item.start >= change.end), None)
    return limit is not None and _REACHED.search(text, limit.start - 4, limit.end) is not None


def _near(item: Item, draft: Draft) -> bool:
    """Whether a word of change stands directly before or behind what is measured."""
    return -40 <= draft.start - item.end <= 12 or 0 <= item.start - draft.start <= 60


def _count_units(items: list[Item], drafts: list[Draft]) -> None:
    """ "At least two prior lines of chemotherapy": what is counted stands as the unit of the count."""
    named = next((item for item in items if item.kind == "countunit"), None)
    if named is None:
        return
    named.used = True
    for draft in drafts:
        if draft.count is not None and draft.count.unit is None:
            draft.count = replace(draft.count, unit=named.value)


_RATE = re.compile(
    r" ?(?P<unit>(?:[A-Za-z-]+ ){1,3}(?:of [A-Za-z-]+ )?(?:per|a|an|each|every) ?(?:day|week|month|year|night|hour)|(?:[A-Za-z-]+ ?){1,2}/ ?(?:day|week|month|year|night|hour))\b"
)
"""What is counted in a stretch of time: "alcoholic drinks per day"."""


def _unit_word(items: list[Item], position: int, text: str) -> str | None:
    """An unknown word directly behind a number is its unit ("300 microns", "34 letters")."""
    if position + 1 >= len(items):
        return None
    following = items[position + 1]
    if (rate := _RATE.match(text, items[position].end)) is not None:
        for item in items[position + 1 :]:
            item.used = item.used or item.end <= rate.end()
        return rate["unit"]
    adjacent = following.start - items[position].end <= 1
    if not adjacent or following.kind != "word" or not text[following.start].isalpha():
        return None
    following.used = True
    return text[following.start : following.end]


def _compare_last(item: Item, before: list[Item], drafts: list[Draft], text: str) -> None:
    """ "= 2 or higher": the words behind the number say how it is compared."""
    last = next((held for held in reversed(before) if held.kind == "quantity"), None)
    if last is None:
        return
    for draft in drafts:
        if draft.bounds and draft.start <= last.start < draft.end:
            limit = compared(draft.bounds[-1], item.value)
            said = text[item.start : item.end]
            draft.bounds[-1] = rated(limit, said, _higher_is(draft, limit.unit))
            draft.widen(item.start, item.end)
            item.used = True


def _nearest(item: Item, drafts: list[Draft], *, types: tuple[str, ...] = ()) -> Draft | None:
    """The leaf an attribute narrows: the next one behind it, else the last one before."""
    fitting = [draft for draft in drafts if not types or draft.type in types]
    following = next((draft for draft in fitting if draft.end >= item.end), None)
    return following or (fitting[-1] if fitting else None)


def _qualify(item: Item, drafts: list[Draft]) -> None:
    if item.value == "other":
        return
    draft = _nearest(item, drafts)
    assert draft is not None
    item.used = True
    if draft.type == "exposure" and item.value in _ROUTES:
        draft.route = _ROUTES[item.value]
    elif draft.type == "exposure" and item.value in _RESPONSES:
        draft.response = item.value
    elif item.value not in draft.qualifiers and draft.type not in ("age", "sex", "attestation"):
        draft.qualifiers.append(item.value)
        if item.detail == "list" and item.start <= draft.start:
            draft.spreading.append(item.value)
        elif item.detail == "near" and item.start <= draft.start:
            draft.governing.append(item.value)
        elif item.detail == "tail":
            draft.tail.append(item.value)
    if _touches(item, draft):
        draft.widen(item.start, item.end)


def _touches(item: Item, draft: Draft) -> bool:
    """Whether an attribute stands near enough to be part of the leaf's own words."""
    return item.start <= draft.end + 40 and draft.start <= item.end + 40


def _result(item: Item, drafts: list[Draft]) -> None:
    draft = _nearest(item, drafts, types=_MEASURED)
    if item.detail == "behind":
        draft = next((held for held in drafts if held.end == item.start), draft)
    if draft is None:
        item.used = True
        examined = _nearest(item, drafts)
        if examined is not None and examined.type == "procedure" and item.value not in examined.qualifiers:
            # "Abnormal chest X-ray": that there was one says nothing.
            examined.qualifiers.append(item.value)
            if item.end <= examined.end:
                examined.spreading.append(item.value)
            examined.widen(item.start, item.end)
        return
    item.used = True
    if draft.quality is None and not draft.bounds:
        draft.quality = item.value  # type: ignore[assignment]
        draft.quality_leads = item.end <= draft.start
        draft.widen(item.start, item.end)


def _presence(item: Item, drafts: list[Draft]) -> None:
    """ "Presence of anti-dsDNA" is a positive result; "presence of diabetes" just diabetes."""
    item.used = True
    draft = next((draft for draft in drafts if draft.start >= item.end), None)
    if draft is not None and draft.type == "measurement" and draft.quality is None and not draft.bounds:
        draft.quality, draft.quality_leads = "positive", True
        draft.widen(item.start, item.end)


def _time(item: Item, drafts: list[Draft], text: str, *, begun: bool = False) -> None:
    span = item.span
    assert span is not None
    item.used = True
    said = text[item.start : item.end]
    if begun and span.kind == "duration" and span.side is None:
        # "Onset of symptoms < 14 days": so long ago they began.
        comparator = span.comparator if LOWER_SAID.search(said) or span.comparator[0] == "<" else "<="
        span = replace(span, kind="window", side="before", comparator=comparator)
    for draft in drafts:
        if draft.type in ("age", "sex", "attestation"):
            continue
        if span.kind == "window" or span.side is not None:
            window = window_of(span, said)
            if span.kind == "duration" and span.side == "before" and not LOWER_SAID.search(said):
                # "For 6 months prior to screening" reaches back no further than that.
                window = replace(window, comparator="<=")
            if span.kind == "duration" and span.side == "after" and window.comparator in (">", ">="):
                # "For at least 6 months after the last dose" goes on so long; it begins there, not later.
                window = Window("<=", side="after", anchor=window.anchor, text=said)
            if draft.window is None or reaches_further(window, draft.window):
                draft.window = window
        if draft.type == "measurement" and span.kind == "duration" and span.side is None and _is_time(draft):
            draft.bounds.append(length_bounds(span))
            draft.widen(item.start, item.end)
            continue
        if span.kind == "duration":
            draft.duration = draft.duration or duration_of(span, said)


def _is_time(draft: Draft) -> bool:
    """Whether what is measured is itself a length of time (life expectancy, gestational age)."""
    known = vocabulary().analyte(draft.analyte) if draft.analyte else None
    return known is not None and any(unit.rstrip("s") in _TIME_UNITS for unit in known.units)


_TIME_UNITS = ("minute", "hour", "day", "week", "month", "year", "wk", "mo", "yr", "d", "h")


def _quantity(
    item: Item, drafts: list[Draft], text: str, scale: Item | None, comparator: Item | None, unit_word: str | None
) -> None:
    quantity = item.quantity
    assert quantity is not None
    draft = _measured_by(item, drafts)
    bare = is_bare(quantity)
    if bare and not (scale or comparator) and (draft is None or not _takes_bare(draft)):
        return
    if draft is None:
        draft = drafts[-1] if drafts[-1].end <= item.start else drafts[0]
    if unlike(quantity, draft):
        return
    item.used = True
    if quantity.multiplier == "baseline" and draft.bounds and _DIFFERENCE.fullmatch(text, item.start, item.end):
        # "≥ 2 points above baseline" limits a difference, not the value.
        said = f"{draft.bounds[-1].unit or ''} {text[item.start : item.end]}".strip()
        draft.bounds[-1] = replace(draft.bounds[-1], unit=said)
        draft.widen(item.start, item.end)
        return
    bounds = bounds_of(quantity, _scale_unit(scale, draft))
    if comparator is not None and _apart(comparator, item, text):
        comparator.used = True
        bounds = compared(bounds, comparator.value)
        draft.widen(comparator.start, comparator.end)
    said = text[item.start : item.end] if comparator is None else text[comparator.start : comparator.end]
    bounds = rated(bounds, said, _higher_is(draft, scale.value if scale is not None else bounds.unit))
    a_rate = unit_word is not None and " " in unit_word
    if bounds.unit is None and bounds.relative_to == "value" and (a_rate or (draft.type == "measurement" and not bare)):
        bounds = replace(bounds, unit=unit_word)
    second = second_bounds(quantity)
    leads = item.end <= draft.start
    draft.widen(item.start, item.end)
    if draft.type == "reproductive" and (duration := as_duration(bounds, text[item.start : item.end])) is not None:
        draft.duration = duration
        draft.bounds.append(bounds)
        return
    if leads and bounds.unit is None and bounds.relative_to == "value" and draft.type in _COUNTED:
        draft.count = bounds
        return
    if (
        draft.type == "measurement"
        and draft.analyte is not None
        and draft.end > item.end
        and text[quantity.number_start : quantity.number_end].lower() == "one"
    ):
        return  # "At least one positive culture" counts the cultures.
    if not draft.bounds:
        draft.limit_leads = leads
        draft.bounds.append(bounds)
        draft.second = second
        return
    closed = combined(draft.bounds[-1], bounds)
    if closed is not None and len(draft.bounds) == 1:
        draft.bounds[-1] = closed
        if second is not None and draft.second is not None:
            draft.second = combined(draft.second, second) or draft.second
    elif bounds not in draft.bounds:
        draft.bounds.append(bounds)


_WORSE_HIGH = ("grade", "stage", "class", "category")


def _higher_is(draft: Draft, scale: str | None) -> str:
    """Whether more is worse or better on the scale that a limit is of."""
    known = vocabulary().analyte(draft.analyte) if draft.analyte else None
    if known is not None:
        return known.higher_is
    return "worse" if scale in _WORSE_HIGH else ""


_DIFFERENCE = re.compile(r"(?:above|over|below|under|from) (?:the |their )?baseline.*", re.IGNORECASE)
_LONGEST_GAP = 40
"""Characters between a comparator and its number ("over the age of 18", "greater than NYHA class 2")."""


def _apart(comparator: Item, item: Item, text: str) -> bool:
    quantity = item.quantity
    if quantity is None or quantity.comparator is not None or quantity.value_high is not None:
        return False
    between = text[comparator.end : item.start]
    return 0 <= item.start - comparator.end <= _LONGEST_GAP and not any(char.isdigit() for char in between)


_COUNTED = ("condition", "exposure", "procedure", "other")


def _takes_bare(draft: Draft) -> bool:
    """Whether a number alone says something of a leaf: a score or an age."""
    return (
        draft.type == "age"
        or draft.bare_limit
        or (draft.type == "measurement" and (draft.analyte is not None or draft.named_scale))
    )


def _measured_by(item: Item, drafts: list[Draft]) -> Draft | None:
    """The measurement a number belongs to: the last one before it that has none yet, else the next."""
    measured = [draft for draft in drafts if draft.type in ("measurement", "age")]
    before = [draft for draft in measured if draft.start <= item.start]
    if before:
        # "HbA1c 7-10 % on metformin ≥ 1500 mg/day": the second number is the drug's.
        dosed = [d for d in drafts if d.type == "exposure" and before[-1].start < d.start and d.end <= item.start]
        return dosed[-1] if dosed and before[-1].bounds else before[-1]
    return measured[0] if measured else None


def _scale_unit(scale: Item | None, draft: Draft) -> str | None:
    """The word of a scale stands as unit where the scale has no name ("grade 2 hypertension")."""
    return scale.value if scale is not None and draft.type != "measurement" else None


def _numerals(
    numerals: list[Item], scale: Item | None, comparator: Item | None, drafts: list[Draft], text: str
) -> None:
    """Roman numerals: "NYHA class III-IV", "stage IIIB"; without scale or score they are no number."""
    draft = _measured_by(numerals[0], drafts)
    if draft is None and scale is not None:
        draft = drafts[-1] if drafts[-1].end <= numerals[0].start else drafts[0]
    if draft is None:
        return
    limit, other = numeral_bounds(numerals, _scale_unit(scale, draft), text)
    if limit is None or draft.bounds:
        return
    for item in numerals:
        item.used = True
        draft.widen(item.start, item.end)
    if scale is not None:
        scale.used = True
    if comparator is not None:
        comparator.used = True
        limit = compared(limit, _of_whole_steps(comparator.value, numerals[-1].value))
        said = text[comparator.start : comparator.end]
        limit = rated(limit, said, _higher_is(draft, scale.value if scale is not None else None))
    draft.bounds.append(limit)
    draft.second = other


def _of_whole_steps(comparator: str, step: str) -> str:
    """ "< IIB" leaves stage IIA: of whole steps the limit is II at most."""
    letter = step[-1:].upper()
    if comparator == "<" and letter in ("B", "C"):
        return "<="
    return ">=" if comparator == ">" and letter == "A" else comparator


_LETTER = re.compile(r"[A-D]")


def _letter_class(items: list[Item], scale: Item, drafts: list[Draft]) -> None:
    """ "Child-Pugh class C": the letter is a qualifier."""
    for item in items:
        if item.kind == "word" and item.start > scale.start and item.value and _LETTER.fullmatch(item.value):
            drafts[0].qualifiers.append(f"{scale.value} {item.value.lower()}")
            item.used = True


def shares_limit(draft: Draft) -> bool:
    """Whether a measurement still waits for a number or result that a neighbour may share."""
    return draft.type == "measurement" and not draft.bounds and draft.quality is None
