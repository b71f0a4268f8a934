"""Classes with examples, and things with a definition."""

from __future__ import annotations

from matcher.terms import vocabulary
from matcher.trials.ages import AT_EVENT
from matcher.trials.attributes import attach
from matcher.trials.beyond_examples import examples_end
from matcher.trials.choices import choice
from matcher.trials.context import Context
from matcher.trials.drafts import Draft, Node, alternatives, joined, negation, such_as, tell_treatment
from matcher.trials.governed import kinds_of_nameless
from matcher.trials.groups import everything
from matcher.trials.items import Item
from matcher.trials.lists import cut_at
from matcher.trials.reading import Outcome, Reader
from matcher.trials.told_by_values import is_more_than_value
from matcher.trials.types import AtomType


def exemplified(base: Node, listed: list[Node], context: Context) -> Node | None:
    """ "Class, including A, B or C": the class or any of those named, each marked as an example of the class.

    Where several must be counted the named members stand for the class; so do they where the class has no name, or where they are
    measurements and it is none, or no more than these ("abnormal tests, including positive HBsAg"). "Drugs that may affect the study, e.g. A" has no
    name either, but says more than its examples.
    """
    holder, rest = _last_member(base, {draft.type for member in listed for draft in member.leaves()})
    if (said := _attested(holder, listed, context)) is not None:
        return _rejoined(base, rest, said)
    if holder.op == "not":
        # "No autoimmune disease, including A or B" denies the examples too.
        inner = exemplified(holder.items[0], listed, context)
        return _rejoined(base, rest, negation(inner) if inner is not None else holder)
    if base.op == "all" and context.lists_are_unions and all(d.type in ("attestation", "other") for d in base.leaves()):
        # "What may hinder compliance with the visits, e.g. B": B is an example of the whole, and of nothing known.
        return joined("any", [base, *listed])
    named = [draft for member in listed for draft in member.leaves()]
    examples = joined("any", list(listed))
    measured = bool(named) and all(draft.type == "measurement" for draft in named)
    heads = list(holder.plain_leaves())
    limited = next((head for head in heads if head.type == "measurement" and (head.bounds or head.quality)), None)
    if measured and limited is not None:
        # "Transaminases (AST or ALT) <= 3 x ULN" is about each of them.
        for draft in named:
            if not draft.bounds and not draft.quality:
                draft.bounds, draft.quality = list(limited.bounds), limited.quality
        # What must not be exceeded must be so of each; a sign of disease ("raised markers, such as CRP or ESR") of any.
        each = limited.quality == "normal" or any(bound.upper is not None for bound in limited.bounds)
        return _rejoined(base, rest, joined(context.op if each else "any", list(listed)))
    unlimited = measured and not any(draft.bounds for draft in base.leaves())
    if unlimited and not is_more_than_value(holder, Node("any", listed)):
        return examples
    if heads and all(head.generic for head in heads) and any(draft.concepts == heads[0].concepts for draft in named):
        # "Other diseases: acute or chronic diseases that …" says more exactly what is meant.
        return _rejoined(base, rest, examples)
    nameless = all(
        (draft.generic and draft.concepts != ["disease"]) or (not draft.concepts and draft.type != "condition")
        for draft in heads
    ) and not any(_LIMITING in draft.qualifiers for draft in heads)
    if _unread(heads, named) and not context.counted:
        return _rejoined(base, rest, such_as(holder, listed))
    if nameless or context.counted:
        share_times(heads, named)
        if nameless and len(listed) == 1 and listed[0].op == "all":
            examples = listed[0]
        return _rejoined(
            base, rest, kinds_of_nameless(holder, examples) if nameless and not context.counted else examples
        )
    _mark(heads, named)
    return _rejoined(base, rest, such_as(holder, listed))


