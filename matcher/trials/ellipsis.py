"""Words left out of lists that the vocabulary's own reading of shared words does not supply.

"Bacterial, fungal or other infections" is three terms already; here the qualifier before the first is handed to the
others, a qualifier without a term gets one ("active or suspected tuberculosis"), and members of a class named by their
modifier alone get its head ("organ transplantation (heart, lung, kidney)").
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from itertools import pairwise
from pathlib import Path

from matcher.terms import vocabulary
from matcher.terms.normal import tokenize
from matcher.terms.types import TermMatch
from matcher.text.tables import read_table
from matcher.trials.items import Item
from matcher.trials.lexicon import longest_phrase
from matcher.trials.modifiers import forms
from matcher.trials.stated import is_bare

_OPPOSITES = Path(__file__).parent / "tables" / "opposites.tsv"
_ANCHORS = (
    "term", "quantity", "attestation", "participation", "allergy", "exposure", "numeral", "trialdisease", "person", "word",
)  # fmt: skip
_TURNS = ("unrelated", "require", "cause", "not")
"""Kinds behind which another thing is spoken of than the one the member is about."""


def complete(members: list[list[Item]], text: str) -> None:
    """Supply what the members of a list leave out, in place."""
    _share_comparators(members)
    for position, member in enumerate(members):
        following = members[position + 1 :]
        donor = next((term for m in following if (term := term_of(m)) is not None), None)
        if _prefixed(member, following, text) or _misused(member, following, text):
            continue
        if (
            (only_qualifiers(member) or _only_step(member, following[:1]))
            and donor is not None
            and donor.term is not None
        ):
            end = member[-1].end
            meant = TermMatch(member[0].start, end, _unmodified(donor.term, text), donor.term.type)
            member.append(Item("term", member[0].start, end, value=meant.concept, term=meant))
        elif is_shortened(member, text) or member[-1].start == member[-1].end:
            before = member[: _index(member)] or member
            leading = [item for item in before if item.kind == "qualifier" and item.value != "other"]
            _spread(leading, following, text)


def _share_comparators(members: list[list[Item]]) -> None:
    """ "At least 6 swollen and 6 tender joints": a bare count behind a compared one is compared alike."""
    for before, member in pairwise(members):
        said, bare = before[0].quantity, member[0].quantity
        if said is None or bare is None or said.comparator is None or said.unit is not None or not is_bare(bare):
            continue
        if said.multiplier is None and said.value_high is None and len(before) > 1 and len(member) > 1:
            member[0].quantity = replace(bare, comparator=said.comparator)


def _prefixed(member: list[Item], following: list[list[Item]], text: str) -> bool:
    """Whether a member is a prefix whose word stands with the next member, which it is then given: "hypo- or hyperthyroidism"."""
    said = [item for item in member if item.kind not in ("mark", "filler", "qualifier")]
    donor = term_of(following[0]) if following else None
    if len(said) != 1 or said[0].kind != "word" or said[0].end >= len(text) or text[said[0].end] not in "-–":
        return False
    prefix = text[said[0].start : said[0].end].lower()
    if donor is None or donor.term is None or prefix not in forms("prefix"):
        return False
    whole = text[donor.start : donor.end].lower()
    for other in forms("prefix"):
        rest = whole[len(other) :].lstrip(" -") if whole.startswith(other) else ""
        known = (concept for concept in vocabulary().lookup(f"{prefix}{rest}") if concept.type == donor.term.type)
        if rest and (concept := next(known, None)) is not None:
            term = TermMatch(said[0].start, said[0].end, concept.name, concept.type)
            member[member.index(said[0])] = Item("term", said[0].start, said[0].end, value=concept.name, term=term)
            said[0].used = True
            return True
    return False


def _misused(member: list[Item], following: list[list[Item]], text: str) -> bool:
    """Whether a member is a substance whose misuse is said with the next one, and is then that: "drug or solvent abuse"."""
    item = term_of(member)
    if item is None or item.term is None or item.term.type != "exposure" or not following or member[-1] is not item:
        return False
    said = [part for part in following[0] if part.kind in ("word", "term")][:2]
    for part in said:
        words = text[part.start : part.end].lower().split()
        last = next((end for n in (1, 2) if (end := " ".join(words[-n:])) in forms("misuse")), None)
        if last is None:
            continue
        known = (c for c in vocabulary().lookup(f"{text[item.start : item.end]} {last}") if c.type == "condition")
        if (concept := next(known, None)) is not None:
            term = TermMatch(item.start, item.end, concept.name, concept.type)
            member[member.index(item)] = Item("term", item.start, item.end, value=concept.name, term=term)
            return True
    return False


@cache
def dimensions() -> dict[str, str]:
    """By qualifier, the dimension in which it excludes the others of it."""
    return {row["qualifier"]: row["dimension"] for row in read_table(_OPPOSITES)}


def one_thing(member: list[Item], following: list[Item]) -> bool:
    """Whether the qualifiers of a member hold together with those of the next: "persistent and severe pain" is one pain.

    Opposites are two: "acute and chronic pancreatitis".
    """
    if not only_qualifiers(member):
        return False
    held = [item.value for item in following[: _index(following)] if item.kind == "qualifier"]
    if not held or (term_of(following) is None and not any(item.kind == "generic" for item in following)):
        return False
    known = dimensions()
    own = [item.value for item in member if item.kind == "qualifier"]
    places = [known.get(name, name) for name in (*own, *held)]
    return len(set(places)) == len(places)


def _unmodified(term: TermMatch, text: str) -> str:
    """The concept of a term without the qualifier it begins with: of "oral or inhaled corticosteroids" the first is not inhaled."""
    tokens = tokenize(text, term.start, term.end)
    phrase = longest_phrase(tokens, 0, text) if tokens else None
    if phrase is None or phrase.entry.kind != "qualifier" or phrase.last >= len(tokens):
        return term.concept
    rest = text[tokens[phrase.last].start : term.end]
    return next((c.name for c in vocabulary().lookup(rest) if c.type == term.type), term.concept)


def only_qualifiers(member: list[Item]) -> bool:
    """Whether a member says how or when a thing is, and not what: "active" of "active or suspected tuberculosis"."""
    named = any(item.kind in _ANCHORS or item.kind in ("generic", "list", "bracket", *_TURNS) for item in member)
    return not named and any(item.kind == "qualifier" and item.value != "other" for item in member)


def _only_step(member: list[Item], following: list[list[Item]]) -> bool:
    """Whether a member is a step of a scale alone whose disease stands with the next, that is of another state: "stage IV or recurrent melanoma"."""
    own = [item.kind for item in member if item.kind not in ("filler", "mark", "qualifier", "drop")]
    if own != ["scale", "numeral"] or not following or (donor := term_of(following[0])) is None or donor.term is None:
        return False
    ahead = [item.kind for item in following[0][: following[0].index(donor)] if item.kind not in ("filler", "mark")]
    named = donor.term.type == "condition" and donor.term.concept != "disease"  # "the disease" is the trial's own
    return named and bool(ahead) and set(ahead) == {"qualifier"}


def _index(member: list[Item]) -> int:
    return next((n for n, item in enumerate(member) if item.term is not None), 0)


def term_of(member: list[Item]) -> Item | None:
    """The term a member is about: not one behind what turns to another thing ("not related to", "requiring")."""
    for item in member:
        if item.kind in _TURNS:
            return None
        if item.term is not None:
            return item
    return None


def is_shortened(member: list[Item], text: str) -> bool:
    """Whether a member's term owes its meaning to a word that stands with another ("fungal" of "fungal or viral infection")."""
    item = term_of(member)
    if item is None or item.term is None:
        return False
    concept = item.term.concept
    return all(known.name != concept for known in vocabulary().lookup(text[item.start : item.end]))


