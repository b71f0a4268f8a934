"""What bears on a function: "a condition that may interfere with absorption" means diseases of the gut, and not hypertension.

The verb's clause names the function; a table has the classes. Where the clause names anything else too ("absorption or study
participation"), nothing is narrowed: what would count for that is for the investigator alone.
"""

from __future__ import annotations

import re
from functools import cache
from itertools import islice
from pathlib import Path

from matcher.text.tables import read_table
from matcher.trials.drafts import Draft
from matcher.trials.items import Item

_QUALIFIER = "bears on "
_ROOTS = {"disease": "condition", "drug": "exposure"}
"""The class of everything of a type: only it is narrowed, a class a criterion names stays as it is."""
_CLAUSE = re.compile(
    r"(?:(?!\b(?:within|during|prior|before|since|unless|except|such as|including|e\.g|in the (?:past|last|previous))\b)[^.;:()\[\]\n])*",
    re.IGNORECASE,
)
_FARTHEST = 4
"""Words from a conjunction to the function it adds."""
_WORD = re.compile(r"[a-z0-9-]+")
_SAYS_NOTHING = frozenset({
    "a", "an", "the", "of", "or", "and", "in", "on", "to", "and/or", "any", "their", "his", "her", "its", "with", "by", "for", "adequate",
    "adequately", "normal", "proper", "oral", "orally", "study", "trial", "investigational", "drug", "drugs", "medication", "medications",
    "medicine", "medicines", "product", "products", "agent", "agents", "tablet", "tablets", "capsules", "treatment", "function", "status",
    "patient", "patients", "subject", "subjects", "participant", "participants", "s", "significantly", "administered", "ingested",
    "administration", "control", "levels", "ability", "take", "abnormal", "excessive", "risk", "increased", "gastrointestinal", "gi",
    "intestinal", "system", "human", "body",
})  # fmt: skip


@cache
def _classes() -> dict[tuple[str, str], tuple[str, ...]]:
    rows = read_table(Path(__file__).parent / "tables" / "bearings.tsv")
    return {(row["of"], row["matter"]): tuple(row["concepts"].split("|")) for row in rows}


@cache
def _matters() -> re.Pattern[str]:
    names = sorted({matter for _, matter in _classes()}, key=len, reverse=True)
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, names))})\b")


def bearing(verb: Item, text: str) -> tuple[str, int] | None:
    """The qualifier of what is said to affect a function and nothing else, and where the clause ends that says so.

    Args:
        verb: the verb of the clause ("interfere with"), the clause stands behind it.
    """
    match = _CLAUSE.match(text, verb.end)
    clause = match.group().lower().replace("'", " ").replace("’", " ") if match else ""
    matters = tuple(dict.fromkeys(_matters().findall(clause)))
    left = set(_WORD.findall(_matters().sub(" ", clause)))
    if match is None or not matters or not left <= _SAYS_NOTHING:
        return None
    return _QUALIFIER + ";".join(matters), match.end()


def is_function(text: str, position: int, farthest: int = _FARTHEST) -> bool:
    """Whether the next words name a function ("… or drug absorption"): its words are no drug asked for."""
    lowered = text.lower()
    for word in islice(_WORD.finditer(lowered, position), farthest):
        if _matters().match(lowered, word.start()):
            return True
        if word.group() not in _SAYS_NOTHING:
            return False
    return False


def narrowed(draft: Draft) -> None:
    """Put the classes that bear on a function in place of "any disease" and "any drug"."""
    said = [name for name in draft.qualifiers if name.startswith(_QUALIFIER)]
    if not said:
        return
    draft.qualifiers = [name for name in draft.qualifiers if name not in said]
    if len(draft.concepts) != 1 or (of := _ROOTS.get(draft.concepts[0])) is None:
        return
    matters = said[0].removeprefix(_QUALIFIER).split(";")
    classes = [_classes().get((of, matter)) for matter in matters]
    if any(found is None for found in classes):
        return
    draft.concepts = list(dict.fromkeys(name for found in classes for name in found or ()))
    draft.qualifiers = [name for name in draft.qualifiers if name != "limiting"]
    if of == "condition":
        draft.qualifiers.append("interfering")  # Of its kind, and for the investigator to weigh.
