"""Members of lists that are about bearing children: whom a denial is said of, and whom a choice of two names."""

from __future__ import annotations

from matcher.trials.drafts import Node, joined
from matcher.trials.items import Item


def joined_denials(members: list[list[Item]], text: str) -> list[int]:
    """Put what women must not be to the women, in place: "men or non-pregnant, non-nursing women".

    Returns:
        Positions of the members that were put to the next one, the last first.
    """
    found: list[int] = []
    for position in range(len(members) - 2, -1, -1):
        member, following = members[position], members[position + 1]
        said = [item for item in member if item.kind not in ("filler", "mark")]
        denied = len(said) == 2 and said[0].kind == "non" and is_reproductive(said[1])
        if (
            denied
            and following[0].kind == "non"
            and any(is_reproductive(item) for item in following)
            and _has_women(following, text)
        ):
            members[position + 1] = [*member, *following]
            del members[position]
            found.append(position)
    return found


_WOMEN = ("female", "women", "woman", "girl")


def _has_women(items: list[Item], text: str) -> bool:
    """Whether a member names the women: "non-lactating females" is one term."""
    return any(item.kind == "person" or says_women(item, text) for item in items)


def says_women(item: Item, text: str) -> bool:
    """Whether a term of child-bearing has the women in it: "lactating females"."""
    return is_reproductive(item) and any(word in item.said(text) for word in _WOMEN)


def is_reproductive(item: Item) -> bool:
    """Whether an item is a term of child-bearing."""
    return item.term is not None and item.term.type == "reproductive"


def of_any_age(first: Node, second: Node) -> Node | None:
    """ "Premenopausal and postmenopausal women with asthma": a choice of the two, and what stands with them."""
    ahead, behind = _parts(first), _parts(second)
    own = next((part for part in ahead if fertile(part) is not None), None)
    if own is None or any(draft.value == "contraception" for draft in second.leaves()):
        return None
    other = next((part for part in behind if fertile(part) is (not fertile(own))), None)
    if other is None or (behind[0] is not other and len(ahead) > 1):
        return None
    held = [part for part in (*ahead, *behind) if part is not own and part is not other]
    place = 1 if len(ahead) > 1 else 0
    return joined("all", [*held[:place], Node("any", [own, other]), *held[place:]])


def _parts(node: Node) -> list[Node]:
    return node.items if node.op == "all" else [node]


def fertile(node: Node) -> bool | None:
    """Whether a member names women who can bear children or such as no longer can; None where it names neither."""
    if node.draft is None or node.draft.type != "reproductive":
        return None
    return {"childbearing potential": True, "menopause": False}.get(node.draft.value or "")
