"""Which sense a short form has here: cues beside it and in its sentence decide, never a guess."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from matcher.terms.normal import Tokens, normal_word

_NUMBER_AFTER = re.compile(
    r"[ \t]*(?:[:=]|\b(?:is|was|of|at)\b)?[ \t]*(?:\b(?:(?:great|low|high)er than|(?:more|less) than|above|below|over|under|exceeding"
    r"|between|outside|within|at least|at most|no more than)[ \t]+)?[<>≤≥~]{0,2}=?[ \t]*\d"
    r"(?![\d.,]*[ \t-]*(?:day|week|month|year|yr|hour|wk|mo)s?\b)"
)
_PERCENT_BEFORE = re.compile(r"\d\s?(?:%|percent|per cent)\s*(?:on|at)?\s*\(?\s*$")
_PERCENT_AFTER = re.compile(
    r"[ \t]*(?:[:=(]|\b(?:is|was|of)\b)?[ \t]*[<>≤≥~]{0,2}=?[ \t]*\d{1,3}(?:\.\d+)?(?:\s?-\s?\d{1,3})?\s?%"
)
_NUMBER_BEFORE = re.compile(r"\d[\d.,]*\s*(?:mg|mcg|g|ml)?\s*$")
_SENTENCE_END = re.compile(r"[.;!?]\s|\n")
_REACH = 40  # words looked at on either side
_NEIGHBOUR = 3  # a cue beside the form outweighs one elsewhere in the sentence


@dataclass(frozen=True, slots=True)
class Sense:
    """One meaning of a short form.

    `concept` is None for a meaning that is no clinical concept (room air), `gloss` names it for people. Cues are words
    in the sentence (`near`), directly before or after the form; the marks %, # stand for a percentage or a number.
    """

    concept: str | None
    gloss: str
    near: frozenset[str] = frozenset()
    before: frozenset[str] = frozenset()
    after: frozenset[str] = frozenset()
    default: bool = False


@dataclass(frozen=True, slots=True)
class ShortForm:
    """A short form with all its senses. `exact` ones are read only as written ("RA", not "ra")."""

    surface: str
    exact: bool
    senses: tuple[Sense, ...]


@dataclass(slots=True)
class Surroundings:
    """The words around a stretch of a text, looked up only when a cue asks for them."""

    text: str
    tokens: Tokens
    first: int
    last: int
    _words: frozenset[str] | None = field(default=None, repr=False)

    def before(self) -> str:
        """Key of the word directly before, "" at the start of a sentence."""
        at = self.first - 1
        return self.tokens.norms[at] if at >= 0 and not self._ends(at) else ""

    def after(self) -> str:
        """Key of the word directly after, "" at the end of a sentence."""
        at = self.last + 1
        return self.tokens.norms[at] if at < len(self.tokens) and not self._ends(self.last) else ""

    def number_after(self) -> bool:
        """Whether a number follows ("PT 12.1", "K: 4.2", "CA of 9")."""
        return _NUMBER_AFTER.match(self.text, self.tokens.ends[self.last]) is not None

    def number_before(self) -> bool:
        """Whether a number stands directly before ("4 mg MS")."""
        start = self.tokens.starts[self.first]
        return _NUMBER_BEFORE.search(self.text[max(0, start - 16) : start]) is not None

    def part_of_slashes(self) -> bool:
        """Whether a single letter stands in a compound of slashes ("A/P", "T/S")."""
        start, end = self.tokens.starts[self.first], self.tokens.ends[self.first]
        if end - start > 1:
            return False
        return "/" in (self.text[max(0, start - 1) : start], self.text[end : end + 1])

    def percent_before(self) -> bool:
        """Whether a percentage stands directly before ("97% on RA")."""
        start = self.tokens.starts[self.first]
        return _PERCENT_BEFORE.search(self.text[max(0, start - 20) : start]) is not None

    def percent_after(self) -> bool:
        """Whether a percentage follows ("PR 20 %")."""
        return _PERCENT_AFTER.match(self.text, self.tokens.ends[self.last]) is not None

    def words(self) -> frozenset[str]:
        """Keys of the other words of the sentence."""
        if self._words is None:
            found: set[str] = set()
            at = self.first - 1
            while at >= max(0, self.first - _REACH) and not self._ends(at):
                found.add(self.tokens.norms[at])
                at -= 1
            at = self.last + 1
            while at < min(len(self.tokens), self.last + _REACH) and not self._ends(at - 1):
                found.add(self.tokens.norms[at])
                at += 1
            self._words = frozenset(found)
        return self._words

    def _ends(self, at: int) -> bool:
        """Whether a sentence ends after token `at`."""
        if self.tokens.links[at] is not None or at + 1 >= len(self.tokens):
            return False
        return _SENTENCE_END.search(self.text, self.tokens.ends[at], self.tokens.starts[at + 1] + 1) is not None


def read_cues(cues: str) -> tuple[frozenset[str], frozenset[str], frozenset[str], bool]:
    """Near, before and after cues and whether this is the default, from a table cell.

    Cues are separated by "|": a word stands anywhere in the sentence, "<word" directly before, ">word" directly after,
    ">#" before a number, "<#" after one, ">%" before a percentage, "<%" after one, "*" marks the default sense.
    """
    near, before, after, default = set(), set(), set(), False
    for cue in filter(None, (part.strip() for part in cues.split("|"))):
        if cue == "*":
            default = True
        elif cue[0] == "<":
            before.add(_cue_key(cue[1:]))
        elif cue[0] == ">":
            after.add(_cue_key(cue[1:]))
        else:
            near.add(_cue_key(cue))
    return frozenset(near), frozenset(before), frozenset(after), default


def _cue_key(cue: str) -> str:
    return cue if cue in ("#", "%") else normal_word(cue)


def decide(form: ShortForm, around: Surroundings) -> tuple[Sense | None, tuple[Sense, ...]]:
    """The sense of a short form and the senses that could not be ruled out beside it.

    The sense with the most cues wins; without any the default one; without a default the first sense that is a concept,
    with all others left standing beside it. None where the form has no clinical meaning here.
    """
    weights = [_weight(sense, around) for sense in form.senses]
    best = max(weights)
    if best > 0:
        leaders = [sense for sense, weight in zip(form.senses, weights, strict=True) if weight == best]
        if len(leaders) == 1:
            return leaders[0], ()
    else:
        leaders = list(form.senses)
    for sense in leaders:
        if sense.default:
            return sense, ()
    named = [sense for sense in leaders if sense.concept is not None]
    if not named:
        return None, ()
    return named[0], tuple(sense for sense in leaders if sense is not named[0])


def _weight(sense: Sense, around: Surroundings) -> int:
    weight = len(sense.near & around.words())
    if sense.before:
        neighbour = around.before()
        weight += _NEIGHBOUR * (
            (neighbour in sense.before)
            + ("%" in sense.before and around.percent_before())
            + ("#" in sense.before and around.number_before())
        )
    if sense.after:
        weight += _NEIGHBOUR * (
            (around.after() in sense.after)
            + ("#" in sense.after and around.number_after())
            + ("%" in sense.after and around.percent_after())
        )
    return weight


def short_forms(rows: Iterable[Mapping[str, str]]) -> list[ShortForm]:
    """Short forms of the abbreviation table, the rows of one surface together."""
    senses: dict[tuple[str, bool], list[Sense]] = {}
    for row in rows:
        near, before, after, default = read_cues(row["cues"])
        name = row["sense"]
        concept = None if name.startswith("-") else name
        sense = Sense(concept, name.lstrip("- "), near, before, after, default)
        senses.setdefault((row["surface"], row["case"] == "exact"), []).append(sense)
    return [ShortForm(surface, exact, tuple(items)) for (surface, exact), items in senses.items()]
