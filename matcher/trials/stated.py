"""The numbers of a statement that are limits, counts or ages: not dates, not parts of names, not the ends of a scale."""

from __future__ import annotations

import re
from dataclasses import replace

from matcher.terms.types import TermMatch
from matcher.text.dates import find_dates
from matcher.text.quantities import Comparator, Quantity, find_quantities
from matcher.text.times import TimeSpan
from matcher.trials.gestation import with_days

_WORD_PART = re.compile(r"-(?!year|month|week|day)[A-Za-z]")
_OUT = re.compile(r"\bout of ?$", re.IGNORECASE)


def stated_quantities(
    text: str, start: int, end: int, terms: list[TermMatch], spans: list[TimeSpan]
) -> tuple[list[Quantity], list[TimeSpan]]:
    """The quantities that a statement makes something of, and the lengths of time that are left beside them.

    Args:
        terms: numbers inside them belong to them.
        spans: lengths of time; one that is the end of a range of ages gives way.
    """
    found = [
        _with_diopters(_with_old(_without_brackets(quantity, text), text, end), text, end)
        for quantity in find_quantities(text, start, end)
    ]
    found, spans = with_days(_with_leeway(found, text), spans, text, start, end)
    said = _opened([_flipped(quantity, text, end) for quantity in found if _is_stated(quantity, text)], text)
    left = [
        span
        for span in spans
        if not any(_is_wider(quantity, span) or _is_of_persons(quantity, span, text) for quantity in said)
    ]
    dates = [(date.start, date.end) for date in find_dates(text, start, end)]
    if "entile" in text:
        said += _percentiles(text, start, end)
    if "birthday" in text:
        said = [q for q in said if not _ORDINAL.match(text, q.number_end)] + _birthdays(text, start, end)
    out_of = _out_of(text, start, end)
    said = [q for q in said if not any(q.start < o.end and o.start < q.end for o in out_of)] + out_of
    kept = [q for q in said if not _held(q, terms) and not _crosses(q, left) and not _is_date(q, dates)]
    return kept, left


_OUT_OF = re.compile(
    r"(?<![\d/.,])(?<!\d )\d{1,2}(?P<whole> ?/ ?(?P<most>5|7|10|27|30))(?![\d/.]| ?(?:mm|criteria|items))"
)
_SIGHT = re.compile(r"acuity|vision|snellen|\bB?C?D?VA\b", re.IGNORECASE)
_BEFORE_SCORE = 60
"""Characters before a score in which its comparator stands."""


def _out_of(text: str, start: int, end: int) -> list[Quantity]:
    """ "Pain > 4/10", "strength below 3/5": the number behind the stroke is the most a score can be. Of sight it is the distance."""
    found: list[Quantity] = []
    for match in _OUT_OF.finditer(text, start, end):
        left = max(start, match.start() - _BEFORE_SCORE)
        scores = find_quantities(text, left, match.start("whole"))
        if not scores or scores[-1].number_end != match.start("whole") or _SIGHT.search(text, left, match.start()):
            continue
        if max(scores[-1].value, scores[-1].value_high or 0.0) <= float(match["most"]):
            found.append(replace(scores[-1], end=match.end(), unit=None))
    return found


_NORMAL_RANGE = re.compile(
    r"(?<!within )(?<!in )(?<!outside )(?<!of )(?:the )?\b(?:normal|reference|laboratory|lab)(?: reference| laboratory| lab)?"
    r" (?:range|ranges|values?|interval|limits?)(?: (?:is|are|being|of|from))?[:=,]? ?$",
    re.IGNORECASE,
)


def asides(text: str, start: int, end: int, quantities: list[Quantity]) -> dict[int, int]:
    """Stretches that limit nothing: the normal range told beside a limit ("> 5.5 mmol/L (normal range 3.5-5.0)"), and how far a
    value may stray ("± 3 kg").

    Returns:
        Where each such stretch ends, by where it starts.
    """
    told: dict[int, int] = {}
    for position, quantity in enumerate(quantities):
        said = _NORMAL_RANGE.search(text, max(start, quantity.start - 60), quantity.start)
        if quantity.value_high is not None and said and any(not is_bare(other) for other in quantities[:position]):
            told[said.start()] = quantity.end
    if any(mark in text for mark in _LEEWAY):
        for quantity in find_quantities(text, start, end):
            sign = max(text.rfind(mark, start, quantity.number_start) for mark in _LEEWAY)
            if _strays(quantity, text) and not any(other.start < quantity.end <= other.end for other in quantities):
                told[sign] = quantity.end
    return told