def _spread(leading: list[Item], members: list[list[Item]], text: str) -> None:
    """ "Severe hepatic or renal insufficiency": what narrows the shortened member narrows those up to the whole one."""
    for member in members:
        if term_of(member) is None or any(
            item.kind == "qualifier" and item.value != "other" for item in member[: _index(member)]
        ):
            return
        whole = not is_shortened(member, text)
        at = member[0].start
        for item in leading:
            member.insert(0, Item("qualifier", at, at, value=item.value, detail=item.detail))
        if whole:
            return


def complete_from_class(items: list[Item], text: str, head: str, kind: str) -> list[Item]:
    """Members of a class named by its modifier alone: "organ transplantation (heart, lung, kidney)".

    Args:
        head: the words of the class; its last ones complete each member.
        kind: the type that the completed concept must have.
    """
    made: list[Item] = []
    piece: list[Item] = []
    for item in [*items, None]:
        if item is not None and item.kind not in ("comma", "or", "and", "slash", "semicolon", "example", "filler"):
            piece.append(item)
            continue
        made.extend(_headed(piece, text, head.split(), kind))
        piece = []
        if item is not None:
            made.append(item)
    return made


def _headed(piece: list[Item], text: str, words: list[str], kind: str) -> list[Item]:
    if not piece or not all(item.kind == "word" or item.term is not None for item in piece):
        return piece
    start, end = piece[0].start, piece[-1].end
    for first in range(len(words)):
        surface = f"{text[start:end]} {' '.join(words[first:])}"
        concept = next((found for found in vocabulary().lookup(surface) if found.type == kind), None)
        if concept is not None:
            for item in piece:
                item.used = True
            return [
                Item("term", start, end, value=concept.name, term=TermMatch(start, end, concept.name, concept.type))
            ]
    return piece
