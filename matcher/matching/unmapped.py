"""Criteria in words no vocabulary has: what kind of matter they are about, and whether the notes speak of it.

Silence may stand for absence only where a note would mention the matter: diseases, treatments, procedures and events. It does
not where the words ask for an ability, a will, an opinion or a result, nor where the notes have the same words.
"""

from __future__ import annotations

from functools import cache, lru_cache
from typing import Literal, NamedTuple

from matcher.matching.knowledge import rows
from matcher.matching.words import WordIndex, stem_of, stems_of, words_of
from matcher.notes.types import Patient
from matcher.trials.lexicon import head_type
from matcher.trials.types import Atom, Criterion

Nature = Literal["noted", "asked", "willing", "empty", "unclear"]
_NOTED_TYPES = frozenset({"condition", "exposure", "procedure"})


class Matter(NamedTuple):
    """What a text is about.

    Attributes:
        nature: "noted" (a note would mention it), "asked" (never read from silence), "willing" (a participant's will and
            duties, and nothing else), "empty" (tells nothing), "unclear".
        stems: of the words that name it.
        heads: those of them that name a thing of their own (not "disease" or "therapy").
    """

    nature: Nature
    stems: frozenset[str]
    heads: frozenset[str]


@cache
def _kinds() -> dict[str, str]:
    return {stem_of(row["word"]): row["kind"] for row in rows("unmapped_words")}


@cache
def _function_words() -> frozenset[str]:
    from spacy.lang.en.stop_words import STOP_WORDS

    return frozenset(STOP_WORDS)


def is_unmapped(atom: Atom) -> bool:
    """Whether an atom is text that names no concept."""
    return atom.type == "other" or (atom.type in _NOTED_TYPES and not atom.concepts)


def matter_of(atom: Atom) -> Matter:
    """What an atom without concept is about."""
    return _matter(atom.text, atom.type, bool(atom.bounds or atom.quality))


@lru_cache(maxsize=8192)
def _matter(text: str, kind: str, measured: bool) -> Matter:
    known = _kinds()
    named: list[str] = []
    heads: list[str] = []
    nature: Nature = "noted" if kind in _NOTED_TYPES else "unclear"
    willing = False
    for word in text.replace("-", " ").split():
        if word.strip(".,;:()").casefold() in _function_words():
            continue
        for stem in stems_of(word):
            match known.get(stem):
                case "asked":
                    return Matter("asked", frozenset(), frozenset())
                case "empty":
                    continue
                case "will" | "duty":
                    willing = True
                    continue
                case "generic":
                    nature = "noted"
                    continue
                case "event":
                    nature = "noted"
                    heads.append(stem)
                case _ if head_type(word.strip(".,;:()")) in _NOTED_TYPES:
                    nature = "noted"
                    heads.append(stem)
            named.append(stem)
    if (measured and kind == "other") or kind in ("measurement", "reproductive", "age", "sex"):
        nature = "asked"
    elif willing:
        # "Able to climb stairs" asks for what no one promises; "able to complete the visits" for what a participant does.
        nature = "asked" if named else "willing"
    elif not named and nature == "unclear":
        nature = "empty"
    return Matter(nature, frozenset(named), frozenset(heads))


def is_spoken_of(matter: Matter, words: WordIndex) -> bool:
    """Whether the notes have the words of a matter: one that names a thing, or half of all in one sentence."""
    if any(stem in words for stem in matter.heads):
        return True
    return bool(matter.stems) and 2 * words.together(matter.stems) >= len(matter.stems)


def leaves_out(criterion: Criterion, patient: Patient) -> bool:
    """Whether words of a criterion that found no place in its expression may narrow it, and the notes do not have them.

    "Breathlessness of a traumatic cause" that was read as breathlessness is not met by breathlessness.
    """
    for start, end in criterion.unparsed:
        matter = _matter(criterion.text[start:end], "other", False)
        if matter.nature in ("noted", "unclear") and matter.stems and not is_spoken_of(matter, words_of(patient)):
            return True
    return False
