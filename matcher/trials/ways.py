"""How a thing is known: "stenosis found on ultrasound, CT or angiography", "CT or MRI showing metastases" ask for the thing.

The ways to it are neither alternatives to it nor things asked for beside it; they are dropped, as behind "confirmed by".
"""

from __future__ import annotations

from pathlib import Path

from matcher.terms import vocabulary
from matcher.text.tables import words_of
from matcher.trials.groups import Bracketed, everything
from matcher.trials.items import Item

_TABLE = Path(__file__).parent / "tables" / "ways.tsv"
_PREPOSITIONS = frozenset({"by", "on", "in", "at", "via", "using", "through", "from", "per", "upon", "diagnosed with"})
_ARTICLES = frozenset({"a", "an", "the", "either", "any", "both"})
_JOINTS = ("comma", "or", "and", "slash")
_ENDS = (
    *_JOINTS,
    "semicolon",
    "stop",
    "bracket",
    "span",
    "with",
    "cause",
    "require",
    "permit",
    "exclude",
    "if",
    "not",
    "except",
    "list",
)
"""Kinds behind which, or before which, another thing is said."""
_BEGINS = (*_JOINTS, "semicolon", "stop", "colon", "with", "not", "presence")


def _said(form: str) -> frozenset[str]:
    return words_of(_TABLE, form)


def without_ways(items: list[Item], text: str) -> None:
    """Drop the ways in which a thing was or can be found, in place.

    Args:
        items: those of a statement, brackets folded.
        text: the reading copy, which their offsets are in.
    """
    position = 0
    while position < len(items):
        item = items[position]
        if isinstance(item, Bracketed) and position and _names_finding(items[position - 1]):
            inner = list(item.inner)
            if inner and _run(inner, 0, text, found=True) == len(inner):
                _drop([item, *inner])
        end = _behind(items, position, text) or _ahead(items, position, text)
        position = end or position + 1


def _behind(items: list[Item], position: int, text: str) -> int | None:
    """Where the ways end that stand behind the thing at a place."""
    if not _names_finding(items[position]) and not _is_documented(items, position, text):
        return None
    start = position + 1
    if start + 1 < len(items) and items[start].kind == "comma" and items[start + 1].said(text) in _said("found"):
        start += 1  # "stenosis, diagnosed with CT or MRI"
    while start < len(items) and items[start].quantity is not None:
        start += 1
    end = _run(items, start, text, found=False)
    if end is None or (end < len(items) and items[end].kind not in _ENDS):
        return None
    _drop(items[start:end])
    if start > position + 1 and items[start - 1].kind == "comma":
        _drop([items[start - 1]])
    return end


def _run(items: list[Item], start: int, text: str, *, found: bool) -> int | None:
    """Where a list of ways ends that begins at a place with a preposition or a word for finding; None for less than two ways.

    Args:
        found: one way is enough, for the words stand in brackets of their own.
    """
    ways = joints = 0
    opened = False
    position, end = start, start
    while position < len(items):
        item, said = items[position], items[position].said(text)
        if item.kind in _JOINTS:
            if not ways:
                return None
            joints += item.kind in ("or", "slash")
        elif said in _PREPOSITIONS or (said in _said("found") and not ways):
            opened = True
        elif _is_way(item, text):
            if not opened and not said.endswith("ly"):
                return None
            ways += _is_noun(items, position, text)
            end = position + 1
        elif item.kind == "mark" or said in _ARTICLES:
            pass
        elif not (isinstance(item, Bracketed) and _repeats(item, text)):
            break
        else:
            end = position + 1
        position += 1
    if not opened or not ways or not (joints or found) or (ways < 2 and not found):
        return None
    # What stands behind the last way belongs to what follows.
    inside = [item for item in items[start:end] if item.kind in ("or", "slash")]
    return end if inside or found else None


def _is_noun(items: list[Item], position: int, text: str) -> bool:
    """Whether a way ends here: "color doppler" and "CT scan" are one way each."""
    following = items[position + 1] if position + 1 < len(items) else None
    return following is None or not _is_way(following, text)


def _ahead(items: list[Item], position: int, text: str) -> int | None:
    """Where the thing begins that ways at a place show: behind "CT or MRI showing"."""
    if (
        position
        and items[position - 1].kind not in _BEGINS
        and items[position - 1].said(text) not in ("whom", "which", "of")
    ):
        return None
    end, ways = position, 0
    while end < len(items) and (_is_way(items[end], text) or (ways and items[end].kind in (*_JOINTS, "mark"))):
        ways += items[end].kind not in (*_JOINTS, "mark")
        end += 1
    if (
        not ways
        or end + 1 >= len(items)
        or items[end - 1].kind in _JOINTS
        or items[end].said(text) not in _said("shows")
    ):
        return None
    thing = end + 1
    while thing < len(items) and (
        items[thing].kind in ("presence", "qualifier") or items[thing].said(text) in _ARTICLES
    ):
        thing += 1
    if thing >= len(items) or not _names_finding(items[thing]):
        return None
    _drop(items[position : end + 1])
    return end + 1


def _names_finding(item: Item) -> bool:
    return item.term is not None and item.term.type in ("condition", "measurement")


def _is_documented(items: list[Item], position: int, text: str) -> bool:
    """Whether a word no vocabulary has stands behind "documentation of", "evidence of"."""
    before = items[position - 1] if position else None
    unread = items[position].kind == "word" and not _is_way(items[position], text)
    return unread and before is not None and (before.kind == "presence" or before.said(text) in _said("shows"))


def _repeats(bracket: Bracketed, text: str) -> bool:
    """Whether a bracket only abbreviates: "computed tomography (CT)"."""
    return all(
        item.kind in ("filler", "mark") or _is_way(item, text) or text[item.start : item.end].isupper()
        for item in bracket.inner
    )


def _is_way(item: Item, text: str) -> bool:
    said = item.said(text)
    if item.term is not None:
        if item.term.type not in ("procedure", "measurement"):
            return False
        v = vocabulary()
        named = any(v.is_a(item.term.concept, concept) for concept in _said("concept"))
        return named or said.split()[-1].endswith(tuple(_said("ending")))
    return item.kind == "word" and (said in _said("word") or said.endswith(tuple(_said("ending"))))


def _drop(items: list[Item]) -> None:
    for item in everything(items):
        item.used, item.term = True, None
    for item in items:
        item.kind = "drop"
