"""How concepts and atoms are called in sentences: the field's spelling, qualifiers where they are said."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from matcher.matching.knowledge import rows
from matcher.matching.ontology import is_kind_of
from matcher.terms import vocabulary
from matcher.trials.types import Atom, Bounds, Duration

_LONGEST_NAME = 70
_MOST_CONCEPTS = 3
_ALLERGEN = "any allergen"
SCALES = frozenset({"stage", "grade", "class"})
"""Words that stand as unit where the scale of a disease has no name."""
_SIGNS = {"<=": "up to", "<": "less than", "=": "", ">=": "at least", ">": "more than"}


@cache
def _spellings() -> dict[str, str]:
    return {row["name"]: row["shown"] for row in rows("display_names")}


@cache
def _phrases() -> dict[tuple[str, str], str]:
    return {(row["qualifier"], row["type"]): row["phrase"] for row in rows("phrases")}


@lru_cache(maxsize=20_000)
def display_name(name: str) -> str:
    """A preferred name as the field writes it: from the table, else as a synonym spells it, else word by word.

    >>> display_name("egfr"), display_name("cmv dna"), display_name("b-cell-targeted therapy"), display_name("asthma")
    ('eGFR', 'CMV DNA', 'B-cell-targeted therapy', 'asthma')
    """
    known = _spellings().get(name)
    if known is not None:
        return known
    concept = vocabulary().concept(name)
    own = (s for s in concept.synonyms if s != name and s.casefold() == name) if concept is not None else iter(())
    return next(own, None) or " ".join(_word(word) for word in name.split(" "))


def _word(word: str) -> str:
    known = _spellings().get(word)
    if known is not None:
        return known
    return "".join(_spellings().get(piece, piece) for piece in re.split(r"([-/(),])", word))


def capitalised(text: str) -> str:
    """A text that begins a sentence; a first word with its own capitals keeps them.

    >>> capitalised("asthma"), capitalised("eGFR 12"), capitalised("anti-HBc")
    ('Asthma', 'eGFR 12', 'Anti-HBc')
    """
    first = re.match(r"\w*", text)
    word = first.group() if first is not None else ""
    return text if word[1:] != word[1:].casefold() else text[:1].upper() + text[1:]


def listed(items: list[str], joint: str = "and") -> str:
    """Items as a sentence lists them.

    >>> listed(["a"]), listed(["a", "b"]), listed(["a", "b", "c"])
    ('a', 'a and b', 'a, b and c')
    """
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} {joint} {items[-1]}"


def name_of(atom: Atom) -> str:
    """What an atom asks about: the names of its concepts with its qualifiers, its own words where it has no concept."""
    if atom.type == "measurement" and atom.analyte:
        return display_name(atom.analyte)
    if atom.type in ("reproductive", "attestation") and atom.value:
        return display_name(atom.value)
    if atom.type == "allergy":
        return _allergy(atom)
    if not atom.concepts:
        own = shortened(" ".join(atom.text.split()), _LONGEST_NAME)
        return own if own[1:2].isupper() else own[:1].lower() + own[1:]
    named = listed([display_name(name) for name in atom.concepts[:_MOST_CONCEPTS]], "or")
    before, after = _split_history(atom.qualifiers)
    for qualifier in reversed(after):
        named = _qualified(qualifier, atom.type, named)
    if any(is_kind_of(excluded, atom.concepts) for excluded in atom.excludes):
        named = f"other {named}"
    for qualifier in reversed(before):
        named = _qualified(qualifier, atom.type, named)
    if atom.type == "condition" and atom.bounds and atom.bounds[0].unit in SCALES:
        named = f"{named} of {_grade(atom.bounds[0])}"
    return named


def _grade(bound: Bounds) -> str:
    """ "stage 3 to 4", "grade 2 or higher"."""
    low, high = bound.lower, bound.upper
    if low is not None and high is not None:
        return f"{bound.unit} {low:g}" if low == high else f"{bound.unit} {low:g} to {high:g}"
    if low is not None:
        return f"{bound.unit} {low:g} or higher" if bound.lower_inclusive else f"{bound.unit} above {low:g}"
    return f"{bound.unit} {high:g} or lower" if bound.upper_inclusive else f"{bound.unit} below {high:g}"


def duration_words(duration: Duration) -> str:
    """ "for more than 6 months"."""
    sign, unit = _SIGNS[duration.comparator], f"{duration.unit}{'' if duration.amount == 1 else 's'}"
    return " ".join(word for word in ("for", sign, f"{duration.amount:g}", unit) if word)


def _split_history(qualifiers: tuple[str, ...]) -> tuple[list[str], list[str]]:
    """Qualifiers that stand before "other" ("history of other …") and those after it ("other uncontrolled …")."""
    before = [qualifier for qualifier in qualifiers if qualifier.endswith("history")]
    return before, [qualifier for qualifier in qualifiers if qualifier not in before]


def _qualified(qualifier: str, kind: str, named: str) -> str:
    phrases = _phrases()
    phrase = phrases.get((qualifier, kind)) or phrases.get((qualifier, "-")) or f"{qualifier} {{name}}"
    return phrase.replace("{name}", named)


def _allergy(atom: Atom) -> str:
    allergens = [display_name(name) for name in atom.concepts if name != _ALLERGEN]
    named = f"allergy to {listed(allergens, 'or')}" if allergens else "allergy"
    for qualifier in atom.qualifiers:
        phrase = _phrases().get((qualifier, "allergy"))
        if phrase is not None and (allergens or "{allergen}" not in phrase):
            named = phrase.replace("{name}", named).replace("{allergen}", listed(allergens, "or") if allergens else "")
    return named


def shortened(text: str, longest: int) -> str:
    """Text cut at a word, with an ellipsis.

    >>> shortened("a long sentence", 10)
    'a long …'
    """
    if len(text) <= longest:
        return text
    cut = text.rfind(" ", 0, longest - 1)
    return f"{text[: cut if cut > longest // 3 else longest - 1].rstrip()} …"
