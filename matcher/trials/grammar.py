"""Reading one criterion: text in, `Criterion` with its expression out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from matcher.trials.atoms import person
from matcher.trials.calendar_limits import DATED
from matcher.trials.context import Context
from matcher.trials.contraindicated import drop_reasons
from matcher.trials.drafts import Node, without_loose_numbers
from matcher.trials.drug_classes import join_drug_classes
from matcher.trials.freeze import freeze
from matcher.trials.groups import Nested, bracketed, everything
from matcher.trials.items import Item
from matcher.trials.layout import Block, layout
from matcher.trials.lexer import lex
from matcher.trials.negations import settle_denials
from matcher.trials.parser import Parser, whole
from matcher.trials.purposes import join_purposes
from matcher.trials.remarks import without_remarks
from matcher.trials.risks import join_risks
from matcher.trials.speakers import with_opinions, without_speakers
from matcher.trials.surface import Surface, surface
from matcher.trials.types import Criterion, Kind
from matcher.trials.unplaced import lost_terms
from matcher.trials.weighed import weighed

_MEANINGFUL = (
    DATED,
    "remark",
    "word",
    "term",
    "quantity",
    "span",
    "numeral",
    "qualifier",
    "result",
    "attestation",
    "participation",
    "allergy",
    "exposure",
    "mark",
    "change",
    "begin",
    "aside",
)


def parse_criterion(text: str, kind: Kind = "inclusion", *, conditions: Sequence[str] = ()) -> Criterion:
    """Read one eligibility statement.

    Args:
        text: the statement as it stands, bullets and nested lines too; it is kept as it is.
        kind: "inclusion" or "exclusion"; a list in an exclusion means any of its members. The kind is never folded into the
            expression.
        conditions: concept names of what the trial is about, for "the disease" and "other autoimmune diseases".

    Returns:
        A criterion without id. What could not be structured is an atom `other`, or a stretch in `unparsed`.

    Example:
        >>> parse_criterion("Hemoglobin >= 80 g/L").expression.bounds
        (Bounds(lower=80.0, lower_inclusive=True, upper=None, upper_inclusive=True, unit='g/L', relative_to='value'),)
    """
    read = surface(text)
    block = layout(read.text)
    items = _items(read.text, block)
    node: Node | None
    explained: set[int] = set()
    if _is_about_others(items, read.text):
        node = whole(read.text, items)
    else:
        stated = _stated(items, read.text, rules_out=kind == "exclusion")
        explained = {id(item) for item in everything(items) if item.used}
        node = Parser(read.text).statement(stated, Context(kind, tuple(conditions)))
        node = without_loose_numbers(node)
    if node is None:
        both = next((item for item in items if item.kind == "drop" and item.value == "both sexes"), None)
        node = person(replace(both, value="both", detail="sex")) if both is not None else whole(read.text, items)
    expression = freeze(node, read, text, rules_out=kind == "exclusion")
    lost = lost_terms(items, explained, expression, read, text)
    return Criterion(
        id="",
        kind=kind,
        text=text,
        expression=expression,
        unparsed=_unparsed(items, lost, read, text),
    )


_OTHERS = frozenset({"donor", "donors", "caregiver", "caregivers", "carer", "carers", "partner", "partners", "spouse"})
_SAID_OF = frozenset({"is", "are", "has", "have", "must", "should", "with", "who", "will", "was", "were", "be"})


def _is_about_others(items: list[Item], text: str) -> bool:
    """ "Donor is positive for hepatitis B" asks nothing that the patient's notes answer."""
    said = [item.said(text).split() for item in items[:3] if item.kind != "mark"]
    words = [word for piece in said for word in piece if word not in ("the", "a", "any", "all", "that")]
    return len(words) > 1 and words[0] in _OTHERS and words[1] in _SAID_OF


def _items(text: str, block: Block) -> list[Item]:
    items = _either_or_both(_without_numbering(bracketed(lex(text, block.start, block.end)), text), text)
    join_purposes(items, text)
    join_drug_classes(items, text)
    join_risks(items, text)
    drop_reasons(items, text)
    if block.children:
        lines = tuple(tuple(_items(text, child)) for child in block.children)
        first, last = block.children[0], block.children[-1]
        items.append(Nested("list", first.start, _end(last), lines=lines))
    return items


def _stated(items: list[Item], text: str, *, rules_out: bool) -> list[Item]:
    """The items that ask for something, in the lines below too."""
    stated = without_speakers(weighed(with_opinions(items, text), text), text)
    stated = without_remarks(stated, text, rules_out=rules_out)
    settle_denials(stated, text)
    for item in stated:
        if isinstance(item, Nested):
            item.lines = tuple(tuple(_stated(list(line), text, rules_out=rules_out)) for line in item.lines)
    return stated


_SAMPLE_SIZE = re.compile(r"[(\[] ?n ?[=:] ?\d+ ?[)\]]", re.IGNORECASE)
_NUMBER = re.compile(r"[(\[] ?(?:\d{1,2}|[a-h]|[ivx]{1,4}) ?[)\]]")
_BEFORE_NUMBER = ("colon", "semicolon", "comma", "stop", "and", "or")


def _without_numbering(items: list[Item], text: str) -> list[Item]:
    """The items without brackets that only number a part or count participants: "(n = 20)", ": (1) …"."""
    kept: list[Item] = []
    for item in items:
        if item.kind == "bracket":
            numbers = not kept or kept[-1].kind in _BEFORE_NUMBER
            said = _NUMBER if numbers else _SAMPLE_SIZE
            if said.fullmatch(text, item.start, item.end) or _SAMPLE_SIZE.fullmatch(text, item.start, item.end):
                continue
        kept.append(item)
    return kept


def _either_or_both(items: list[Item], text: str) -> list[Item]:
    """ "Asthma, COPD, or both" is "asthma or COPD": the comma between them joins alternatives, and "both" adds nothing."""
    kept: list[Item] = []
    for item in items:
        if item.kind == "or" and item.said(text) == "or both":
            item.used = True
            behind = kept.pop() if kept and kept[-1].kind == "comma" else None
            between = next((passed for passed in reversed(kept) if passed.kind in ("comma", "and", "or")), None)
            if between is not None:
                if between.kind == "comma":
                    between.kind = "or"
                continue
            kept += [behind] if behind is not None else []
        kept.append(item)
    return kept


def _end(block: Block) -> int:
    return max([block.end, *(_end(child) for child in block.children)])


def _unparsed(items: list[Item], lost: list[Item], read: Surface, text: str) -> tuple[tuple[int, int], ...]:
    """Stretches of words with meaning that no atom and no operator took up."""
    stretches: list[list[int]] = []
    for item in everything(items):
        if (
            item.kind not in _MEANINGFUL
            or (item.used and not any(item is part for part in lost))
            or not any(char.isalnum() for char in read.text[item.start : item.end])
        ):
            continue
        if stretches and not read.text[stretches[-1][1] : item.start].strip():
            stretches[-1][1] = item.end
        else:
            stretches.append([item.start, item.end])
    return tuple(read.span(start, end) for start, end in stretches)
