"""Names of what is measured: terms of the vocabulary, diseases that stand for their test, short names where they fit."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from matcher.notes.element import TABLES, Element, result_words
from matcher.notes.view import NoteView
from matcher.terms import vocabulary
from matcher.terms.types import TermMatch
from matcher.text.patterns import alternation
from matcher.text.tables import read_table
from matcher.text.word_index import Phrases

_NUMBER_AFTER = re.compile(r"\s*(?:[:=]|(?:is|was|of|at)\b)?\s*[<>~]?\s*(\d{1,3}(?:[.,]\d{1,2})?)(?!\d)")


@dataclass(frozen=True, slots=True)
class _ShortName:
    analyte: str
    after: frozenset[str]
    ranges: tuple[tuple[float, float], ...]


@cache
def _parts() -> dict[str, re.Pattern[str]]:
    words: dict[str, list[str]] = {}
    for row in read_table(TABLES / "result_parts.tsv"):
        words.setdefault(row["analyte"], []).append(row["part"])
    return {name: re.compile(rf"(?<!\w){alternation(parts)}(?!\w)", re.IGNORECASE) for name, parts in words.items()}


@cache
def _ratings() -> list[dict[str, str]]:
    return [row for row in read_table(TABLES / "short_names.tsv") if row["where"] == "rating"]


@cache
def _short_names() -> tuple[Phrases, dict[str, _ShortName]]:
    names = {}
    for row in read_table(TABLES / "short_names.tsv"):
        if row["where"] == "rating":
            continue
        needs = row["needs"].split("|")
        after = frozenset(needs) if row["where"] == "after" else frozenset()
        ranges = (
            tuple((float(low), float(high)) for low, high in (need.split("-") for need in needs)) if not after else ()
        )
        names[row["name"]] = _ShortName(row["analyte"], after, ranges)
    return Phrases(names, before=r"(?<![\w-])", after=r"(?:(?![\w-])|(?=\d))"), names


@cache
def _tests_of() -> dict[str, tuple[re.Pattern[str] | None, tuple[tuple[frozenset[str], tuple[str, ...]], ...]]]:
    """For each disease the words of tests beside it and what each test measures."""
    rows: dict[str, list[tuple[frozenset[str], tuple[str, ...]]]] = {}
    for row in read_table(TABLES / "result_of_condition.tsv"):
        rows.setdefault(row["condition"], []).append(
            (frozenset(row["tests"].split("|")), tuple(row["analytes"].split("|")))
        )
    patterns = {}
    for name, tests in rows.items():
        words = [word for group, _ in tests for word in group if word]
        patterns[name] = (
            re.compile(rf"[ \t-]{{0,2}}(?P<test>{alternation(words)})(?!\w)", re.IGNORECASE),
            tuple(tests),
        )
    return patterns  # type: ignore[return-value]


def stands_for_test(condition: str) -> bool:
    """Whether a disease's name beside a result stands for an analyte (`tables/result_of_condition.tsv`)."""
    return condition in _tests_of()


def name_elements(note: NoteView, start: int, end: int) -> list[Element]:
    """The names of analytes in text[start:end], each analyte once."""
    return [element for element in names_in(note, note.terms_in(start, end), start, end) if element.kind == "name"]


@cache
def _with_results() -> frozenset[str]:
    """Concepts that measure nothing but may have a result beside them."""
    return frozenset(_tests_of()) | {row["name"] for row in _ratings()}


def _may_name(term: TermMatch) -> bool:
    """Whether a term may be the name of something measured."""
    return term.type == "measurement" or term.concept in _with_results()


def may_be_named(note: NoteView) -> frozenset[int]:
    """The numbers of the sentences that may name something measured: `names_anything` need not be asked of any other."""
    places = [term.start for term in note.terms if _may_name(term)]
    return frozenset(map(note.sentence_index, [*places, *_short_names()[0].places(note.words)]))


def names_anything(note: NoteView, start: int, end: int) -> bool:
    """Whether text[start:end] names something measured."""
    terms = note.terms_in(start, end)
    if not any(map(_may_name, terms)) and _short_names()[0].search(note.words, start, end) is None:
        return False
    return any(element.kind == "name" for element in names_in(note, terms, start, end))


def specimen_of(text: str, name: Element) -> str | None:
    """The specimen a name begins with ("CSF WBC"), None for blood or none."""
    first = text[name.start : name.end].split(" ")[0].lower()
    kind, value, _ = result_words().get(first, ("", "", False))
    return value if kind == "specimen" and value != "peripheral blood" else None


def part_pattern(concept: str) -> re.Pattern[str] | None:
    """The parts of a result that carry numbers of their own, None for analytes without such."""
    return _parts().get(concept)


def names_in(note: NoteView, terms: Sequence[TermMatch], start: int, end: int) -> list[Element]:
    """Names of analytes, and other terms, which end what is said of a name before them."""
    text = note.clean
    found: list[Element] = []
    seen: set[str] = set()
    for term in terms:
        if term.end > end:
            continue
        seen.add(term.concept)
        if term.type == "measurement" and (parts := _joined_names(text, term)):
            found.extend(parts)
            continue
        if term.type == "measurement":
            found.append(Element("name", term.start, term.end, concepts=_tests_named(term), fuzzy=term.fuzzy))
            continue
        if result_words().get(text[term.start : term.end].lower(), ("", "", False))[0] in ("specimen", "oxygen"):
            continue
        tested = _tested(text, term, end) or _rated(text, term, end)
        found.append(tested or Element("entity", term.start, term.end, term.type, concepts=(term.concept,)))
    found = _without_methods(text, found)
    phrases, names = _short_names()
    for match in phrases.finditer(note.words, start, end):
        name = " ".join(match[0].lower().split())
        short = names[name]
        overlapped = [e for e in found if e.start < match.end() and match.start() < e.end]
        if overlapped and not (short.after and all(e.kind == "entity" for e in overlapped)):
            continue
        if short.after:
            fits = any(element.start < match.start() and set(element.concepts) & short.after for element in found)
            found = [element for element in found if not fits or element not in overlapped]
        else:
            value = _NUMBER_AFTER.match(text, match.end(), end)
            read = float(value[1].replace(",", ".")) if value else -1.0
            fits = any(low <= read <= high for low, high in short.ranges) or _among_vitals(text, match.span())
            if len(name) == 1:
                fits = fits and match[0].isupper() and _beside_vitals(text, start, end)
        if fits:
            found.append(Element("name", match.start(), match.end(), concepts=(short.analyte,)))
    return found