_NUMBERED = re.compile(r"\b(?:day|visit|cycle|appendix|section|table|figure|item|amendment|version) ?$", re.IGNORECASE)
"""What is only numbered: "at visit 2" limits nothing."""
_PERCENTILE = re.compile(
    r"(?P<sign>≥|>=|≤|<=|<|>|(?:is |being )?(?:at or )?(?:below|under|less than|lower than|above|over|greater than|more than|higher than))"
    r" ?(?:or equal to )?(?:the )?(?P<value>\d{1,2}(?:\.\d)?) ?(?:st|nd|rd|th)? ?(?:per)?centile",
    re.IGNORECASE,
)


def _percentiles(text: str, start: int, end: int) -> list[Quantity]:
    """ "Below the 5th percentile": a limit among people of that age and sex."""
    found: list[Quantity] = []
    for match in _PERCENTILE.finditer(text, start, end):
        said = match["sign"].lower()
        lower = said[0] in "≥>" or any(word in said for word in ("above", "over", "greater", "more", "higher"))
        equal = "=" in said or "≥" in said or "≤" in said or "at or" in said or "or equal" in match[0].lower()
        comparator: Comparator = (">=" if equal else ">") if lower else ("<=" if equal else "<")
        found.append(
            Quantity(
                match.start(), match.end(), match.start("value"), match.end("value"), comparator, float(match["value"]),
                unit="percentile",
            )
        )  # fmt: skip
    return found


_DIOPTERS = re.compile(r" ?D\b(?![-/.])(?! ?(?:echo|imaging|ultraso|print|scan))")


def _with_diopters(quantity: Quantity, text: str, end: int) -> Quantity:
    """ "> 1.50 D": a limit, or a number with a sign or decimals, is of diopters; "3 D" alone is of dimensions."""
    precise = (
        quantity.comparator is not None or quantity.value_high is not None or quantity.value != int(quantity.value)
    )
    if quantity.unit is not None or quantity.multiplier is not None or not (precise or quantity.value < 0):
        return quantity
    said = _DIOPTERS.match(text, quantity.end, end)
    return quantity if said is None else replace(quantity, end=said.end(), unit="D")


_BIRTHDAY = re.compile(
    r"(?P<said>before|prior to|until|up to|by|younger than|under|after|since|from|reached|past|passed|on or after)"
    r" (?:the |his |her |their |his or her |his/her |a )?(?P<value>\d{1,2}) ?(?:st|nd|rd|th) birthdays?\b",
    re.IGNORECASE,
)
_ORDINAL = re.compile(r" ?(?:st|nd|rd|th)\b", re.IGNORECASE)
_AFTER_BIRTHDAY = ("after", "since", "from", "reached", "past", "passed", "on or after")


def _birthdays(text: str, start: int, end: int) -> list[Quantity]:
    """ "Before the 12th birthday" is younger than 12 years."""
    found: list[Quantity] = []
    for match in _BIRTHDAY.finditer(text, start, end):
        comparator: Comparator = ">=" if match["said"].lower() in _AFTER_BIRTHDAY else "<"
        number = match.span("value")
        found.append(Quantity(*match.span(), *number, comparator, float(match["value"]), unit="years"))
    return found


def _without_brackets(quantity: Quantity, text: str) -> Quantity:
    """A quantity without a bracket at its edge whose partner stands outside: "(≤ 5 × ULN if …)"."""
    start, end = quantity.start, quantity.end
    if text[start] in "([" and text.count("(", start, end) > text.count(")", start, end):
        start += 1
        while text[start] == " ":
            start += 1
    if text[end - 1] in ")]" and text.count(")", start, end) > text.count("(", start, end):
        end -= 1
    return quantity if (start, end) == (quantity.start, quantity.end) else replace(quantity, start=start, end=end)


_OLD = re.compile(r"(?:-| )olds?\b", re.IGNORECASE)
_YEARS = ("year", "yr", "month", "week", "day")


def _with_old(quantity: Quantity, text: str, end: int) -> Quantity:
    """ "18-year-old": the word behind the unit belongs to the age."""
    if not (quantity.unit or "").lower().startswith(_YEARS) or not (said := _OLD.match(text, quantity.end, end)):
        return quantity
    return replace(quantity, end=said.end())


def _opened(quantities: list[Quantity], text: str) -> list[Quantity]:
    """ "2 to < 12 years": the first number is the lower end of a range whose upper end has a comparator of its own."""
    made: list[Quantity] = []
    for position in range(len(quantities)):
        quantity = quantities[position]
        following = quantities[position + 1] if position + 1 < len(quantities) else None
        if following is not None and is_bare(quantity) and following.comparator in ("<", "<="):
            joint = text[quantity.end : following.start].strip().lower()
            if joint in ("to", "-", "up to", "until") and quantity.value < following.value:
                quantity = replace(quantity, comparator=">=", unit=following.unit)
        if following is not None and quantity.second is not None and following.second is not None:
            joint = text[quantity.end : following.start].strip().lower()
            if joint in ("to", "-", "and") and quantity.comparator is None and following.comparator is None:
                # "120/80 to 160/100" is a range of each of the two.
                quantity = replace(quantity, comparator=">=")
                quantities = [replace(q, comparator="<=") if q is following else q for q in quantities]
        made.append(quantity)
    return made


