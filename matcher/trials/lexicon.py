"""The words of the grammar: phrases from the tables, in one prefix tree."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from matcher.terms.normal import Token, key_of, normal_word, tokenize
from matcher.text.numbers import parse_number
from matcher.text.tables import read_table

_TABLES = Path(__file__).parent / "tables"
_NUMBER_SLOT = "numberslot"
_SPANNING = frozenset({"example", "except"})
"""Kinds whose phrases may be written with commas inside ("including, but not limited to,")."""
_SKIPPED = " the "
"""The tokenizer leaves an article out after some prepositions."""
_INNER_MARKS = " \n-'/.,"


@dataclass(frozen=True, slots=True)
class Entry:
    """What a phrase means to the grammar: the kind of lexical item, its value, and a detail of the table it is from."""

    kind: str
    value: str = ""
    detail: str = ""


@dataclass(slots=True)
class _State:
    entry: Entry | None
    following: dict[str, _State]


@dataclass(frozen=True, slots=True)
class PhraseMatch:
    """`tokens[first:last]` is the phrase; `number` the value in its slot."""

    first: int
    last: int
    entry: Entry
    number: float | None = None


@cache
def _tree() -> _State:
    root = _State(None, {})
    for phrase, entry in _rows():
        state = root
        # Phrases pass through the same tokenizer as texts, which leaves out "the" after some prepositions.
        words = [token.norm for token in tokenize(phrase.replace("{n}", _NUMBER_SLOT))]
        for word in words:
            state = state.following.setdefault(word, _State(None, {}))
        # Where tables share a phrase the earlier one wins: what joins statements comes before what narrows them.
        if state.entry is None:
            state.entry = entry
    return root


def _rows() -> list[tuple[str, Entry]]:
    rows: list[tuple[str, Entry]] = []
    rows += [(r["phrase"], Entry(r["kind"], r["value"])) for r in read_table(_TABLES / "connectives.tsv")]
    rows += [(r["phrase"], Entry(r["type"], r["value"], r["polarity"])) for r in read_table(_TABLES / "statements.tsv")]
    rows += [(r["phrase"], Entry("result", r["quality"])) for r in read_table(_TABLES / "results.tsv")]
    rows += [
        (r["phrase"], Entry("qualifier", r["qualifier"], r["spread"])) for r in read_table(_TABLES / "qualifiers.tsv")
    ]
    rows += [(r["phrase"], Entry("person", r["value"], r["type"])) for r in read_table(_TABLES / "people.tsv")]
    rows += [(r["phrase"], Entry(r["kind"], r["value"])) for r in read_table(_TABLES / "scales.tsv")]
    rows += [(r["phrase"], Entry("remark", r["role"])) for r in read_table(_TABLES / "remarks.tsv")]
    rows += [(r["phrase"], Entry("filler")) for r in read_table(_TABLES / "fillers.tsv")]
    return rows


def longest_phrase(tokens: list[Token], first: int, text: str) -> PhraseMatch | None:
    """The longest phrase of the tables that begins at a token."""
    state: _State | None = _tree()
    best: PhraseMatch | None = None
    number: float | None = None
    crossed_comma = False
    position = first
    while state is not None and position < len(tokens):
        token = tokens[position]
        following = state.following.get(token.norm)
        if following is None and _NUMBER_SLOT in state.following:
            value = parse_number(text[token.start : token.end])
            if value is not None:
                following = state.following[_NUMBER_SLOT]
                number = value if number is None else number
        if following is None:
            break
        state = following
        position += 1
        entry = state.entry
        if (
            entry is not None
            and entry.kind == "comparator after"
            and position < len(tokens)
            and tokens[position].norm == "than"
        ):
            # "… or older than 95": the comparator stands before the next number.
            break
        if entry is not None and (not crossed_comma or entry.kind in _SPANNING):
            best = PhraseMatch(first, position, entry, number if entry.value in ("n", "more") else None)
        if position == len(tokens):
            break
        gap = text[token.end : tokens[position].start]
        if "," in gap:
            crossed_comma = True
        if gap.replace(_SKIPPED, " ").strip(_INNER_MARKS) or ("." in gap and token.end - token.start > 2):
            break
    return best


@cache
def left_to_tables() -> frozenset[str]:
    """Concepts that are read from the tables instead: "severe allergy" is an allergy that is severe."""
    return frozenset(row["concept"] for row in read_table(_TABLES / "left_to_tables.tsv"))


@cache
def study_words() -> frozenset[str]:
    """Words for steps and papers of a study ("diary", "visits")."""
    return frozenset(row["word"] for row in read_table(_TABLES / "study_words.tsv"))


@cache
def head_type(word: str) -> str | None:
    """What kind of thing a head noun names, by the table of heads and endings."""
    heads, endings = _heads()
    known = heads.get(normal_word(word.lower()))
    if known is not None:
        return known
    lower = word.lower()
    for length in range(min(9, len(lower) - 2), 2, -1):
        if (found := endings.get(lower[-length:])) is not None:
            return found
    return None


@cache
def hinted_type(words: str) -> str | None:
    """What kind of thing is named behind certain words: a treatment behind "treatment with"."""
    return _hints().get(key_of(words))


@cache
def _hints() -> dict[str, str]:
    return {key_of(row["phrase"]): row["type"] for row in read_table(_TABLES / "hints.tsv")}


@cache
def _heads() -> tuple[dict[str, str], dict[str, str]]:
    heads: dict[str, str] = {}
    endings: dict[str, str] = {}
    for row in read_table(_TABLES / "heads.tsv"):
        if row["word"].startswith("-"):
            endings[row["word"][1:]] = row["type"]
        else:
            heads[key_of(row["word"])] = row["type"]
    return heads, endings
