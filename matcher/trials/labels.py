"""What stands before a colon or above nested lines: a label, a class, a condition, a definition."""

from __future__ import annotations

import re

from matcher.trials.choices import choice
from matcher.trials.context import Context
from matcher.trials.drafts import Node, conditional, joined, negation, such_as
from matcher.trials.examples import exemplified, share_times, times_said
from matcher.trials.groups import Nested, first, first_of, trimmed
from matcher.trials.items import Item
from matcher.trials.parallel import is_of_persons
from matcher.trials.reading import EDGE, OPENERS, Outcome, Reader, is_label
from matcher.trials.sharing import adopt
from matcher.trials.subgroups import begins_with_people, let_off

_CRITERIA = re.compile(r"\b(?:criteria|requirements)(?: \w+){0,4} ?$", re.IGNORECASE)

_SAYS_MUST = re.compile(
    r"(?:(?:the |each |all |every )?(?:patient|subject|participant|volunteer|person|individual)s? |they |s?he |he/she )?(?:must|will|should|shall|has to|have to|need to|needs to)\b",
    re.IGNORECASE,
)


def labelled(reader: Reader, items: list[Item], context: Context) -> Outcome:
    """ "Cardiac function: LVEF ≥ 50 %"; "for women: …"; "diseases: acute or chronic diseases that …"."""
    position = first_of(items, "colon")
    nested = first(items, lambda item: isinstance(item, Nested))
    if position is None:
        if nested is None or nested == 0:
            return (False, None) if nested is None else (True, _nested_only(reader, items, context))
        position, body = nested, items[nested:]
        if any(item.kind in OPENERS for item in items[:nested][-1:]):
            return False, None
    else:
        body = items[position + 1 :]
    lead = trimmed(items[:position], (*EDGE, "and", "or"))
    if not lead:
        if items[position - 1].kind == "agehint" and body and body[0].quantity is not None:
            # "Age: 18-65": the label says what the number is.
            return True, reader.clause([items[position - 1], *body], context)
        unnamed = reader.clause(body, context)
        members = list(unnamed.items) if unnamed is not None and unnamed.op == "all" else []
        return True, choice(members, items[position].start, reader.text, context) or unnamed
    if lead[-1].kind == "example" and _CRITERIA.search(reader.text[: lead[-1].start][-60:]):
        lead[-1].used = True
        return True, reader.clause(body, context)  # "Inclusion criteria include: A; B" asks for both.
    if lead[-1].kind in OPENERS:
        return True, reader.clause([*lead, *body], context)
    if any(item.kind == "definition" for item in lead):
        _use(lead)
        return True, reader.clause(body, context)
    if body and isinstance(body[0], Nested):
        parts = [node for node in reader.lines(body[0], context) if node is not None]
        rest = reader.clause(body[1:], context) if len(body) > 1 else None
        inner = joined(context.op, [*(parts if context.lists_are_unions else let_off([*parts])), rest])
    else:
        inner = reader.clause(body, context)
    if inner is None:
        return True, reader.clause(lead, context)
    head = reader.clause([item for item in lead if item is not lead[0] or item.kind != "if"], context)
    if head is not None and all(draft.type in ("age", "sex") for node in (head, inner) for draft in node.leaves()):
        return True, joined("all", [head, inner])  # "Children: 6 to 9 years old"
    if lead[0].kind == "if" or (head is not None and (_names_people(head) or _names_volunteers(head))):
        return True, conditional(head, inner)
    if head is not None and all(draft.bare_limit for draft in inner.leaves()) and _names_subgroup(head):
        return True, conditional(head, inner)
    if head is not None and context.kind == "inclusion" and _names_subgroup(head) and _limits(inner):  # noqa: SIM102
        if begins_with_people(reader.text, lead[0].start):
            return True, conditional(head, inner)  # "Subjects with liver metastases: AST ≤ 5 × ULN"
    _name_limits(head, inner)
    members = list(inner.items) if inner.op in ("any", "all") and not is_of_persons(inner) else [inner]
    if head is not None and head.op == "not" and context.kind == "inclusion" and _kinds_of_denied(head, inner, body):
        # "No prior treatment: surgery, radiotherapy" denies what is named behind the colon.
        denied = head.items[0] if not all(d.generic or not d.concepts for d in head.leaves()) else None
        return True, negation(joined("any", [denied, *members]) or inner)
    if head is None or is_label(head, members, "colon"):
        # "Within 6 months before screening: A, B" times each of them.
        share_times(times_said(lead, reader.text), list(inner.plain_leaves()))
        return True, choice(members, lead[-1].end, reader.text, context) or inner
    if all(draft.type == "measurement" for draft in head.leaves()) and all(d.bounds for d in inner.leaves()):
        # "Organ function (measured within 7 days): platelets > …, creatinine < …" is not one example of many.
        share_times(list(head.plain_leaves()), list(inner.plain_leaves()))
        return True, inner
    if context.kind == "inclusion" and head.op == "not" and _demands(body):
        # "No metastases on imaging: a bone scan must be obtained": a step of its own, and no kind of what is denied.
        return True, joined("all", [head, inner])
    if context.kind == "inclusion" and inner.op == "all" and _SAYS_MUST.match(reader.text, body[0].start):
        # "On a diet, by the records: the patient will have kept a diary and will have …" asks for all of it.
        return True, joined("all", [head, inner])
    if _same_class(head, members):
        return True, exemplified(head, members, context)
    if context.kind == "exclusion":
        # "Contraindications to MRI: pacemaker, claustrophobia"
        listed = head.op == "leaf" and inner.op == "any"
        return True, such_as(head, members) if listed else joined("any", [head, inner])
    return True, joined("all", [head, inner])