def _attested(holder: Node, listed: list[Node], context: Context) -> Node | None:
    """An attestation with examples; None for any other holder.

    Those of what someone weighs, and of what excludes, stay with it. Those of a promise say what is promised, and are no findings:
    "able to comply with the visits, including an MRI" asks for no MRI in the notes.
    """
    promise = holder.items[0] if holder.op == "not" else holder
    if promise.draft is None or promise.draft.type != "attestation":
        return None
    weighed = is_weighed(promise.draft)
    named = [draft for member in listed for draft in member.leaves()]
    if not weighed and (promise.draft.value == "investigator opinion" or any(draft.bounds for draft in named)):
        return None
    if holder is promise and (weighed or context.lists_are_unions):
        return such_as(holder, listed)
    if context.lists_are_unions and any(draft.type in _CLASSES and draft.concepts for draft in named):
        return joined("any", [holder, *listed])  # "Unable to comply, including dementia": a reason of its own.
    for draft in named:
        promise.draft.widen(draft.start, draft.end)
    return holder


def is_weighed(draft: Draft) -> bool:
    """Whether a leaf is all of what someone weighs: what is named with it are examples of that."""
    return draft.type == "attestation" and draft.generic


def _unread(heads: list[Draft], named: list[Draft]) -> bool:
    """Whether neither a class nor any of its examples is known: "board games (e.g. …)" says more together than its examples alone."""
    nameless = all(head.type == "other" and not head.generic and not head.concepts for head in heads)
    return bool(heads) and nameless and all(draft.type == "other" and not draft.concepts for draft in named)


def share_times(heads: list[Draft], named: list[Draft]) -> None:
    """ "Any agent (A, B or C) within 30 days": the time is said of those in the brackets."""
    held = next((head for head in heads if head.window or head.duration), None)
    for draft in named:
        if held is not None and draft.window is None and draft.duration is None and draft.type in _TIMED:
            draft.window, draft.duration = held.window, held.duration


def times_said(items: list[Item], text: str) -> list[Draft]:
    """The times among words that name nothing ("any of the following within 6 months before screening"), as a leaf to share from."""
    spans = [item for item in everything(items) if item.kind == "span"]
    if not spans:
        return []
    held = Draft("other", spans[0].start, spans[-1].end)
    attach(spans, [held], text)
    return [held]


_LIMITING = "limiting"
_CLASSES = ("condition", "exposure", "procedure")
_TIMED = ("condition", "exposure", "procedure", "participation", "other", "measurement")


def _mark(heads: list[Draft], named: list[Draft]) -> None:
    # What contraindicates a treatment is no kind of that treatment.
    allergies = any(head.type == "allergy" for head in heads)
    concepts = [] if allergies else list(dict.fromkeys(name for head in heads for name in head.concepts))
    excludes = list(dict.fromkeys(name for head in heads for name in head.excludes))
    spreading = [] if allergies else list(dict.fromkeys(name for head in heads for name in head.spreading))
    window = next((draft.window for draft in reversed(named) if draft.window), None)
    for draft in named:
        if draft.type in ("attestation", "participation", "age", "sex"):
            continue
        draft.example_of = (
            [name for name in concepts if name not in draft.concepts] if not draft.example_of else draft.example_of
        )
        draft.excludes.extend(name for name in excludes if name not in draft.excludes and draft.type == "condition")
        draft.qualifiers.extend(name for name in spreading if name not in draft.qualifiers)
        if draft.window is None and draft.duration is None and not draft.bounds:
            draft.window = next((head.window for head in heads if head.window), None)
    for head in heads:
        if head.window is None and window is not None and named[-1].window is window:
            head.window = window


def _last_member(base: Node, types: set[AtomType]) -> tuple[Node, list[Node]]:
    """The member of a list that examples stand behind, and the members before it.

    "Immunosuppressants for kidney disease, including A and B": drugs are examples of the drugs, not of what these are for.
    """
    if base.op not in ("any", "all"):
        return base, []
    holder = base.items[-1]
    if base.op == "all" and len(types) == 1 and types.isdisjoint(draft.type for draft in holder.leaves()):
        like = [node for node in base.items if node.draft is not None and node.draft.type in types]
        holder = like[-1] if like else holder
    return holder, [node for node in base.items if node is not holder]


def _rejoined(base: Node, rest: list[Node], whole: Node | None) -> Node | None:
    if not rest:
        return whole
    return joined("all" if base.op == "all" else "any", [*rest, whole])


