"""Biomarkers of tumors and genes in criteria: a change that is named asks for a positive result."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise

from matcher.terms.biomarkers import States, is_biomarker, stated_result
from matcher.trials.drafts import Draft
from matcher.trials.items import Item
from matcher.trials.types import AllOf, AnyOf, Atom, Expression


def state_results(drafts: list[Draft], items: list[Item], text: str) -> None:
    """Give each biomarker whose name tells a result that result, where the words beside it tell none.

    "EGFR mutation" and "MSI-high" ask for a positive one, "microsatellite stable" for a negative one; "EGFR status" for none.
    """
    for draft in drafts:
        if draft.type != "measurement" or draft.analyte is None or not is_biomarker(draft.analyte):
            continue
        told: States = next(
            (
                stated_result(text[item.start : item.end])
                for item in items
                if item.term is not None and item.term.concept == draft.analyte
            ),
            "",
        )
        if told and draft.quality is None and not draft.bounds:
            draft.quality = told
        elif told == "negative" and draft.quality == "positive" and not draft.bounds:
            draft.quality = "negative"  # "microsatellite stable, confirmed positive" is still stable


_JOINT = re.compile(r"[\s,/&+()-]*(?:\b(?:and|or|and/or)\b)?[\s,/(]*", re.IGNORECASE)
_OR = re.compile(r"\bor\b", re.IGNORECASE)


def of_one_tumor(made: list[Expression], text: str, *, rules_out: bool) -> Expression | None:
    """Alternatives of biomarkers as they are meant: the tumor behind the last is that of all, and strokes join what one tumor has.

    "EGFR or ALK positive tumor" is a tumor with either; "HR+/HER2- breast cancer" is one with both; "KRAS/NRAS wild-type" is
    neither mutated. In "ER+/PR+" either receptor is enough (ASCO/CAP 2020: hormone receptor positive).

    Args:
        made: the alternatives, in the order they are written.
        text: the criterion, which the offsets of its atoms are in.
        rules_out: what they say is what patients must not have: any of them is then enough.

    Returns:
        None where they are no alternatives of biomarkers.
    """
    markers: list[Atom] = []
    shared: tuple[Expression, ...] = ()
    for position, item in enumerate(made):
        if isinstance(item, AllOf) and position == len(made) - 1:
            own = [part for part in item.items if _is_marker(part)]
            shared = tuple(part for part in item.items if not _is_marker(part))
            if len(own) != 1 or not _carries(own[0], shared, text):
                return None
            item = own[0]
        if not isinstance(item, Atom) or not _is_marker(item):
            return None
        markers.append(item)
    joints = [text[left.end : right.start] for left, right in pairwise(markers)]
    if not joints or not all(_JOINT.fullmatch(joint) for joint in joints):
        return None
    either = any(_OR.search(joint) for joint in joints) or rules_out
    # "MSI-H or dMMR" is one thing said twice.
    markers = list({(marker.analyte, marker.quality, marker.bounds): marker for marker in reversed(markers)}.values())[
        ::-1
    ]
    positive = [marker for marker in markers if marker.quality != "negative"]
    negative = [marker for marker in markers if marker.quality == "negative"]
    if either or not negative:
        whole: list[Expression] = [AnyOf(tuple(markers)) if len(markers) > 1 else markers[0]]
    else:
        whole = [AnyOf(tuple(positive)) if len(positive) > 1 else positive[0]] if positive else []
        whole += negative
    whole += shared
    return whole[0] if len(whole) == 1 else AllOf(tuple(whole))


def _is_marker(item: Expression) -> bool:
    return (
        isinstance(item, Atom)
        and item.type == "measurement"
        and bool(item.quality or item.bounds)
        and is_biomarker(item.analyte or "")
    )


def _carries(marker: Expression, shared: tuple[Expression, ...], text: str) -> bool:
    """Whether a disease follows a biomarker directly: "ALK positive tumor"."""
    if not isinstance(marker, Atom) or len(shared) != 1 or not isinstance(shared[0], Atom):
        return False
    tumor = shared[0]
    between = text[marker.end : tumor.start]
    return tumor.type == "condition" and marker.end <= tumor.start and len(between.split()) <= _ADJECTIVES


_ADJECTIVES = 3
"""Words between the last biomarker and its tumor: "ALK positive advanced solid tumor"."""


def as_denied(item: Expression) -> Expression:
    """Biomarkers below a negation that tell no result: "negative for EGFR and ALK" denies a positive one."""
    if isinstance(item, Atom):
        bare = item.type == "measurement" and is_biomarker(item.analyte or "") and not (item.quality or item.bounds)
        return replace(item, quality="positive") if bare else item
    if isinstance(item, AnyOf):
        return AnyOf(tuple(as_denied(part) for part in item.items))
    return item
