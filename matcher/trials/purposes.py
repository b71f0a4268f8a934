"""What a treatment is for: "drugs acting on pain or sleep" are drugs, and who has pain has not thereby taken one.

The words between a treatment without a name and what it is for become one item; the condition behind them is then read as treated
(`naming`), and so is each of a list (`governed`).
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from matcher.terms import vocabulary
from matcher.terms.types import TermMatch
from matcher.text.tables import words_of
from matcher.trials.groups import Bracketed
from matcher.trials.items import Item

PURPOSE = "purpose"
"""The value of the item that joins a treatment to what it is for."""
WEAK = "weak"
"""Its detail where it is no more than "for"."""
_TABLE = Path(__file__).parent / "tables" / "purposes.tsv"
_AHEAD = (
    r"\s+(?:(?:that|which)\s+)?(?:(?:is|are|was|were|be|been|being|has|have|had|may|might|can|could|will|typically|commonly|primarily"
    r"|specifically|currently|usually|normally|often|mainly|directly|known|also)\s+)*"
)
_BEHIND = (
    r"\s+(?:(?:the|a|an|any|all|other|his|her|their|your|this|these|such|symptoms?\s+of|signs?\s+of|treatment\s+of"
    r"|management\s+of|underlying)\s+)*"
)
_FOR = re.compile(rf"\s+(?:for|of){_BEHIND}", re.IGNORECASE)
_MOST_WORDS = 2
"""Unknown words before the name of what a treatment is for."""
_PASSED = ("qualifier", "filler")
_ROOTS = frozenset({"drug", "therapy", "treatment", "medication"})
_USED = "used "
_EARLIER = re.compile(r"(?:prior|previous)\s+(?:therapy|therapies|treatments?)", re.IGNORECASE)
_NOUNS = ("drug", "medication", "treatment")


def _said(form: str) -> frozenset[str]:
    return words_of(_TABLE, form, column="phrase")


@cache
def _joint() -> re.Pattern[str]:
    phrases = sorted(_said("joint"), key=len, reverse=True)
    said = "|".join(re.escape(phrase).replace(r"\ ", r"\s+") for phrase in phrases)
    return re.compile(rf"{_AHEAD}(?:{said}){_BEHIND}", re.IGNORECASE)


def names_no_treatment(item: Item) -> bool:
    """Whether an item is a treatment without a name: "drugs", "any other therapy"."""
    if item.kind == "generic":
        return item.value == "exposure"
    return item.term is not None and item.term.type == "exposure" and item.term.concept in _ROOTS


def join_purposes(items: list[Item], text: str) -> None:
    """Make the words between a treatment without a name and what it is for one item, in place; in brackets too."""
    for item in items:
        if isinstance(item, Bracketed):
            inner = list(item.inner)
            join_purposes(inner, text)
            item.inner = tuple(inner)
    for position in range(len(items) - 2, -1, -1):
        if items[position].value == "treated" and _is_treated_for(items[position + 1 :], text):
            items[position].detail = "near"
        said = _treatment(items[position], text)
        if said is None or _is_counted(items, position):
            continue
        behind = position + 1
        while behind < len(items) and items[behind].kind == "bracket":
            behind += 1  # "Treatment (of any kind) for gout"
        ahead = said if behind == position + 1 else items[behind - 1].end
        match = _joint().match(text, ahead) or _FOR.match(text, ahead)
        if match is None:
            continue
        last = next((n for n in range(behind, len(items)) if items[n].start >= match.end()), None)
        if last is None or items[last - 1].end > match.end() or not _is_purpose(items[last:], text):
            continue
        if items[position].kind == "countunit":
            first = items[position].start + len(text[items[position].start :].split(maxsplit=1)[0])
            earlier = Item("qualifier", items[position].start, first, value="history", detail="list")
            items[position : position + 1] = [earlier, Item("generic", first + 1, said, value="exposure")]
            behind, last = behind + 1, last + 1
        elif items[position].kind == "ingredient":
            start = items[position].start + (
                len(_USED) if text[items[position].start :].lower().startswith(_USED) else 0
            )
            items[position] = Item("generic", start, said, value="exposure")
        detail = WEAK if match.re is _FOR else ""
        joint = Item("filler", ahead, items[last - 1].end, value=PURPOSE, detail=detail, used=True)
        items[behind:last] = [joint]


def _is_counted(items: list[Item], position: int) -> bool:
    """Whether a number stands before "prior therapy": how many there were, is asked then."""
    ahead = [item for item in items[:position] if item.kind not in _PASSED]
    return items[position].kind == "countunit" and bool(ahead) and ahead[-1].kind not in ("not", "comma", "or", "and")


def _is_treated_for(behind: list[Item], text: str) -> bool:
    """ "Treated for gout or asthma": each is treated."""
    lead = behind[0]
    return text[lead.start : lead.end].lower() == "for" and _is_purpose(behind[1:], text)


def _treatment(item: Item, text: str) -> int | None:
    """Where the noun of a treatment without a name ends; "drugs used", "used drugs" may have been taken for those of the study."""
    if names_no_treatment(item) or (
        item.kind == "countunit" and _EARLIER.fullmatch(text, item.start, item.end) is not None
    ):
        return item.end
    if item.kind != "ingredient":
        return None
    said = item.said(text)
    if said.endswith(_USED.rstrip()):
        return item.end - len(_USED)
    return item.end if said.startswith(_USED) else None


def _is_purpose(items: list[Item], text: str) -> bool:
    """Whether what stands behind the joint is what something can be for: a condition, or an aim."""
    words = 0
    for item in items:
        if item.kind in _PASSED:
            continue
        if item.said(text) in _said("aim"):
            return True
        if item.kind != "word":
            return names_condition(item)
        words += 1
        if words > _MOST_WORDS:
            break
    return False


def names_condition(item: Item) -> bool:
    """Whether an item is a condition by its name."""
    return item.term is not None and item.term.type == "condition"


def drug_for(noun: Item, aim: Item, text: str) -> TermMatch | None:
    """The class of drugs for an aim that is no disease: "drugs for weight loss", "medication to control blood pressure"."""
    said = text[aim.start : aim.end].lower()
    if said not in _said("aim"):
        return None
    for word in _NOUNS:
        for concept in vocabulary().lookup(f"{said} {word}"):
            if concept.type == "exposure":
                return TermMatch(noun.start, aim.end, concept.name, concept.type)
    return None
