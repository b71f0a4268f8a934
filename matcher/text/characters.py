"""Characters brought to one form each, one for one, so that offsets hold."""

from __future__ import annotations

import re
import unicodedata

from matcher.text.tables import TABLES, read_table

JOINER = "\u2060"
"""What a zero-width character between two letters becomes: it belongs to the word and is skipped when words are compared."""

# Zero-width spaces, joiners, invisible operators, soft hyphen, byte order mark, marks of writing direction.
_ZERO_WIDTH = r"\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u00ad\u180e\u034f"


def _mapping() -> dict[int, str]:
    mapping: dict[int, str] = {}
    for row in read_table(TABLES / "characters.tsv"):
        first, _, last = row["from"].partition("-")
        target = {"SPACE": " ", "NEWLINE": "\n"}.get(row["to"], row["to"])
        for code in range(int(first, 16), int(last or first, 16) + 1):
            # "+n" keeps the order of a block: full-width A is n places from A.
            mapping[code] = chr(code - int(first, 16) + int(target[2:], 16)) if target.startswith("U+") else target
    return mapping


_MAPPING = _mapping()
_CHANGING = re.compile(r"[^\x20-\x5f\x61-\x7e\n\té×≤≥µ°]")
_CARRIAGE_RETURN = re.compile(r"\r(?=\n)")
_HIDDEN = re.compile(f"[{_ZERO_WIDTH}]+")


def normalise(text: str) -> str:
    """The text with every character in its plain form, and of exactly the same length.

    Dashes become "-", quotes "'" and '"', all spaces " ", line and page separators a line break, full-width letters and
    digits ASCII, micro signs "µ", subscript digits digits (superscripts stay: 10⁹ is not 109). A zero-width character
    becomes a space, or `JOINER` where it stands between two letters. "\\r\\n" becomes " \\n", a lone "\\r" a line break.

    >>> normalise("Hgb\\u00a0≥\\u20098\\u2013 9")
    'Hgb ≥ 8- 9'
    """
    if not _CHANGING.search(text):
        return text
    text = _CARRIAGE_RETURN.sub(" ", text)
    # In this order: whether a neighbour is a letter must not change by giving it its plain form ("º" becomes a degree sign).
    return _HIDDEN.sub(_shown, text.translate(_MAPPING))


def _shown(hidden: re.Match[str]) -> str:
    before, after = hidden.string[hidden.start() - 1 : hidden.start()], hidden.string[hidden.end() : hidden.end() + 1]
    return (JOINER if before.isalpha() and after.isalpha() else " ") * (hidden.end() - hidden.start())


_LOWER, _UPPER = bytes(range(ord("a"), ord("z") + 1)), bytes(range(ord("A"), ord("Z") + 1))


def letter_counts(text: str) -> tuple[int, int, int]:
    """How many letters of a text are lower case, how many upper case, and how many there are.

    >>> letter_counts("Dr. NO")
    (1, 3, 4)
    """
    if text.isascii():
        letters = text.encode("ascii")
        lower = len(letters) - len(letters.translate(None, _LOWER))
        upper = len(letters) - len(letters.translate(None, _UPPER))
        return lower, upper, lower + upper
    return sum(map(str.islower, text)), sum(map(str.isupper, text)), sum(map(str.isalpha, text))


def fold(word: str) -> str:
    """A word as compared: lower case, without joiners, accents and ligatures. The length may change.

    >>> fold("Sjögren"), fold("ﬁbrosis")
    ('sjogren', 'fibrosis')
    """
    if word.isascii():
        return word.lower()
    decomposed = unicodedata.normalize("NFKD", word.replace(JOINER, ""))
    return "".join(char for char in decomposed if not unicodedata.combining(char)).casefold()
