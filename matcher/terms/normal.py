"""One key for all spellings of a term: case, plural, hyphen, British spelling, Greek letters, diacritics, possessives."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import partial
from itertools import accumulate
from operator import add
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
_SOFT_GAP = re.compile(r" {0,2}-? {0,2}|'? ?| ?\+ ?")
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


def tokenize(
    text: str, start: int = 0, end: int | None = None, known: Mapping[str, str] = MappingProxyType({})
) -> list[Token]:
    """Words of `text[start:end]` with their keys.

    Commas and slashes stay in the link, since they tell "hypertension, pulmonary" from "hypertension pulmonary"; a line
    break links only a hard-wrapped line (the next one goes on in lower case).

    Args:
        text: normalised one for one; offsets are into it.
        start, end: the stretch.
        known: keys of words that need not be worked out.
    """
    stretch = text[start:end]
    words, gaps = _words_and_gaps(stretch)
    if not words:
        return []
    lengths = list(map(len, words))
    first = start + len(stretch) - sum(lengths) - sum(map(len, gaps))
    begins = list(accumulate(map(add, lengths, map(len, gaps)), initial=first))
    key = {word: known.get(word) or normal_word(word) for word in dict.fromkeys(words)}
    norms = [key[word] for word in words]
    links = list(map(_PLAIN_LINKS.get, gaps))
    links[-1] = _UNLINKED
    if None in links:
        for at, link in enumerate(links):
            if link is None:
                links[at] = _link(gaps[at], lengths[at], text[begins[at + 1]])
    keys = key.values()
    if not NUMBERED.isdisjoint(keys):
        for at, norm in enumerate(norms[1:], 1):
            if norm in ROMAN and norms[at - 1] in NUMBERED:
                norms[at] = ROMAN[norm]
    columns = zip(begins, map(add, begins, lengths), norms, *zip(*links, strict=True), strict=False)
    # A named tuple costs five times as much to make one by one.
    tokens = list(map(partial(tuple.__new__, Token), columns))
    return _without_articles(tokens) if "the" in keys else tokens


def _words_and_gaps(text: str) -> tuple[list[str], list[str]]:
    """The words of a text, a possessive with its "'s", and what stands behind each of them."""
    parts = (_ASCII_GAP if text.isascii() else _GAP).split(text)
    if not parts[0]:
        del parts[:2]
    words, gaps = parts[::2], parts[1::2]
    if not words:
        return [], []
    if words[-1]:
        gaps.append("")
    else:
        words.pop()
    if "'" in gaps:
        owners: list[int] = []
        for at, gap in enumerate(gaps):
            if gap == "'" and words[at + 1 : at + 2] in (["s"], ["S"]) and owners[-1:] != [at - 1]:
                owners.append(at)
        for at in reversed(owners):
            words[at : at + 2] = [f"{words[at]}'{words[at + 1]}"]
            del gaps[at]
    return words, gaps


def _without_articles(tokens: list[Token]) -> list[Token]:
    """Without the "the" of "of the lung": what stands before it is linked to what stands behind it."""
    kept: list[Token] = []
    for token in tokens:
        if token[2] == "the" and kept and kept[-1][2] in _DROPPED_AFTER and kept[-1][3] is not None:
            continue
        kept.append(token)
    return kept


_UNLINKED: tuple[str | None, bool] = (None, False)
# The links of the commonest gaps between two words.
_PLAIN_LINKS: dict[str, tuple[str | None, bool] | None] = {
    " ": (" ", False),
    "-": (" ", True),
    ", ": (" , ", False),
    ",": (" , ", False),
    "/": (" / ", False),
    " / ": (" / ", False),
    " & ": (" and ", False),
    "&": (" and ", False),
}


def _link(gap: str, length: int, following: str) -> tuple[str | None, bool]:
    if _SOFT_GAP.fullmatch(gap):
        return " ", "-" in gap
    if gap in (".", ". ") and length <= 2:  # "E. coli", "a.fib"
        return " ", False
    if "\n" in gap and following.islower() and _WRAPPED.fullmatch(gap):
        return " ", "-" in gap
    return None, False


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
