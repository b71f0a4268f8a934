"""The tokenizer of the pipeline: words, numbers and marks of a normalised note, in one pass over it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

from spacy.tokens import Doc
from spacy.vocab import Vocab

from matcher.text.characters import normalise
from matcher.text.word_index import add_runs, places_of_runs

# What holds a word or a number together: "1.5", "4,500", "10:30", "3/4", "i.v", "IL-6", "w/o"; all else parts, as spaCy's
# English rules have it, so "mg/dL", "2-3", "2-week", "fever.She" and "yes/no" are three tokens each.
_JOINT = (
    r"(?=[.,/:-])(?:(?<![a-z])\.(?=[^\W_])|\.(?=[a-z\d])|,(?=\d)|/(?=\d)|(?<=\d):(?=\d)|(?<=[^\W\d_])-(?=\d)"
    r"|(?<=\bw)/(?=o\b)|(?<=\band)/(?=or\b))"
)
# The stop of these ends no clause: "E. coli", "e.g.", "vs.".
_STOPPED = r"(?=\w{1,3}\.)(?:[^\W\d_](?:\.[^\W\d_]){0,4}|[Dd]r|[Mm]rs?|[Mm]s|vs|[Ss]t)\.(?!\w)"
_LONGEST = 60
"""Characters: a longer run of word characters is no word and is cut, so that time and memory stay linear in the text."""
_RUN = rf"[^\W_]{{1,{_LONGEST}}}"
_WORD = rf"{_RUN}(?:{_JOINT}{_RUN}){{0,8}}"
_CLITIC = r"'(?:[smd]|re|ve|ll|[SMD]|RE|VE|LL)(?!\w)"
_PLAIN = rf"{_STOPPED}|{_WORD}|{_CLITIC}|[^\w\s]|_"
_NOT = r"[nN]'[tT](?!\w)"
_CONTRACTED = rf"[^\W\d_]{{1,10}}?(?={_NOT})|{_NOT}|[cC](?:an|AN)(?=(?:not|NOT)(?!\w))|{_PLAIN}"
_CONTRACTION = re.compile(r"[nN]'[tT]|[cC](?:annot|ANNOT)")
# For a Doc a token and the one blank behind it, more blanks being a token of their own; else the tokens, all between being white space.
_TOKENS = tuple(re.compile(rf"({token}|\s+)( ?)") for token in (_PLAIN, _CONTRACTED))
_WORDS = tuple(re.compile(rf"({token})") for token in (_PLAIN, _CONTRACTED))
# The same for ASCII text, for which sets of letters are found in half the time.
_ASCII_WORDS = tuple(
    re.compile(words.pattern.replace(r"[^\W_]", "[A-Za-z0-9]").replace(r"[^\W\d_]", "[A-Za-z]"), re.ASCII)
    for words in _WORDS
)


def _has_contractions(clean: str) -> bool:
    """Whether a text has contractions, which most texts have none of; the second pattern of each two is for those that have."""
    may_have = "'" in clean or "annot" in clean or "ANNOT" in clean
    return may_have and _CONTRACTION.search(clean) is not None


@dataclass(slots=True)
class Words:
    """The words of a text, white space left out.

    Attributes:
        text: the normalised text.
        words: each as written.
        begins, ends: their offsets.
        contracted: contractions are cut, as "don't" into "do" and "n't".
    """

    text: str
    words: list[str]
    begins: list[int]
    ends: list[int]
    contracted: bool = True
    _lower: list[str] | None = None

    @property
    def lower(self) -> list[str]:
        """The words in lower case."""
        if self._lower is None:
            self._lower = [word.lower() for word in self.words]
        return self._lower

    def places_of_runs(self) -> dict[str, list[int]]:
        """What `places_of_runs` finds in the text, out of the words, which is cheaper than to cut the text again."""
        if self.contracted or not self.text.isascii():
            return places_of_runs(self.text)
        begins: dict[str, list[int]] = {}
        for word, place in zip(self.lower, self.begins, strict=True):
            if word in begins:
                begins[word].append(place)
            elif len(word) >= _LONGEST:  # may be cut
                return places_of_runs(self.text)
            elif word.isalpha():
                begins[word] = [place]
            elif len(word) > 1:
                add_runs(begins, word, place)
        return begins


def words_of(doc: Doc) -> Words:
    """The words of a Doc, whatever tokenizer made it."""
    kept = [token for token in doc if not token.is_space]
    begins = [token.idx for token in kept]
    ends = [token.idx + len(token) for token in kept]
    return Words(doc.text, [token.text for token in kept], begins, ends)


class NormalisingTokenizer:
    """Makes the Doc of a text after one-for-one normalisation: every offset of the Doc is an offset in the text.

    >>> [token.text for token in NormalisingTokenizer(Vocab())("Can't take 2.5 mg/dL\\u00a0IL-6.")]
    ['Ca', "n't", 'take', '2.5', 'mg', '/', 'dL', 'IL-6', '.']
    """

    def __init__(self, vocab: Vocab) -> None:
        self.vocab = vocab

    def words(self, text: str) -> Words:
        """The words of a text after normalisation, without a Doc."""
        clean = normalise(text)
        contracted = _has_contractions(clean)
        parts = (_ASCII_WORDS if clean.isascii() else _WORDS)[contracted].split(clean)
        bounds = list(accumulate(map(len, parts), initial=0))
        return Words(clean, parts[1::2], bounds[1:-1:2], bounds[2::2], contracted)

    def __call__(self, text: str) -> Doc:
        clean = normalise(text)
        pairs = _TOKENS[_has_contractions(clean)].findall(clean)
        return Doc(self.vocab, words=[token for token, _ in pairs], spaces=[space == " " for _, space in pairs])

    def to_bytes(self, **_: Any) -> bytes:
        return b""

    def from_bytes(self, _data: bytes, **_: Any) -> NormalisingTokenizer:
        return self

    def to_disk(self, _path: Any, **_: Any) -> None:
        return None

    def from_disk(self, _path: Any, **_: Any) -> NormalisingTokenizer:
        return self