_SIGN_BEHIND = re.compile(r" ?(?P<sign><=|>=|=<|=>|[<>≤≥]) ?(?=[A-Za-z])")
_TURNED: dict[str, Comparator] = {
    "<": ">", "≤": ">=", "<=": ">=", "=<": ">=", ">": "<", "≥": "<=", ">=": "<=", "=>": "<=",
}  # fmt: skip


def _flipped(quantity: Quantity, text: str, end: int) -> Quantity:
    """ "18 ≤ age ≤ 65": the sign between a number and a name limits the name from the number's side."""
    sign = _SIGN_BEHIND.match(text, quantity.end, end)
    if sign is None or quantity.comparator is not None or quantity.value_high is not None:
        return quantity
    return replace(quantity, end=sign.end(), comparator=_TURNED[sign["sign"]])


def _is_stated(quantity: Quantity, text: str) -> bool:
    """Whether a number is a limit at all: not the "2" of "2-wall defect" or of "day 2", not the most there can be ("out of 4-6"),
    not how far a value may stray ("± 3 kg")."""
    if is_bare(quantity) and (_WORD_PART.match(text, quantity.end) or _NUMBERED.search(text[: quantity.start][-16:])):
        return False
    if _strays(quantity, text):
        return False
    return not (
        quantity.value_high is not None and quantity.comparator is None and _OUT.search(text[: quantity.start][-8:])
    )


_LEEWAY = ("±", "+/-", "+-")


def _strays(quantity: Quantity, text: str) -> bool:
    """Whether a number says how far another may stray: the 3 of "± 3 kg"."""
    return text[: quantity.number_start][-6:].rstrip().endswith(_LEEWAY)


def _with_leeway(quantities: list[Quantity], text: str) -> list[Quantity]:
    """ "37 ± 0.5 °C" is a range."""
    made: list[Quantity] = []
    for quantity in quantities:
        last = made[-1] if made else None
        plain = last is not None and last.comparator is None and last.value_high is None and quantity.unit != "%"
        if last is not None and plain and text[last.end : quantity.number_start].strip() in _LEEWAY:
            made[-1] = replace(
                last,
                end=quantity.end,
                value=last.value - quantity.value,
                value_high=last.value + quantity.value,
                unit=quantity.unit or last.unit,
            )
            continue
        made.append(quantity)
    return made


def is_bare(quantity: Quantity) -> bool:
    """A number with nothing that makes it a limit: no comparator, unit, range or multiple."""
    plain = quantity.comparator is None and quantity.unit is None and quantity.multiplier is None
    return plain and quantity.value_high is None and quantity.second is None and not quantity.is_titre


def _is_wider(quantity: Quantity, span: TimeSpan) -> bool:
    """Whether what looks like a length of time is the end of a range ("between 18 and 40 years")."""
    return quantity.value_high is not None and quantity.start < span.start < quantity.end and span.side is None


_PERSONS = re.compile(
    r"\b(?:children|adolescents|boys?|girls?|males?|females?|men|women|infants|adults|patients|subjects|participants|persons|people|individuals),? ?\(?$",
    re.IGNORECASE,
)


def _is_of_persons(quantity: Quantity, span: TimeSpan, text: str) -> bool:
    """Whether what looks like a length of time is the age of the persons before it ("children 6 to 12 years")."""
    ranged = quantity.value_high is not None and quantity.start == span.start and span.side is None
    return ranged and _PERSONS.search(text[max(0, quantity.start - 20) : quantity.start]) is not None


def _is_date(quantity: Quantity, dates: list[tuple[int, int]]) -> bool:
    if quantity.unit is None and any(start < quantity.end and quantity.start < end for start, end in dates):
        return True
    years = [value for value in (quantity.value, quantity.value_high) if value is not None]
    return (
        quantity.unit is None and quantity.multiplier is None and all(1900 <= v <= 2100 and v == int(v) for v in years)
    )


def _crosses(quantity: Quantity, spans: list[TimeSpan]) -> bool:
    return any(span.start < quantity.end and quantity.start < span.end for span in spans)


def _held(quantity: Quantity, terms: list[TermMatch]) -> bool:
    """A number inside a term belongs to it, unless the number brings a unit or limit of its own."""
    return any(
        term.start < quantity.number_end and quantity.number_start < term.end and not (quantity.start >= term.end)
        for term in terms
    )
