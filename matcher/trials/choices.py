"""Lists of what is eligible: "eligible diseases include gout, asthma and eczema" asks an inclusion's patients for one of them."""

from __future__ import annotations

import re

from matcher.trials.context import Context
from matcher.trials.drafts import Node, joined

_NAMED = ("condition", "other", "measurement")
_ELIGIBLE = re.compile(r"\beligible\b|\beligibility\b", re.IGNORECASE)
_CLASS = re.compile(
    r"(?:diseases?|diagnos[ei]s|conditions?|disorders?|malignanc\w+|cancers?|tumou?rs?|histolog\w+|(?:sub)?types?)\b",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"[.;\n]")


def choice(members: list[Node], start: int, text: str, context: Context, end: int | None = None) -> Node | None:
    """Diseases of a list as alternatives where what leads to it calls them eligible; None where it does not.

    Args:
        members: what is listed.
        start: where the list starts in the text; the words of the sentence before it lead to it.
        end: where what stands before the list ends, if later than its start.
    """
    if context.kind != "inclusion" or context.union or len(members) < 2:
        return None
    leaves = [draft for member in members for draft in member.leaves()]
    diseases = [draft for draft in leaves if draft.type == "condition"]
    if any(draft.type not in _NAMED for draft in leaves) or 2 * len(diseases) <= len(leaves):
        return None
    if any(member.op == "not" for member in members):
        return None
    lead = _SENTENCE.split(text[: max(start, end or 0)])[-1]
    return joined("any", list(members)) if _ELIGIBLE.search(lead) and _CLASS.search(lead) else None
