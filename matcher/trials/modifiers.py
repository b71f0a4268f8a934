"""Members of a list that are only modifiers: "thoracic or lumbar spine surgery" is one noun with two of them.

Where the vocabulary knows the modifier with the noun ("cardiac" of "cardiac or thoracic surgery") the member is that concept.
Else it is a thing of the noun's kind, or stays with the member that has the noun where that names them both ("foot or ankle
operation"): alone it would be a thing no criterion asks for.
"""

from __future__ import annotations

from pathlib import Path

from matcher.terms import vocabulary
from matcher.terms.types import TermMatch
from matcher.text.tables import words_of
from matcher.trials.groups import Bracketed, everything
from matcher.trials.items import Item
from matcher.trials.lexicon import head_type

_TABLE = Path(__file__).parent / "tables" / "modifiers.tsv"
_PREPOSITIONS = frozenset({"of", "in", "on", "to", "at", "from", "for", "into", "within", "around", "near"})
_ARTICLES = frozenset({"a", "an", "the", "any", "some", "another"})
_LONGEST = 3
"""Words of a modifier."""
_SHORTEST = 4
"""Letters of a word too short for an adverb in -ly."""
_SAYS_HOW_KNOWN = ("symptom or sign",)
"""What "clinical" makes of "clinical or radiological finding of …": how a thing is known, and no thing of its own."""
_FOUND = frozenset({"diagnosis", "diagnoses", "evidence", "confirmation", "of"})
_COMPLETED = ("condition", "procedure", "exposure", "reproductive")


def forms(form: str) -> frozenset[str]:
    """Words of one form of the table of modifiers."""
    return words_of(_TABLE, form)


def attached_places(members: list[list[Item]], text: str) -> list[int]:
    """Positions of members that only name further places or steps of the member before them: "the chest, abdomen or pelvis"."""
    found: list[int] = []
    for position in range(1, len(members)):
        words = _words(members[position], text)
        before = members[position - 1]
        if not words:
            continue
        placed = words <= forms("place") | forms("site") and (position - 1 in found or _ends_in_place(before, text))
        stepped = words <= forms("step") and (
            position - 1 in found or any(item.span is not None and item.span.side == "around" for item in before)
        )
        if placed or stepped:
            found.append(position)
    # "In the iliac, femoral or popliteal veins": sites wait for the place that the last of them names.
    return [place for place in found if _is_closed(members, place, found, text)]


def _is_closed(members: list[list[Item]], position: int, found: list[int], text: str) -> bool:
    """Whether a place or site of a run is, or has behind it there, a place."""
    while _words(members[position], text) <= forms("site"):
        position += 1
        if position not in found:
            return False
    return True


def _words(member: list[Item], text: str) -> set[str]:
    """The lower-case words of a member that is nothing but words, else none."""
    if any(item.kind not in ("word", "filler", "mark", "quantity") or item.term is not None for item in member):
        return set()
    said = [item for item in member if item.kind == "word"]
    return {word for item in said for word in item.said(text).split()}


def _ends_in_place(member: list[Item], text: str) -> bool:
    last: list[str] = []
    for item in reversed(member):
        said = item.said(text)
        if item.kind == "mark" or (item.kind == "filler" and said.split()[-1] not in _PREPOSITIONS):
            continue
        if item.kind == "filler":
            return bool(last)
        if said not in forms("place") | forms("site"):
            return False
        last.append(said)
    return False


_AHEAD = ("filler", "drop", "person", "presence", "mark", "countunit")
_TURNS = ("with", "cause", "require")


def core(member: list[Item]) -> list[Item]:
    """A member without whom it is about and what joins that to it: "a foot" of "patients who require a foot"."""
    first = 0
    for position, item in enumerate(member):
        if item.kind in _TURNS or (item.kind in _AHEAD and position == first):
            first = position + 1
        elif item.kind not in (*_AHEAD, "qualifier"):
            break
    return member[first:]


def behind_divider(member: list[Item]) -> list[Item]:
    """The items behind the preposition that joins a member's two things; none without one."""
    last = max((n for n, item in enumerate(member) if item.kind in ("with", "cause")), default=None)
    return [] if not last else member[last + 1 :]


def completed(member: list[Item], following: list[list[Item]], text: str) -> bool:
    """Whether a modifier gets its noun from a later member; the concept is then added to it."""
    own = [item for item in core(member) if item.kind == "word"]
    start, end = own[0].start, own[-1].end
    for donor in following:
        nouns = _nouns(donor, text)
        for first in range(len(nouns) - 1, max(-1, len(nouns) - 1 - _LONGEST), -1):
            surface = f"{text[start:end].strip(' -')} {' '.join(nouns[first:])}"
            concept = next((c for c in vocabulary().lookup(surface) if c.type in _COMPLETED), None)
            if concept is not None and concept.name not in _SAYS_HOW_KNOWN:
                for item in own:
                    item.used = True
                term = TermMatch(start, end, concept.name, concept.type)
                at = member.index(own[0])
                member[at : member.index(own[-1]) + 1] = [Item("term", start, end, value=concept.name, term=term)]
                return True
        if any(item.term is not None for item in donor):
            break
    return False


def _is_count(item: Item) -> bool:
    """A number without unit: "at least 6 swollen and 6 tender joints"."""
    return item.quantity is not None and item.quantity.unit is None and item.quantity.multiplier is None