@cache
def _panels() -> dict[str, tuple[str, ...]]:
    return {row["panel"]: tuple(row["analytes"].split("|")) for row in read_table(TABLES / "result_panels.tsv")}


_JOINT = re.compile(r"\s*(?:/|&|,|\band\b)\s*")


def _joined_names(text: str, term: TermMatch) -> list[Element]:
    """The names within a term that joins two: "PT/INR", "C3 and C4"; empty where it is one name ("Ag/Ab", a ratio)."""
    words = text[term.start : term.end]
    if not (joint := _JOINT.search(words)):
        return []
    places = ((term.start, term.start + joint.start()), (term.start + joint.end(), term.end))
    named = [_measured(text[start:end]) for start, end in places]
    if None in named or named[0] == named[1]:
        return []
    known = {term.concept} | vocabulary().members(term.concept)
    if not known.intersection(name for name in named if name):
        return []
    return [
        Element("name", start, end, concepts=(name,)) for (start, end), name in zip(places, named, strict=True) if name
    ]


def _measured(words: str) -> str | None:
    """The first measurement a surface form may mean."""
    return next((concept.name for concept in vocabulary().lookup(words) if concept.type == "measurement"), None)


def _tests_named(term: TermMatch) -> tuple[str, ...]:
    """What a name measures: for the name of a screen its tests."""
    return _panels().get(term.concept, (term.concept,))


_IMMUNOGLOBULINS = frozenset({("igg",), ("igm",), ("iga",)})


def _without_methods(text: str, found: list[Element]) -> list[Element]:
    """Without words that only narrow the name before them: its method or the class of an antibody.

    "anti-dsDNA (Crithidia)", "anti-dsDNA, CLIFT" name one analyte; the IgG of "anti-HBc IgG" is no immunoglobulin level.
    """
    kept: list[Element] = []
    last: Element | None = None
    for element in found:
        if last is not None and element.kind == "name":
            between = text[last.end : element.start]
            same = element.concepts == last.concepts and last.kind == "name" and not between.strip(" ,([-")
            if same or (element.concepts in _IMMUNOGLOBULINS and not between.strip(" -")):
                kept.append(Element("fill", element.start, element.end))
                continue
        kept.append(element)
        last = element
    return kept


_VITALS_REACH = 60  # characters: "BP118/66.  HR83. T36.8C" runs over sentences


@cache
def _vital_signs() -> re.Pattern[str]:
    return re.compile(
        r"(?<!\w)(?:BP|HR|RR|SpO2|sats?|pulse|resp|temp|vitals?|VS|blood pressure|O2)(?![A-Za-z])", re.IGNORECASE
    )


def _beside_vitals(text: str, start: int, end: int) -> bool:
    return _vital_signs().search(text, max(0, start - _VITALS_REACH), end + _VITALS_REACH) is not None


_AT_STROKE_BEFORE = re.compile(r"(?P<name>[A-Za-z][A-Za-z0-9]*) ?/ ?\Z")
_AT_STROKE_AFTER = re.compile(r" ?/ ?(?P<name>[A-Za-z][A-Za-z0-9]*)(?!\w)")


def _among_vitals(text: str, place: tuple[int, int]) -> bool:
    """Whether a short name stands at a stroke beside a vital sign: "BP / HR / SpO2"."""
    beside = (
        _AT_STROKE_BEFORE.search(text[max(0, place[0] - 24) : place[0]]),
        _AT_STROKE_AFTER.match(text, place[1]),
    )
    return any(found is not None and _vital_signs().fullmatch(found["name"]) for found in beside)


def _tested(text: str, term: TermMatch, end: int) -> Element | None:
    """The test that is meant where a disease stands for it: "HIV" in "HIV negative", "HIV serology"."""
    known = _tests_of().get(term.concept)
    if known is None:
        return None
    pattern, tests = known
    match = pattern.match(text, term.end, end) if pattern is not None else None
    word = " ".join(match["test"].lower().split()) if match else ""
    for words, analytes in tests:
        if word in words:
            # Without a word of its own the name is one only if a result follows; the reader sees to that.
            value = "" if match else "bare"
            return Element(
                "name", term.start, match.end() if match else term.end, value, concepts=analytes, fuzzy=term.fuzzy
            )
    return None


def _rated(text: str, term: TermMatch, end: int) -> Element | None:
    """A symptom rated by a number out of ten: "pain 3/10"."""
    for row in _ratings():
        if (
            term.concept == row["name"]
            and (match := _RATING.match(text, term.end, end))
            and match["of"] == row["needs"]
        ):
            return Element("name", term.start, term.end, concepts=(row["analyte"],))
    return None


_RATING = re.compile(
    r"\s*(?::|=|\b(?:score|level|scale|rated|is|was|of|at|as|a)\b|\s){0,8}\d{1,2}(?:\.\d)?\s?(?:/|out of)\s?(?P<of>\d{1,3})\b"
)
