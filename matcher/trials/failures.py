"""What a treatment did not do, said once for several: "inadequate response, loss of response or intolerance to A, B or C"."""

from __future__ import annotations

from copy import deepcopy

from matcher.trials.context import Context
from matcher.trials.drafts import Draft, Node, joined, leaf
from matcher.trials.items import Item
from matcher.trials.reading import Outcome, Reader

_BETWEEN = ("comma", "or", "slash", "filler", "and")


def failed_or_not_borne(reader: Reader, items: list[Item], context: Context) -> Outcome:
    """A failure and an intolerance at the head of a list: either of them, of each treatment in the list."""
    cues: list[Item] = []
    position = 0
    for position, item in enumerate(items):  # noqa: B007
        cue = item.kind == "allergy" or (item.kind == "qualifier" and item.value == "refractory")
        if not (cue or item.kind in _BETWEEN or (item.kind in ("qualifier", "presence") and not cues)):
            break
        if cue:
            cues.append(item)
    kinds = {item.kind for item in cues}
    rest = items[position:]
    if kinds != {"allergy", "qualifier"} or not any(item.term is not None for item in rest):
        return False, None
    lead = [item for item in items[:position] if item.kind in ("qualifier", "presence") and item not in cues]
    node = reader.clause([*lead, *rest], context)
    if node is None or any(draft.type not in ("exposure", "procedure") for draft in node.leaves()):
        return False, None
    for said in cues:
        said.used = True
    start, end = cues[0].start, cues[-1].end
    return True, _each(node, start, end)


def _each(node: Node, start: int, end: int) -> Node:
    draft = node.draft
    if draft is None:
        node.items = [_each(item, start, end) for item in node.items]
        return node
    borne = Draft("allergy", draft.start, draft.end, list(draft.concepts), list(draft.qualifiers))
    borne.excludes = list(draft.excludes)
    failed = deepcopy(draft)
    failed.response = "refractory"
    either = joined("any", [leaf(failed), leaf(borne)])
    assert either is not None
    for made in (failed, borne):
        if draft.start - end <= _NEAR:
            made.widen(start, end)
    return either


_NEAR = 3
"""Characters between the words of failure and the first treatment, whose quote then holds both."""
