"""The text of a criterion as the lexer reads it: plain characters, and none of the marks that printing left behind."""

from __future__ import annotations

import re
from dataclasses import dataclass

from matcher.terms import vocabulary
from matcher.text.characters import normalise


@dataclass(frozen=True, slots=True)
class Surface:
    """A reading copy. `origin[i]` is the offset in the original of character i; `span` gives stretches back."""

    text: str
    origin: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Offsets in the original of `text[start:end]`."""
        if end <= start:
            place = self.origin[start] if start < len(self.origin) else (self.origin[-1] + 1 if self.origin else 0)
            return place, place
        return self.origin[start], self.origin[end - 1] + 1


# Registries escape CommonMark signs ("\>= 18", "1\."); corpora and converters put blanks around signs ("kg / m 2").
_DROPPED = re.compile(
    r"(?P<escape>\\(?=[^\w\s]))"
    r"|(?P<emphasis>\*\*+|__+|(?<=\w)\*(?=[\s,.;)]|$))"
    r"|(?<=[<>])(?P<sign>[ ]+)(?==)"
    r"|(?<==)(?P<sign_turned>[ ]+)(?=[<>])"
    r"|(?<=[\w%µ°²³)])(?P<before_stroke> +)(?=/ ?\w)"
    r"|(?<=[\w)]/)(?P<after_stroke> +)(?=\w)"
    r"|(?<=[\w)] /)(?P<after_spaced_stroke> +)(?=\w)"
    r"|(?<=\b[mcd]m)(?P<metre>[ ]?\^?[ ])(?=[23]\b)|(?<=\bm)(?P<square>[ ]?\^?[ ])(?=[23]\b)"
    r"|(?<=\b10)(?P<power> ?)(?=\^)|(?<=\b10\^)(?P<powered> )(?=\d)|(?<=\b10 \^)(?P<power_apart> )(?=\d)"
    r"|(?<=\b[eEi])(?P<dot> +)(?=\. ?[ge]\b)|(?<=\b[eEi]\.)(?P<dotted> +)(?=[ge]\b)|(?<=\b[eEi] \.)(?P<dotted_apart> +)(?=[ge]\b)"
    r"|(?<=[.][ge])(?P<last_dot> +)(?=\.)|(?<=[.] [ge])(?P<last_dot_apart> +)(?=\.)"
    r"|(?<=\d)(?P<before_dash> +)(?=- +\d)|(?<=\d -)(?P<after_dash> +)(?=\d)"
    r"|(?<=\bmm)(?P<mercury> )(?=Hg\b)"
    r"|(?<=\d)(?P<ordinal> )(?=(?:st|nd|rd|th)\b)"
    r"|(?<=\d)(?P<before_age> )(?=- ?(?:years?|months?|weeks?|days?) ?- ?olds?\b)"
    r"|(?:(?<=\d-)|(?<=\d -))(?P<age> )(?=(?:years?|months?|weeks?|days?) ?- ?olds?\b)"
    r"|(?<=(?:year|ears|onth|nths|week|eeks))(?P<before_old> )(?=- ?olds?\b)"
    r"|(?:(?<=(?:year|ears|onth|nths|week|eeks)-)|(?<=(?:year|ears|onth|nths|week|eeks) -))(?P<old> )(?=olds?\b)"
    r"|(?<=[<>=≤≥] -)(?P<minus> )(?=\d)"
    r"|(?<=\()(?P<numbered> )(?=(?:\d{1,2}|[a-hivx]{1,3}) \))|(?<=\( \d)(?P<number_end> )(?=\))|(?<=\( \d\d)(?P<number_end_two> )(?=\))"
    r"|(?<=[\s(]\d)(?P<loose_number> )(?=\) [A-Za-z])"
)
_HYPHEN = re.compile(r"(?<=[^\W_])(?P<before> )(?=- [^\W_])|(?<=[^\W_] -)(?P<after> )(?=[^\W_])")
_THOUSANDS = re.compile(r"(?<=\d)(?P<before> ), (?=\d{3}\b)|(?<=\d ,)(?P<after> )(?=\d{3}\b)")
_LOOSE = re.compile(
    r"(?<=\S)(?P<before> +)(?=[,;:)\]](?:\s|$)|\.(?:\s|$))|(?<=[(\[])(?P<opened> +)(?=\S)"
    r"|(?<=[.,;:] )(?P<doubled> +)"
)
"""Blanks between a word and its mark, where every mark stands apart."""
_SPACED_MARK = re.compile(r"\w [,.;:)](?: |$)|\( \w")
_TIGHT_MARK = re.compile(r"\w[,;:)](?: |$)|\(\w")


_SPLIT_NAME = re.compile(
    r"(?<![\w-])(?:[a-z]{0,3}[A-Z][A-Za-z]{0,6}|[α-ωβ])(?P<gap> )\d{1,3}[A-Za-z]{0,2}(?P<end> [A-Z](?![\w-]))?(?![\w.%/])"
)


def _split_names(plain: str) -> list[int]:
    """Blanks inside names that were cut before their number ("HbA 1c", "FiO 2"), where the vocabulary knows the whole."""
    found: list[int] = []
    for match in _SPLIT_NAME.finditer(plain):
        joined = [match.start("gap"), *([match.start("end")] if match["end"] else [])]
        name = "".join(char for n, char in enumerate(match[0], match.start()) if n not in joined)
        if vocabulary().lookup(name):
            found.extend(joined)
    return found


_SYMBOL_FONT = re.compile(r"(?<!\S)(?<!\d )[³£](?= ?\d)")
"""Signs of the Symbol typeface in plain letters: "platelets ³ 100", "bilirubin £ 1.5" were ≥ and ≤ (Adobe Symbol encoding)."""


def surface(text: str) -> Surface:
    """The reading copy of a criterion."""
    plain = _SYMBOL_FONT.sub(lambda sign: "≥" if sign[0] == "³" else "≤", normalise(text))
    drop: set[int] = set()
    for match in _DROPPED.finditer(plain):
        drop.update(range(*match.span()))
    # Where every mark stands apart, a hyphen with blanks around it is no dash: the text was cut into tokens.
    if not _TIGHT_MARK.search(plain) and (_SPACED_MARK.search(plain) or plain.startswith("-  ")):
        for match in _LOOSE.finditer(plain):
            drop.update(range(*match.span()))
        for pattern in (_HYPHEN, _THOUSANDS):
            for match in pattern.finditer(plain):
                drop.add(match.start())
                if match["after"] is None and pattern is _THOUSANDS:
                    drop.add(match.end() - 1)
        drop.update(_split_names(plain))
    if not drop:
        return Surface(plain, tuple(range(len(plain))))
    kept = [n for n in range(len(plain)) if n not in drop]
    return Surface("".join(plain[n] for n in kept), tuple(kept))