def defined(base: Node | None, said: Node | None, context: Context, *, strong: bool) -> Node | None:
    """ "X defined as Y" is Y where Y is measured; else X, narrowed by what can be narrowed.

    An inclusion asks for X beside Y where X is more than its value ("type 2 diabetes (HbA1c 7-10%)").

    "As evidenced by", "according to" and the like say how X is known: Y is asked for beside it where it holds a limit.
    """
    if base is None or said is None:
        return base or said
    measured = any((draft.bounds and not _is_cited(draft)) or draft.quality for draft in said.leaves())
    if all(draft.type == "age" for draft in said.leaves()) and any(d.type == "age" and d.bounds for d in base.leaves()):
        return base  # "2 to 11 years (i.e., before the 12th birthday)" says the same again.
    if not measured:
        window = next((draft.window for draft in said.leaves() if draft.window), None)
        aged = any(AT_EVENT in draft.qualifiers for draft in said.leaves())
        for draft in base.plain_leaves():
            draft.window = draft.window or window
            if aged and draft.type == "condition" and AT_EVENT not in draft.qualifiers:
                # "Gout as defined by … with onset before the age of 40"
                draft.qualifiers.append(AT_EVENT)
    if strong and tell_treatment(base, alternatives(said)):
        return such_as(base, alternatives(said))
    if strong and measured:
        share_times(list(base.plain_leaves()), list(said.plain_leaves()))
        narrows = context.kind == "inclusion" and not context.union and is_more_than_value(base, said)
        return joined("all", [base, said]) if narrows else said
    if strong and said.op == "all" and _restates(base, said):
        return base  # "Any surgery, i.e., a procedure under anesthesia" says the same in other words.
    if strong:
        unread = base.draft is not None and base.draft.type in _CLASSES and not base.draft.generic
        named = unread or any(draft.concepts for draft in base.leaves())
        return base if base.op == "not" else such_as(base, alternatives(said)) if named else joined("any", [base, said])
    return joined("all", [base, said]) if measured else base


def _restates(base: Node, said: Node) -> bool:
    """Whether a definition begins with a class of what it defines."""
    first = next(said.plain_leaves(), None)
    if base.draft is None or first is None or first.type != base.draft.type or not first.concepts:
        return False
    return any(vocabulary().is_a(name, first.concepts[0]) for name in base.draft.concepts)


def _is_cited(draft: Draft) -> bool:
    """ "As defined by the society (7)": a bare number behind words no vocabulary has is a reference, and no limit."""
    bare = all(bound.unit is None and bound.lower == bound.upper for bound in draft.bounds)
    return draft.type == "other" and bare and all(bound.relative_to == "value" for bound in draft.bounds)


def defined_clause(reader: Reader, items: list[Item], context: Context) -> Outcome:
    cut = cut_at(reader, items, "define", context)
    if cut is None:
        return False, None
    said = reader.clause(cut.after, context)
    return True, defined(cut.base, said, context, strong=cut.operator.value == "strong")


def exemplified_clause(reader: Reader, items: list[Item], context: Context) -> Outcome:
    cut = cut_at(reader, items, "example", context)
    if cut is None:
        return False, None
    base = cut.base
    last = list(base.plain_leaves())[-1] if base is not None and list(base.plain_leaves()) else None
    if last is not None and last.type == "exposure" and last.count is not None and not last.concepts:
        # "At least two prior lines, including a taxane and a platinum": both are among those counted.
        return True, joined("all", [base, reader.clause(cut.after, context)])
    end = examples_end(cut.after, base, reader.text) if context.lists_are_unions else None
    examples = reader.clause(cut.after[:end], context.within_union)
    rest = reader.clause(cut.after[end:], context) if end is not None else None
    if examples is None or base is None:
        return True, base or examples
    listed = alternatives(examples)
    if base.op == "leaf" and (chosen := choice(listed, cut.operator.start, reader.text, context)) is not None:
        return True, chosen
    return True, joined("any", [exemplified(base, listed, context), rest])
