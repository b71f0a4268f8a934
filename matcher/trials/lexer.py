"""A statement as a sequence of typed lexical items: what the grammar of criteria is written over.

Terms come from the vocabulary, numbers and lengths of time from `matcher.text`, all other words from the tables. At each
place the longest reading wins; a bare number gives way to a term that holds it ("type 2 diabetes").
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from matcher.terms import vocabulary
from matcher.terms.biomarkers import is_biomarker
from matcher.terms.normal import Token, tokenize
from matcher.terms.types import TermMatch
from matcher.text.quantities import Quantity
from matcher.text.span_grammar import anchors
from matcher.text.times import TimeSpan, find_spans_of_time
from matcher.trials.calendar_limits import DATED, calendar_limits
from matcher.trials.items import Item
from matcher.trials.lexicon import PhraseMatch, longest_phrase
from matcher.trials.numerals import numeral_at, with_numerals
from matcher.trials.scale_ends import ends_of_scales
from matcher.trials.sentence_ends import genus_at, stop_at
from matcher.trials.stated import asides, stated_quantities
from matcher.trials.study_groups import Named, named_groups
from matcher.trials.terms_said import named_terms

_MARKS = {
    ",": "comma",
    ";": "semicolon",
    ":": "colon",
    "(": "open",
    "[": "open",
    ")": "close",
    "]": "close",
    "/": "slash",
    "+": "plus",
    "&": "and",
}
_AGE_WORDS = re.compile(r"\b(?:olds?|older|younger|aged?|ages|elder|birthdays?)\b", re.IGNORECASE)
_WORD = re.compile(r"\w+")
_SIGNS = {"<": "<", ">": ">", "≤": "<=", "≥": ">=", "<=": "<=", ">=": ">=", "=<": "<=", "=>": ">="}
_SIGN = re.compile(r"<=|>=|=<|=>|[<>≤≥]")
_KARYOTYPE = re.compile(
    r"\b(?:t|inv|del|dup|ins|der|add) ?\(\d{1,2}(?: ?; ?\d{1,2})*\)(?:\([pq][\d.]*(?: ?; ?[pq][\d.]*)*\))?"
)
"""Changes of chromosomes: "t(9;22)(q34;q11)"."""
_NON = re.compile(r"non[a-z]{5,}", re.IGNORECASE)
_OR_NOT = re.compile(
    r"or not (?:able|eligible|suitable|willing|amenable|responding|responsive|meeting|candidates?|a candidate|fit)\b",
    re.IGNORECASE,
)
_JOINT = re.compile(r"(?P<word>or|and) ", re.IGNORECASE)
_NOTE = re.compile(r"(?<![\w-])(?:please )?(?:note|nb|n\.b\.|nota bene) ?: ?", re.IGNORECASE)
"""What follows is a sentence of its own, whatever the line before it ends with."""
_PLUS_MINUS = re.compile(r"\+ ?/ ?[-–−](?= ?[A-Za-z]{2})")
"""With or without."""
_PER = re.compile(r"/ ?(?:a |per )?(?:day|night|week|wk|month|year|yr|hour|24 ?h|24 hours)(?![\w-]|/)", re.IGNORECASE)
_WORD_BEFORE = re.compile(
    r"(?<![\w/])(?!days?|nights?|weeks?|months?|years?|hours?|week)[A-Za-z-]{3,} ?$", re.IGNORECASE
)
"""How often: "3 days of pain / week" names no alternatives, "day/night" does."""
_OR_WITHOUT = re.compile(r" ?(?:/|or|and/or) ?without\b", re.IGNORECASE)
_EX = re.compile(r"ex[- ](?=[a-z])", re.IGNORECASE)
"""Of former times: "ex-smoker"."""
_RESULT_SIGN = re.compile(r"[+-](?![\w+-])")
_RESULTS = {"+": "positive", "-": "negative"}
"""The result of a test, as a sign right behind its name: "HER2-", "ER+"."""
_MARKER_SIGN = re.compile(
    r"\+(?:ve\b)?(?!\d)|-ve\b|\s?\([+-]\)|-(?![\w(])(?!\s*(?:and|or|/|,)\s*\w+-[a-z])", re.IGNORECASE
)
"""The sign behind a biomarker ("HER2-", "ER (+)"); a hyphen that waits for its noun ("EGFR- or ALK-positive") is none."""


def lex(text: str, start: int = 0, end: int | None = None) -> list[Item]:
    """The lexical items of `text[start:end]`, in order; every character that is no space belongs to one."""
    end = len(text) if end is None else end
    tokens = tokenize(text, start, end)
    spans = find_spans_of_time(text, start, end)
    terms = named_terms(text, start, end, tokens, spans)
    quantities, spans = stated_quantities(text, start, end, terms, spans)
    groups = {named.start: named for named in named_groups(text, start, end)}
    told = asides(text, start, end, quantities) | ends_of_scales(text, start, end, quantities)
    dates = calendar_limits(text, start, end)
    items = _items(text, start, end, tokens, terms, quantities, spans, groups, told, dates)
    if "respectively" in text:
        # "In men and women respectively": whom the first number is for, and whom the second.
        return with_numerals(items, text)
    return with_numerals(_merged_persons(items), text)


def _items(
    text: str,
    start: int,
    end: int,
    tokens: list[Token],
    terms: list[TermMatch],
    quantities: list[Quantity],
    spans: list[TimeSpan],
    groups: dict[int, Named],
    told: dict[int, int],
    dates: dict[int, int],
) -> Iterator[Item]:
    term_at = {match.start: match for match in terms}
    quantity_at = {quantity.start: quantity for quantity in quantities}
    span_at = {span.start: span for span in spans}
    token_at = {token.start: position for position, token in enumerate(tokens)}
    tested = {term.end for term in terms if term.type == "measurement" and _is_status(term.concept)}
    position = start
    says = False
    while position < end:
        char = text[position]
        if char.isspace():
            position += 1
            continue
        if (named := groups.get(position)) is not None:
            yield Item("studygroup", position, named.end, value=named.name, detail="label" if named.label else "")
            position = named.end
            says = False
            continue
        if (dated_until := dates.get(position)) is not None:
            yield Item(DATED, position, dated_until)
            position = dated_until
            continue
        if (told_until := told.get(position)) is not None:
            yield Item("aside", position, told_until, used=text[position].isalnum())
            position = told_until
            continue
        if char in "+-" and position in tested and _RESULT_SIGN.match(text, position, end):
            yield Item("result", position, position + 1, value=_RESULTS[char], detail="behind")
            position += 1
            continue
        item = _item_at(text, start, position, end, tokens, token_at, term_at, quantity_at, span_at)
        if item.term is None and item.end - item.start > 1:
            _keep_rest(item, terms, term_at, text)
        if (
            item.term is not None
            and is_biomarker(item.term.concept)
            and (sign := _MARKER_SIGN.match(text, item.end, end))
        ):
            yield item
            says = True
            item = Item(
                "result", item.end, sign.end(), value="positive" if "+" in sign[0] else "negative", detail="behind"
            )
        if item.kind == "span" and item.span is not None and not says:
            item = _before_anchor(item, item.span, text, tokens)
        if item.kind in _ABBREVIATED and text.startswith(".", item.end):
            item = replace(item, end=item.end + 1)  # "e.g. asthma": something follows, so no sentence ends here.
        says = item.kind not in _SEPARATING and (says or item.kind in _SAYING)
        yield item
        position = max(item.end, position + 1)


def _is_status(concept: str) -> bool:
    """Whether a measurement is reported as positive or negative."""
    known = vocabulary().analyte(concept)
    return known is not None and (not known.units or "" in known.units)


def _keep_rest(item: Item, terms: list[TermMatch], term_at: dict[int, TermMatch], text: str) -> None:
    """ "No signs of" begins inside the term "signs of infection": what is left of it is a term of its own."""
    cut = next((term for term in terms if item.start < term.start < item.end < term.end), None)
    if cut is None:
        return
    start = item.end + len(text[item.end : cut.end]) - len(text[item.end : cut.end].lstrip())
    named = next((c for c in vocabulary().lookup(text[start : cut.end]) if c.type == cut.type), None)
    if named is not None and start not in term_at:
        term_at[start] = TermMatch(start, cut.end, named.name, named.type)


_SEPARATING = ("comma", "semicolon", "stop", "colon", "or", "and", "open", "close")
_ABBREVIATED = ("example", "define")
_SAYING = (
    "word",
    "term",
    "quantity",
    "attestation",
    "participation",
    "allergy",
    "exposure",
    "generic",
    "trialdisease",
    "numeral",
)


_NO_TERM = (
    "last dose",
    "first dose",
    "end of study",
    "study start",
    "end of treatment",
    "treatment start",
    "vaccination",
)
"""Anchors that are steps of the trial itself though they hold a term."""


_EARLIER = re.compile(r"(?:any |the |all |their )?(?:prior|previous|last|most recent)\b", re.IGNORECASE)


def _before_anchor(item: Item, span: TimeSpan, text: str, tokens: list[Token]) -> Item:
    """ "Within 3 months of stroke" at the head of a statement is about the stroke: its anchor is left to be read as a term."""
    if span.anchor is None or span.amount is None or span.anchor in _NO_TERM:
        return item
    said = item.said(text)
    place = said.rfind(span.anchor.split()[0])
    if place <= 0 or not said[place:].startswith(span.anchor[:4]) or span.anchor not in " ".join(said.split()):
        return item
    known = vocabulary().find(text, item.start + place, item.end)
    if not known and (span.anchor in anchors().values() or text[item.end : item.end + 1].isalnum()):
        return item
    if known and (known[0].type not in ("condition", "procedure", "exposure") or known[0].concept == "surgery"):
        return item
    end = item.start + place
    joint = said[:place].split()
    of_earlier = _EARLIER.match(text, end) is not None and joint[-1] in ("after", "from")
    since = "since" if "since" in joint or "beyond" in joint or of_earlier else ""
    return Item(
        "span", item.start, end, detail=since, span=replace(span, end=end, kind="window", side="before", anchor=None)
    )


def _item_at(
    text: str,
    start: int,
    position: int,
    end: int,
    tokens: list[Token],
    token_at: dict[int, int],
    term_at: dict[int, TermMatch],
    quantity_at: dict[int, Quantity],
    span_at: dict[int, TimeSpan],
) -> Item:
    if (note := _NOTE.match(text, position, end)) is not None:
        return Item("stop", position, note.end())
    if (either := _PLUS_MINUS.match(text, position, end)) is not None:
        return Item("optional", position, either.end())
    if position not in term_at and (karyotype := _KARYOTYPE.match(text, position, end)) is not None:
        return Item("word", position, karyotype.end())
    phrase: PhraseMatch | None = None
    if text.startswith(".", position + 1) and position in token_at and position not in term_at:
        behind = any(position + length in term_at for length in (3, 4))
        if (genus := genus_at(text, position, end, tokens, token_at[position], known_behind=behind)) is not None:
            return genus
    if position in token_at:
        phrase = longest_phrase(tokens, token_at[position], text)
    phrase_end = tokens[phrase.last - 1].end if phrase else position
    if phrase and phrase.entry.kind == "example" and _EX.match(text, position, end):
        return Item("qualifier", position, position + 2, value="history", detail="member")
    if phrase and phrase.entry.kind == "optional" and text[position : position + 6].lower() == "or not":
        begins = position + 7 in term_at and tokens[phrase.last - 1].norm == "not"
        if begins or _OR_NOT.match(text, position, end):
            return Item(
                "or", position, position + 2
            )  # "Refractory or not able to …", "sterile or not pregnant" are alternatives.
    if phrase and phrase.entry.kind == "count" and phrase.entry.value != "1":
        return _phrase_item(phrase, position, phrase_end)
    if (span := span_at.get(position)) is not None:
        return Item("span", position, span.end, span=span)
    if phrase and phrase.entry.kind == "count":
        return _phrase_item(phrase, position, phrase_end)
    term = term_at.get(position)
    if term is not None and phrase and phrase.entry.kind == "person" and term.end <= phrase_end:
        # "Pregnant women or women of childbearing potential": the first are just women.
        known = vocabulary().lookup(text[position : term.end])
        term = term if any(concept.name == term.concept for concept in known) else None
    if (quantity := quantity_at.get(position)) is not None and (term is None or term.end <= quantity.end):
        detail = "age" if _AGE_WORDS.search(text, position, quantity.end) else ""
        return Item("quantity", position, quantity.end, detail=detail, quantity=quantity)
    if term is not None and (phrase is None or term.end > phrase_end or (term.end == phrase_end and _yields(phrase))):
        return Item("term", position, term.end, value=term.concept, term=term)
    if (
        phrase
        and phrase.entry.kind == "comparator after"
        and (joint := _JOINT.match(text, position, end))
        and any(joint.end() <= at < phrase_end < quantity.end for at, quantity in quantity_at.items())
    ):
        # "Below 18 or above 70 years": the words are the sign of the number behind them.
        return Item(joint["word"].lower(), position, joint.end("word"))
    if phrase is not None and phrase.last - phrase.first > 1 and phrase.entry.kind in ("filler", "qualifier"):
        last = tokens[phrase.last - 1]
        if last.norm == "with" and _OR_WITHOUT.match(text, last.end, end):
            # "Treatment with or without …" is no treatment with something.
            phrase_end = tokens[phrase.last - 2].end
            return Item(phrase.entry.kind, position, phrase_end, value=phrase.entry.value, detail=phrase.entry.detail)
    if phrase is not None:
        reaching = [quantity.end for at, quantity in quantity_at.items() if position < at < phrase_end]
        reaching += [match.end for at, match in term_at.items() if position < at < phrase_end]
        if not any(reach > phrase_end for reach in reaching) or phrase.entry.kind not in ("filler", "qualifier"):
            return _phrase_item(phrase, position, phrase_end)
    if (often := _PER.match(text, position, end)) is not None and _WORD_BEFORE.search(
        text, max(start, position - 24), position
    ):
        return Item("filler", position, often.end())
    if (kind := _MARKS.get(text[position])) is not None:
        return Item(kind, position, position + 1)
    if (sign := _SIGN.match(text, position, end)) is not None:
        return Item("comparator", position, sign.end(), value=_SIGNS[sign[0]])
    if (stop := stop_at(text, start, position, end)) is not None:
        return stop
    if (numeral := numeral_at(text, position, end)) is not None:
        return numeral
    if position in token_at:
        token = tokens[token_at[position]]
        if token.norm == "non":
            return Item("non", position, token.end)
        if _NON.match(text, position, token.end) and (named := vocabulary().lookup(text[position + 3 : token.end])):
            # "Nonpregnant", "nonsmokers": the prefix, and a term of its own.
            term_at[position + 3] = TermMatch(position + 3, token.end, named[0].name, named[0].type)
            return Item("non", position, position + 3)
        return Item("word", position, token.end)
    if (word := _WORD.match(text, position, end)) is not None:
        return Item("filler", position, word.end())
    return Item("mark", position, position + 1)


def _yields(phrase: PhraseMatch) -> bool:
    """Whether a phrase of the tables gives way to a term of the same length."""
    return phrase.entry.kind in (
        "filler",
        "qualifier",
        "result",
        "word",
        "attestation",
        "presence",
        "scale",
        "generic",
        "person",
    )


def _phrase_item(phrase: PhraseMatch, start: int, end: int) -> Item:
    entry = phrase.entry
    return Item(entry.kind, start, end, value=entry.value, detail=entry.detail, number=phrase.number)


_BOTH = frozenset({"or", "and", "slash", "comma"})


def _merged_persons(items: Iterator[Item]) -> Iterator[Item]:
    """ "Men and women" is one item: it names everybody, and joins nothing."""
    held = list(items)
    position = 0
    while position < len(held):
        first = held[position]
        window = held[position : position + 4]
        if first.kind == "person" and first.detail == "sex" and len(window) >= 3:
            middle = [item for item in window[1:] if item.kind in _BOTH]
            last = window[2] if window[1].kind in _BOTH else None
            if last is not None and last.kind in _BOTH and len(window) == 4:
                last = window[3]
            if middle and last and last.kind == "person" and last.detail == "sex" and last.value != first.value:
                yield Item("person", first.start, last.end, value="both", detail="sex")
                position = held.index(last) + 1
                continue
        yield first
        position += 1