def is_modifier(member: list[Item], text: str) -> bool:
    """Whether a member is one to three words of which the last is an adjective or a part of the body."""
    member = [item for item in member if not isinstance(item, Bracketed)]
    counted = member[1:] if member and _is_count(member[0]) else member
    if any(item.kind not in ("word", "qualifier", "filler", "mark") for item in counted):
        return False
    own = [item for item in member if item.kind == "word"]
    if not 0 < len(own) <= _LONGEST or own[-1] is not next(i for i in reversed(member) if i.kind != "mark"):
        return False
    first = member.index(own[0])
    if any(item.kind not in ("word", "mark") for item in member[first:]):
        return False
    word = text[own[-1].start : own[-1].end].lower().rstrip("-")
    if head_type(word) is not None and word not in forms("place"):
        return False
    return is_adjective(word) or word in forms("word") or word in forms("place")


def is_adjective(word: str) -> bool:
    """Whether a word ends as adjectives do."""
    return len(word) > 4 and word.lower().endswith(tuple(forms("ending"))) and word.lower() not in forms("noun")


def tells_how(member: list[Item], text: str) -> bool:
    """Whether a member is nothing but adverbs ("histologically" of "histologically or cytologically proven"): it asks for nothing."""
    words = [item.said(text) for item in member if item.kind == "word"]
    if not words or any(item.kind not in ("word", "filler", "mark", "drop") for item in member):
        return False
    return all(word.endswith("ly") and len(word) > _SHORTEST and word not in forms("no adverb") for word in words)


def waits(member: list[Item], following: list[Item], text: str) -> bool:
    """Whether a member is a modifier alone that the noun of the next one completes: "single" of "single or bilateral cataract"."""
    if member[-1].kind == "generic" and member[-1].start == member[-1].end:
        return True  # It has been given the kind of that noun.
    own = core(member)
    return (is_modifier(own, text) or _is_prefix(own, text)) and has_noun(following, text)


def _is_prefix(member: list[Item], text: str) -> bool:
    """Whether a member is a prefix with its hyphen: "intra-" of "intra- or extrahepatic stones"."""
    if len(member) < 2 or any(item.kind != "qualifier" for item in member[:-2]):
        return False
    word, mark = member[-2:]
    return text[mark.start] in "-–" and text[word.start : word.end].lower() in forms("prefix")


def one_diagnosis(member: list[Item], following: list[Item], text: str) -> bool:
    """Whether two members say how one thing was found: "with a clinical or histological diagnosis of asthma".

    The first's words are then dropped, and the second's too where either way will do.
    """
    brackets = [item for item in member if isinstance(item, Bracketed)]
    ways = _ways_behind([item for item in member if item not in brackets], text)
    lead = _ways_ahead(following, text)
    if not ways or not lead or any(item.start < ways[0].start for item in brackets):
        return False
    for item in everything(brackets):
        item.used = True
    member[:] = [item for item in member if item not in brackets]
    words = {word for item in (*ways, *lead) for word in item.said(text).split()}
    proven = words <= forms("proof") | _FOUND
    for item in ways if proven else (*ways, *lead):
        item.kind, item.used = "drop", True
    return True


def _ways_behind(member: list[Item], text: str) -> list[Item]:
    """The words at the end of a member that say how a thing is known."""
    known = forms("proof") | forms("view")
    first = len(member)
    while (
        first
        and member[first - 1].kind in ("word", "qualifier")
        and text[member[first - 1].start : member[first - 1].end].lower() in known
    ):
        first -= 1
    return member[first:]


def _ways_ahead(member: list[Item], text: str) -> list[Item]:
    """The words before "diagnosis of", with it, that a member begins with; none where others stand among them."""
    known = forms("proof") | forms("view") | _FOUND
    ahead: list[Item] = []
    for item in member:
        words = item.said(text).split()
        if item.kind not in ("word", "qualifier", "filler", "drop") or not known.issuperset(words):
            return []
        ahead.append(item)
        if words and words[-1] == "of" and not _FOUND.isdisjoint(words[:-1]):
            return ahead
    return []


def kind_of_noun(member: list[Item]) -> str | None:
    """The type of the concept a member names together with its own modifier; None where the modifier stands before the concept."""
    lead = next((item for item in member if item.kind not in ("mark", "qualifier")), None)
    if lead is None or lead.term is None or " " not in lead.term.concept:
        return None
    return lead.term.type if lead.term.type in _COMPLETED[:3] else None


def has_noun(member: list[Item], text: str) -> bool:
    """Whether a member begins with the words of a noun phrase and holds its noun."""
    lead = next((item for item in member if item.kind not in ("mark", "qualifier")), None)
    if lead is None or (lead.kind == "filler" and text[lead.start : lead.end].lower().split()[0] in _ARTICLES):
        return False
    if any(item.kind in ("term", "generic", "countunit") for item in member):
        return lead.kind in ("term", "word", "generic", "non", "result")
    return lead.kind == "word" and sum(item.kind == "word" for item in member) > 1


def _nouns(member: list[Item], text: str) -> list[str]:
    """The words of a member's noun phrase: up to a preposition or an attribute behind it."""
    words: list[str] = []
    for item in member:
        said = text[item.start : item.end]
        if item.kind == "filler" and words and said.lower().split()[0] in _PREPOSITIONS:
            break
        if item.kind in ("word", "term", "generic", "countunit"):
            words += said.split()
        elif words and item.kind not in ("mark", "qualifier"):
            break
    return words
