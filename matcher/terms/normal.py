"""One key for all spellings of a term: case, plural, hyphen, British spelling, Greek letters, diacritics, possessives."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import accumulate
from types import MappingProxyType
from typing import NamedTuple

from matcher.text import roman

_GREEK = {
    "α": "alpha",
    "β": "beta",
    "γ": "gamma",
    "δ": "delta",
    "ε": "epsilon",
    "κ": "kappa",
    "λ": "lambda",
    "μ": "mu",
    "µ": "mu",
    "ω": "omega",
    "ß": "ss",
    "æ": "ae",
    "œ": "oe",
    "ø": "o",
    "ł": "l",
}
_SPELLINGS = {
    "centre": "center",
    "fibre": "fiber",
    "litre": "liter",
    "titre": "titer",
    "aluminium": "aluminum",
    "foetal": "fetal",
    "metre": "meter",
}
# Roman numerals are numbers only after these words: "type II diabetes", but "IV methylprednisolone".
NUMBERED = frozenset({"type", "class", "stage", "grade", "phase", "factor", "group", "level"})
ROMAN = {numeral.lower(): str(value) for numeral, value in roman.ROMAN.items()}
_WORD = re.compile(r"(?:[^\W_])+(?:'s(?![^\W_]))?", re.IGNORECASE)
_GAP = re.compile(r"([\W_]+)")
_ASCII_GAP = re.compile(r"([^A-Za-z0-9]+)")
# In the key of any word that differs from the word in lower case; most words have none of these and need no more than this look.
_CHANGED = re.compile(r"s\Z|[^a-z0-9]|omata\Z|ae|oe|our|sulph|isation|ised|[rc]e\Z|foetal|aluminium")
_SHORT_PLURAL = re.compile(r"(?!HBs$)[A-Z][A-Z0-9]{1,4}s")  # HBs is the surface antigen of hepatitis B
_WRAPPED = re.compile(r" *-? *\n[ \t]*")
_SHORTEST_JOINED = 5  # "T-ALL" must not become "tall"
_SIGNS = frozenset("+-%#")
_SMALL_WORDS = frozenset({"of", "with", "due", "and", "in", "to", "without"})
_DROPPED_AFTER = frozenset({"of", "in", "to", "with"})


def normal_word(word: str) -> str:
    """The key of one word as written: "Oedemas" and "edema" have the same one.

    Both a text and the vocabulary pass through here, so what counts is that spellings of one word meet, not that the
    key is a word.
    """
    key = word.lower()
    if _CHANGED.search(key) is None:
        return key
    if _SHORT_PLURAL.fullmatch(word):
        word = word[:-1]
        key = word.lower()
    if key.endswith("'s"):
        key = key[:-2]
    if not key.isascii():
        key = "".join(_GREEK.get(char, char) for char in key)
        key = "".join(char for char in unicodedata.normalize("NFKD", key) if not unicodedata.combining(char))
    if len(key) < 4 or not key.isalpha() or (len(key) <= 5 and word.isupper()):
        return key
    return _singular(_american(key))


def _american(key: str) -> str:
    key = _SPELLINGS.get(key, key)
    if len(key) < 6:
        return key
    return (
        key.replace("ae", "e")
        .replace("oe", "e")
        .replace("our", "or")
        .replace("sulph", "sulf")
        .replace("isation", "ization")
        .replace("ised", "ized")
    )


def _singular(key: str) -> str:
    if key[-1] != "s":
        return key[:-2] if key.endswith("omata") else key
    if key.endswith(("ss", "us", "is")):
        return key
    if key.endswith("itides"):
        return key[:-3] + "s"
    if key.endswith("ies") and len(key) > 4:
        return key[:-3] + "y"
    if key.endswith(("oses", "tases", "yses", "eses", "crises")) and len(key) > 5:
        return key[:-2] + "is"
    if key.endswith(("uses", "ches", "shes", "xes", "sses")) and len(key) > 5:
        return key[:-2]
    return key[:-1]


class Token(NamedTuple):
    """A word of a text. `link` joins it to the next one in a key (None: nothing may span the two)."""

    start: int
    end: int
    norm: str
    link: str | None
    hyphen: bool


@dataclass(slots=True)
class Tokens:
    """The words of a text in columns, which cost a fraction of an object for each word.

    Attributes:
        starts, ends: offsets in the text.
        norms: the key of each word.
        links: what joins each to the next one in a key (None: nothing may span the two).
        gaps: what stands between each and the next one.
    """

    starts: list[int]
    ends: list[int]
    norms: list[str]
    links: list[str | None]
    gaps: list[str]

    def __len__(self) -> int:
        return len(self.norms)

    def hyphen(self, at: int) -> bool:
        """Whether a hyphen joins a word to the next one."""
        return "-" in self.gaps[at] and self.links[at] is not None


def tokenize(text: str, start: int = 0, end: int | None = None) -> list[Token]:
    """Words of `text[start:end]` with their keys, as `columns` finds them, an object for each."""
    found = columns(text, start, end)
    hyphens = map(found.hyphen, range(len(found)))
    return list(map(Token, found.starts, found.ends, found.norms, found.links, hyphens))


def columns(
    text: str, start: int = 0, end: int | None = None, known: Mapping[str, str] = MappingProxyType({})
) -> Tokens:
    """Words of `text[start:end]` with their keys.

    Commas and slashes stay in the link, since they tell "hypertension, pulmonary" from "hypertension pulmonary"; a line
    break links only a hard-wrapped line (the next one goes on in lower case).

    Args:
        text: normalised one for one; offsets are into it.
        start, end: the stretch.
        known: keys of words that need not be worked out.
    """
    words, gaps, begins, ends = _words_and_gaps(text[start:end], start)
    key = {word: known.get(word) or normal_word(word) for word in dict.fromkeys(words)}
    norms = [key[word] for word in words]
    keys = key.values()
    if not NUMBERED.isdisjoint(keys):
        for at, norm in enumerate(norms[1:], 1):
            if norm in ROMAN and norms[at - 1] in NUMBERED:
                norms[at] = ROMAN[norm]
    tokens = Tokens(begins, ends, norms, _links(text, gaps, begins, ends), gaps)
    if "the" in keys:
        _drop_articles(tokens)
    return tokens


def _words_and_gaps(text: str, offset: int) -> tuple[list[str], list[str], list[int], list[int]]:
    """The words of a text, a possessive with its "'s", what stands behind each of them, and where they begin and end."""
    parts = (_ASCII_GAP if text.isascii() else _GAP).split(text)
    bounds = list(accumulate(map(len, parts), initial=offset))
    first = 0 if parts[0] else 2
    words, gaps, begins, ends = parts[first::2], parts[first + 1 :: 2], bounds[first:-1:2], bounds[first + 1 :: 2]
    if words and not words[-1]:
        for column in (words, begins, ends):
            column.pop()
    else:
        gaps.append("")
    if not words:
        return [], [], [], []
    if "'" in gaps:
        owners: list[int] = []
        for at, gap in enumerate(gaps):
            if gap == "'" and words[at + 1 : at + 2] in (["s"], ["S"]) and owners[-1:] != [at - 1]:
                owners.append(at)
        for at in reversed(owners):
            words[at : at + 2] = [f"{words[at]}'{words[at + 1]}"]
            del gaps[at], begins[at + 1], ends[at]
    return words, gaps, begins, ends


def _drop_articles(tokens: Tokens) -> None:
    """Leaves out the "the" of "of the lung": what stands before it is linked to what stands behind it."""
    norms, links = tokens.norms, tokens.links
    dropped: list[int] = []
    before = -1
    for at, norm in enumerate(norms):
        if norm == "the" and before >= 0 and norms[before] in _DROPPED_AFTER and links[before] is not None:
            dropped.append(at)
        else:
            before = at
    for at in reversed(dropped):
        del norms[at], links[at], tokens.starts[at], tokens.ends[at], tokens.gaps[at]


# The links of the gaps that need no look at what stands around them.
_LINKS: dict[str, str] = {
    **dict.fromkeys(["-", "'", "' ", "+", " +", "+ ", " + ", *(" " * count for count in range(5))], " "),
    **{f"{' ' * before}-{' ' * after}": " " for before in range(3) for after in range(3)},
    ", ": " , ",
    ",": " , ",
    "/": " / ",
    " / ": " / ",
    " & ": " and ",
    "&": " and ",
}
_STOPS = (".", ". ")
_CHROMOSOMES = frozenset({"del", "t", "inv"})
"""What may stand before the bracket of a change of chromosomes: "del(17p)", "t(9;22)"."""
_LONGEST_STOPPED = 2  # "E. coli", "a.fib"


def _links(text: str, gaps: list[str], begins: list[int], ends: list[int]) -> list[str | None]:
    links: list[str | None] = list(map(_LINKS.get, gaps))
    if not links:
        return links
    for at, link in enumerate(links[:-1]):
        if link is None:
            gap = gaps[at]
            if gap in _STOPS:
                if ends[at] - begins[at] <= _LONGEST_STOPPED:
                    links[at] = " "
            elif gap == "(":
                if text[begins[at] : ends[at]] in _CHROMOSOMES and text[ends[at] + 1].isdigit():
                    links[at] = " "
            elif gap == ";":
                if at and gaps[at - 1] == "(" and links[at - 1] == " ":
                    links[at] = " "
            elif "\n" in gap and text[begins[at + 1]].islower() and _WRAPPED.fullmatch(gap):
                links[at] = " "
    links[-1] = None
    return links


def sign_of(surface: str) -> str:
    """What of a surface form stands after its last word and tells it from the form without ("neutrophils %", "K+")."""
    if not surface or surface[-1] not in _SIGNS:
        return ""
    words = list(_WORD.finditer(surface))
    tail = surface[words[-1].end() :].strip() if words else ""
    return tail if set(tail) <= _SIGNS else ""


def key_of(surface: str) -> str:
    """The key of a whole surface form; "" where it has no word."""
    words = _plain_words(surface)
    return " ".join(words) if words else _linked(tokenize(surface))


def _plain_words(surface: str) -> list[str] | None:
    """Keys of the words of a form without any sign, which is nearly every form; None for all others."""
    if not surface.isascii() or not surface.replace(" ", "").isalnum():
        return None
    words = [normal_word(word) for word in surface.split()]
    return None if "the" in words or not NUMBERED.isdisjoint(words) else words


def _linked(tokens: list[Token]) -> str:
    parts: list[str] = []
    for token in tokens:
        parts.append(token.norm)
        parts.append(token.link if token.link is not None else " ")
    return "".join(parts[:-1])


def keys_of(surface: str, *, inverted: bool = False) -> list[str]:
    """All keys under which a surface form is filed.

    Hyphenated forms are filed joined as well ("anti-dsDNA", "antidsDNA"), forms with a slash also with a space, and with
    `inverted` forms of two to four words also as catalogues write them ("hypertension, pulmonary").
    """
    words = _plain_words(surface)
    if words:
        keys = [" ".join(words)]
        plain = True
    else:
        tokens = tokenize(surface)
        if not tokens:
            return []
        words = [token.norm for token in tokens]
        keys = [_linked(tokens)]
        plain = all(token.link == " " for token in tokens[:-1])
        if any(token.hyphen for token in tokens) and _tells(joined := _joined(tokens)):
            keys.append(joined)
        if " / " in keys[0]:
            keys.append(keys[0].replace(" / ", " "))
    if inverted and plain and 2 <= len(words) <= 4:
        keys += _turned(words)
    return list(dict.fromkeys(keys))


def _turned(words: list[str]) -> list[str]:
    if _SMALL_WORDS.isdisjoint(words):
        turned = [f"{words[-1]} , {' '.join(words[:-1])}"]
        return turned if len(words) == 2 else [*turned, f"{' '.join(words[1:])} , {words[0]}"]
    if len(words) >= 3 and words[1] == "of":  # "cancer of breast"
        return [" ".join([*words[2:], words[0]])]
    return []


def _tells(joined: str) -> bool:
    return len(joined) >= _SHORTEST_JOINED or not joined.isalpha()


def _joined(tokens: list[Token]) -> str:
    parts: list[str] = []
    for token in tokens:
        parts.append(token.norm)
        parts.append("" if token.hyphen else token.link or " ")
    return "".join(parts[:-1])
