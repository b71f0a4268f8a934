"""Which names of a source become surface forms: rules against junk, ambiguous short words and plain English."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from matcher.terms.build.naming import words_of
from matcher.terms.normal import normal_word, sign_of, tokenize
from matcher.terms.types import ConceptType
from matcher.text.tables import read_table

TABLES = Path(__file__).parent / "tables"
_LONGEST = 80
_MOST_WORDS = 8
_BRACKETS = re.compile(r"[\[\]{}()<>|;?*\"\\]")
_REST_CLASS = re.compile(r"\b(?:unspecified|nos|nec|other|others|elsewhere|classified|specified|any|and/or)\b")
# No name begins or ends with a word that joins it to another one, as what is left of "pain in unspecified joint" does.
_TORN = re.compile(
    r"^(?:a|an|the|of|in|with|by|to|and|or|from|for|due)\b|\b(?:of|in|with|by|to|and|or|from|for|the|due|without|at|uses?)$"
)
_CODE = re.compile(r"([a-z]+)[- ]?(\d+)([a-z]?)")

Measured = Callable[[str], bool]
Known = Callable[[str], bool]


class FormFilter:
    """Says whether a name of a source is filed as a surface form. The rules, in order, by the reason they give:

    - "shape": shorter than 3 or longer than 80 characters, more than 8 words, brackets, quotes or a sign at its end, or
      torn at a word such as "of", "with", or that something is in use ("opioid use": read as the drug);
    - "short": a single word of fewer than 4 letters (of 4, unless listed), which texts use for other things;
    - "english": all of its words are plain English (`common_words.tsv`), as in "today", "all day", "prevail";
    - "graded": a known form with a word of severity or state before it ("severe sepsis"), which is read as a qualifier,
      and all that is only "abnormal", which would hide what is measured ("abnormal liver enzymes");
    - "empty": nothing but words of degree, course and number ("chronic", "type 1", "acute disease");
    - "rest": a rest class of a catalogue ("other", "not elsewhere classified");
    - "measured": a finding that only says how a measured value is ("elevated creatinine"): it is read as measurement;
    - "kind": a word of kind, course or number beside another name of the same concept ("benign brain tumor" among the names
      of brain tumors; told by the merger, which knows the names): who has the disease need not have the kind;
    - "code": a development code that reads like a value or a date ("BP-130", "pm1200"), or is shorter than 5 signs.
    """

    def __init__(self, measured: Measured = lambda form: False, known: Known = lambda form: False) -> None:
        rows = read_table(TABLES / "common_words.tsv")
        self._common = {normal_word(row["word"]) for row in rows if row["kind"] == "word"}
        self._phrases = {row["word"] for row in rows if row["kind"] == "phrase"}
        self._short = {row["word"] for row in rows if row["kind"] == "short form that is kept"}
        self._prefixes = {row["word"] for row in rows if row["kind"] == "prefix that is no code"}
        self._empty = {normal_word(row["word"]) for row in rows if row["kind"] == "empty"}
        self._levels = {normal_word(row["word"]) for row in rows if row["kind"] == "level"}
        self._graded = {row["word"] for row in rows if row["kind"] == "qualifier"}
        self._kinds = frozenset(normal_word(row["word"]) for row in rows if row["kind"] == "kind")
        self._measured = measured
        self._known = known

    def without_kind(self, form: str) -> frozenset[str] | None:
        """The words of a name without those that tell a kind ("familial", "type 2"); None if it has no such word."""
        words = words_of(form)
        rest = frozenset(word for word in words - self._kinds if not word.isdigit())
        return rest if rest and rest != words else None

    def reason(self, form: str, kind: ConceptType) -> str:
        """Why a name is no form; "" if it is one. `form` is lower case."""
        tokens = tokenize(form)
        if not 3 <= len(form) <= _LONGEST or not 0 < len(tokens) <= _MOST_WORDS:
            return "shape"
        if (
            _BRACKETS.search(form)
            or _TORN.search(form)
            or sign_of(form)
            or any(token.link is None for token in tokens[:-1])
        ):
            return "shape"
        words = [token.norm for token in tokens]
        if len(words) == 1 and (len(words[0]) < 4 or (len(form) == 4 and form not in self._short)):
            return "short"
        if all(len(word) < 3 for word in words):
            return "short"
        if form in self._phrases or all(word in self._common or word.isdigit() or len(word) == 1 for word in words):
            return "english"
        if all(word in self._empty or word.isdigit() or len(word) == 1 for word in words):
            return "empty"
        if _REST_CLASS.search(form):
            return "rest"
        first, _, rest = form.partition(" ")
        if kind == "condition" and (first == "abnormal" or (first in self._graded and self._known(rest))):
            return "graded"
        if kind == "condition" and not self._levels.isdisjoint(words) and self._measured(form):
            return "measured"
        code = _CODE.fullmatch(form) if kind == "exposure" else None
        if code is not None and (code[1] in self._prefixes or len(code[1]) + len(code[2]) < 5 or len(code[2]) < 3):
            return "code"
        return ""


def joined_code(form: str) -> str:
    """A development code in one word ("bms 986165" → "bms986165"); "" for any other form.

    Codes are filed only so: a text must write them in one word or with a hyphen, or "BP 1304" would be one.
    """
    return re.sub(r"[- ]", "", form) if _CODE.fullmatch(form) else ""
