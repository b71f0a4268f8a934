"""The grammar of a criterion: statements, sentences, clauses, and the operators between them.

A statement is sentences; a sentence is clauses between semicolons; a clause is taken apart at its weakest operator first:
a label with a colon, a condition ("if …"), a demand ("women must …"), a permission ("… are allowed"), a negation, an
exception, a definition, examples, a counted list; what is left is a list of word groups.
"""

from __future__ import annotations

from collections.abc import Callable

from matcher.trials.atoms import build
from matcher.trials.brackets import with_bracket
from matcher.trials.calendar_limits import DATED, beside_dates, dated
from matcher.trials.causes import caused
from matcher.trials.conditions import conditional_clause, demanded
from matcher.trials.context import Context
from matcher.trials.counted import counted
from matcher.trials.drafts import Draft, Node, joined, leaf, negation
from matcher.trials.examples import defined_clause, exemplified_clause
from matcher.trials.exceptions import excepted, permitted
from matcher.trials.failures import failed_or_not_borne
from matcher.trials.groups import Bracketed, Nested, everything, first_of, split, trimmed
from matcher.trials.items import Item
from matcher.trials.labels import labelled
from matcher.trials.lists import parse_list
from matcher.trials.negations import denying_a_list, excluded, negated, ruled_out
from matcher.trials.permissions import permission_at, tells_of_leaving, without_reason
from matcher.trials.pledges import pledged
from matcher.trials.reading import EDGE, Outcome, Reader
from matcher.trials.recovery import recovered
from matcher.trials.repeated import kinds_behind, or_planned, own_or_family
from matcher.trials.respective import respective
from matcher.trials.run_on import with_stops
from matcher.trials.sharing import merge_limits, sex_of
from matcher.trials.study_groups import of_groups
from matcher.trials.subgroups import as_demands, let_off
from matcher.trials.tails import held_by_all
from matcher.trials.ways import without_ways
from matcher.trials.whom import group_ahead, group_behind, group_that_has, group_who
from matcher.trials.windows import window_of

_DEEPEST = 40
"""Operators within operators: no statement a person wrote goes so deep, and the reading must end."""
_BESIDE_AGE = tuple(kind for kind in EDGE if kind != "agehint")
_OPERATORS: tuple[Callable[[Reader, list[Item], Context], Outcome], ...] = (
    group_ahead,
    conditional_clause,
    group_behind,
    demanded,
    counted,
    labelled,
    pledged,
    excluded,
    ruled_out,
    negated,
    recovered,
    excepted,
    defined_clause,
    exemplified_clause,
    group_that_has,
    dated,
    group_who,
    respective,
    own_or_family,
    failed_or_not_borne,
    or_planned,
    kinds_behind,
    caused,
    held_by_all,
)
"""From the weakest to the strongest: the first that stands in a clause takes it apart."""