def _demands(body: list[Item]) -> bool:
    """Whether the first line below says what must be done."""
    if not isinstance(body[0], Nested) or not body[0].lines:
        return False
    line = list(body[0].lines[0])
    return first_of(line, "must") is not None and first_of(line, "permit") is None


def _names_people(head: Node) -> bool:
    """ "Women of childbearing potential: …", "for men: …"."""
    kinds = [draft.type for draft in head.leaves() if not draft.bounds]
    return ("sex" in kinds or "age" in kinds) and all(d.type in ("age", "sex", "reproductive") for d in head.leaves())


def _names_volunteers(head: Node) -> bool:
    """ "Healthy volunteers: known heart disease" is for one group of the trial."""
    return all(draft.concepts == ["good health"] for draft in head.leaves())


def _names_subgroup(head: Node) -> bool:
    """ "Subjects with liver metastases: ≤ 5 × ULN": a number alone is no definition of a disease."""
    return all(draft.type == "condition" and draft.concepts and not draft.bounds for draft in head.leaves())


def _kinds_of_denied(head: Node, inner: Node, body: list[Item]) -> bool:
    """Whether what stands behind "no …:" names other things, without limits or denials of their own, and none that must be done."""
    if _same_class(head, _either(inner)) and not is_label(head, _either(inner), "colon"):
        return False
    plain = all(d.type in _NAMED and not d.bounds and not d.quality for d in inner.leaves())
    return plain and inner.op in ("leaf", "all", "any") and not _demands(body)


_NAMED = ("condition", "exposure", "procedure")


def _either(node: Node) -> list[Node]:
    return list(node.items) if node.op in ("all", "any") else [node]


def _limits(node: Node) -> bool:
    return all(draft.type == "measurement" and draft.bounds for draft in node.leaves())


def _nested_only(reader: Reader, items: list[Item], context: Context) -> Node | None:
    nodes = reader.lines(items[0], context) if isinstance(items[0], Nested) else []
    rest = reader.clause(items[1:], context) if len(items) > 1 else None
    return joined(context.op, [*(nodes if context.lists_are_unions else let_off(nodes)), rest])


def _name_limits(head: Node | None, inner: Node) -> None:
    """ "Hemoglobin: men ≥ 13, women ≥ 12": numbers alone are limits of what the label names."""
    draft = head.draft if head is not None else None
    if draft is None or draft.type != "measurement" or draft.bounds:
        return
    for limit in inner.leaves():
        if limit.bare_limit:
            adopt(limit, draft)


def _same_class(head: Node, members: list[Node]) -> bool:
    kinds = {draft.type for draft in head.leaves()}
    return len(kinds) == 1 and any(draft.type in kinds for member in members for draft in member.leaves())


def _use(items: list[Item]) -> None:
    for item in items:
        item.used = True