class Parser:
    """Builds the tree of one criterion.

    Args:
        text: the reading copy, which all offsets are in.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self._depth = 0

    def statement(self, items: list[Item], context: Context) -> Node | None:
        """Sentences: an inclusion asks for all of them, an exclusion is any of them. A permission is an exception."""
        if any(item.kind == "studygroup" for item in items):
            return of_groups(self, items, context)
        as_demands(items, self.text)
        items = denying_a_list(with_stops(items, self.text))
        without_ways(items, self.text)
        plain: list[Node | None] = []
        permitted: list[Node] = []
        for sentence in split(items, ("stop",)):
            if any(plain) and tells_of_leaving(sentence, self.text):
                continue
            clauses = split(without_reason(sentence, self.text), ("semicolon",))
            parsed = [self._clause_or_permission(clause, context) for clause in clauses]
            if any(plain):
                # "ECOG 0-1. Those with ECOG 2 may be enrolled after discussion": the second sentence asks for nothing.
                parsed = [
                    (node, allowed or (context.kind == "inclusion" and first_of(clause, "permit") is not None))
                    for clause, (node, allowed) in zip(clauses, parsed, strict=True)
                ]
            plain.append(self._clauses(clauses, [node for node, allowed in parsed if not allowed], context))
            permitted.extend(node for node, allowed in parsed if allowed and node is not None)
        if context.kind == "inclusion":
            plain = let_off(_for_each_sex(plain))
        whole = joined("any" if context.kind == "exclusion" else "all", plain)
        if whole is None or not permitted:
            return whole
        kinds = {draft.type for draft in whole.leaves()}
        exceptions = [node for node in permitted if any(draft.type in kinds for draft in node.leaves())]
        if context.kind == "inclusion" or not exceptions:
            # What is allowed beside another matter ("uncontrolled hypertension; its drugs are allowed") excepts nothing.
            _unused(items)
            return whole
        return joined("all", [whole, *(negation(node) for node in exceptions)])

    def _clauses(self, clauses: list[list[Item]], nodes: list[Node | None], context: Context) -> Node | None:
        last = clauses[-1] if clauses else []
        said = last[0].kind if last and last[0].kind in ("and", "or") else None
        if said is None:
            said = next((c[-1].kind for c in clauses[:-1] if c[-1].kind in ("and", "or")), None)
        union = said == "or" or (said is None and context.lists_are_unions) or context.kind == "exclusion"
        merged: list[Node | None] = list(merge_limits([node for node in nodes if node is not None]))
        return joined("any" if union else "all", merged if union else let_off(merged))

    def _clause_or_permission(self, items: list[Item], context: Context) -> tuple[Node | None, bool]:
        position = permission_at(items, self.text)
        if position is not None and context.kind == "inclusion":
            for item in everything(items):
                item.used, item.term = True, None
            return None, True
        if position is not None:
            return self.clause(items[position + 1 :], Context("inclusion", context.conditions)), True
        position = first_of(items, "permit")
        if position is None:
            return self.clause(items, context), False
        permit = items[position]
        permit.used = True
        if (denial := _denial(items[:position], self.text)) is not None:
            # "No steroids allowed" permits nothing: an inclusion denies them, an exclusion names them.
            permit.kind = "drop"
            if context.kind == "exclusion":
                denial.kind, denial.used = "drop", True
            return self.clause(items, context), False
        if permit.value == "eligible" and context.kind == "inclusion":
            return self.clause([*items[:position], *items[position + 1 :]], context), False
        rest = items[:position]
        exception = first_of(items[position:], "except")
        if exception is not None:
            # "X is allowed except Y": what is not allowed is Y.
            return self.clause(items[position + exception + 1 :], context.within_union), context.kind == "inclusion"
        return permitted(self, rest, items[position + 1 :], Context("inclusion", context.conditions)), True

    def clause(self, items: list[Item], context: Context) -> Node | None:
        """One clause, without semicolons."""
        items = trimmed(items, _BESIDE_AGE if _begins_with_age(items) else EDGE)
        if not items or self._depth > _DEEPEST:
            return None
        self._depth += 1
        try:
            return self._operated(items, context)
        finally:
            self._depth -= 1

    def _operated(self, items: list[Item], context: Context) -> Node | None:
        """The clause taken apart at its weakest operator."""
        for operator in _OPERATORS:
            stands, node = operator(self, items, context)
            if stands:
                return node
        return self._list(items, context)

    def _list(self, items: list[Item], context: Context) -> Node | None:
        return parse_list(items, context, self.text, self._member)

    def _member(self, items: list[Item], context: Context) -> Node | None:
        """A word group with its brackets."""
        if dates := [item for item in items if item.kind == DATED and len(items) > 1]:
            return beside_dates(self._member([item for item in items if item not in dates], context), dates)
        nested = [item for item in items if isinstance(item, Nested)]
        if nested:
            base = self._member([item for item in items if not isinstance(item, Nested)], context)
            below = [joined(context.op, self.lines(item, context)) for item in nested]
            return joined("all", [base, *below])
        plain = [item for item in items if not isinstance(item, Bracketed)]
        node = build(plain, context, self.text)
        for item in items:
            if isinstance(item, Bracketed):
                node = with_bracket(item, node, context, self)
        return node

    def lines(self, item: Nested, context: Context) -> list[Node | None]:
        """The expression of each nested line."""
        return [self.statement(list(line), context) for line in item.lines]


def _for_each_sex(nodes: list[Node | None]) -> list[Node | None]:
    """ "Females past menopause. Males who use contraception": sentences that each name one sex are alternatives."""
    named = [(position, sex_of(node)) for position, node in enumerate(nodes) if node is not None]
    places = [position for position, sex in named if sex is not None]
    if {sex for _, sex in named if sex is not None} != {"male", "female"}:
        return nodes
    either = joined("any", [nodes[position] for position in places])
    return [either, *(node for position, node in enumerate(nodes) if position not in places)]


def _denial(before: list[Item], text: str) -> Item | None:
    """The "no" that what stands before "allowed" begins with: "none of the following are allowed"."""
    lead = next((item for item in before if item.kind not in EDGE), None)
    denies = (
        lead is not None and lead.kind == "not" and text[lead.start : lead.end].lower().split()[0] in ("no", "none")
    )
    return lead if denies and first_of(before, "colon") is None else None


def _unused(items: list[Item]) -> None:
    """What an inclusion merely permits asks for nothing: its words stay unparsed."""
    for sentence in split(items, ("stop",)):
        for clause in split(sentence, ("semicolon",)):
            if first_of(clause, "permit") is not None:
                for item in everything(clause):
                    item.used = False


def _begins_with_age(items: list[Item]) -> bool:
    """ "Patients aged 18-65": the word for age says what the number is."""
    return next((item.kind for item in items if item.kind not in _BESIDE_AGE), "") == "agehint"


def whole(text: str, items: list[Item]) -> Node:
    """A leaf of type `other` for a statement nothing was read from."""
    for item in items:
        item.used = True
    start = items[0].start if items else 0
    end = items[-1].end if items else len(text)
    draft = Draft("other", start, end)
    span = next((item.span for item in items if item.span is not None and item.span.amount is not None), None)
    if span is not None and span.kind == "window":
        draft.window = window_of(span, text[span.start : span.end])
    return leaf(draft)
