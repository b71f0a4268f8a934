"""A trial, its criteria, and the expressions that say what a criterion says."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, Literal

from matcher.records import Record, StatementType

AtomType = StatementType
Kind = Literal["inclusion", "exclusion"]
Comparator = Literal["<", "<=", "=", ">=", ">"]
TimeUnit = Literal["minute", "hour", "day", "week", "month", "year"]
RelativeTo = Literal["value", "uln", "lln", "baseline"]
Quality = Literal["positive", "negative", "elevated", "low", "normal", "abnormal"]


@dataclass(frozen=True, slots=True)
class Bounds(Record):
    """A lower and an upper limit, as written.

    `relative_to` says what the numbers multiply: "value" (the number itself, in `unit`), "uln" or "lln" (the limit of
    normal; `unit` None) or "baseline".
    """

    lower: float | None = None
    lower_inclusive: bool = True
    upper: float | None = None
    upper_inclusive: bool = True
    unit: str | None = None
    relative_to: RelativeTo = "value"


@dataclass(frozen=True, slots=True)
class Window(Record):
    """A stretch of time beside an anchor: "within 4 weeks prior to screening" is <= 4 week before screening.

    `amount` and `unit` are None where only an anchor is said ("at screening", "during the study").
    """

    comparator: Comparator = "<="
    amount: float | None = None
    unit: TimeUnit | None = None
    side: Literal["before", "after", "around"] = "before"
    anchor: str | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class Duration(Record):
    """A length of time: "for more than 6 months"."""

    comparator: Comparator = ">="
    amount: float = 0.0
    unit: TimeUnit = "day"
    text: str = ""


@dataclass(frozen=True, slots=True)
class Atom(Record):
    """One leaf of an expression.

    Attributes:
        type: what kind of statement it is.
        text: its own words; `criterion.text[start:end] == text`.
        start, end: offsets in the criterion's text.
        concepts: preferred names of vocabulary concepts; several are kinds of one thing, any of which will do ("liver or
            kidney disease").
        kinds: where one noun has several modifiers ("liver or kidney disease", "acute or severe illness"), each of what it asks
            for as an atom with its own words; any will do. The atom itself then has the concepts of all, and what is said of all.
        qualifiers: words that narrow it ("severe", "active", "history", "uncontrolled", "refractory", "planned",
            "systemic therapy", "peripheral blood", "room air", "classification criteria" …), from a table.
        excludes: concepts that do not count though they are of the class ("other autoimmune diseases" of a lupus trial;
            "not caused by lupus").
        examples: what its words name as kinds or signs of it ("CNS diseases including but not limited to: stroke"), or say
            it means. They tell what the class stands for and do not widen it; where the notes name one, that is the class.
        example_of: the class this atom is given as an example of, where no atom of that class holds it in its `examples`:
            when that class is denied, so is this.
        analyte: for a measurement, the preferred name of what is measured (also in `concepts`).
        value: for `sex` "female" | "male"; for `reproductive` "pregnancy" | "lactation" | "childbearing potential" |
            "contraception" | "menopause" | "sterility"; for `attestation` "consent" | "compliance" | "follow-up" |
            "residence" | "participation" | "investigator opinion" | "antiviral therapy" …
        bounds: one limit said in one or several units; for `age` in years (or the unit said), for `exposure` a dose.
        quality: what a measurement without bounds is to be: "positive" | "negative" | "elevated" | "low" | "normal" | "abnormal".
        window, duration, count: when, for how long, how often (lines, cycles, episodes; unit in `count.unit`).
        route: for `exposure`: how it is given, in the criterion's words ("systemic", "intravenous").
        response: for `exposure`: "refractory" | "intolerant" | "relapsed" | "inadequate response" …
    """

    type: AtomType
    text: str
    start: int
    end: int
    concepts: tuple[str, ...] = ()
    qualifiers: tuple[str, ...] = ()
    excludes: tuple[str, ...] = ()
    example_of: tuple[str, ...] = ()
    analyte: str | None = None
    value: str | None = None
    bounds: tuple[Bounds, ...] = ()
    quality: Quality | None = None
    window: Window | None = None
    duration: Duration | None = None
    count: Bounds | None = None
    route: str | None = None
    response: str | None = None
    kinds: tuple[Atom, ...] = ()
    examples: tuple[Atom, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        return {"node": "Atom"} | {k: v for k, v in Record.to_dict(self).items() if v not in (None, [], ())}


class _Node(Record):
    __slots__ = ()

    def to_dict(self) -> dict[str, Any]:
        return {"node": type(self).__name__} | Record.to_dict(self)


@dataclass(frozen=True, slots=True)
class AllOf(_Node):
    """True when every item is, in Kleene's logic: one false item makes it false whatever is unknown beside it. With `Not` items beside plain ones these are exceptions: `AllOf([X, Not(Y)])`."""

    items: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class AnyOf(_Node):
    """True when one item is, whatever is unknown beside it."""

    items: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Not(_Node):
    """True when its item is false, and false when it is true; unknown stays unknown."""

    item: Expression


@dataclass(frozen=True, slots=True)
class AtLeast(_Node):
    """True when `n` items are."""

    n: int
    items: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class IfThen(_Node):
    """`then` is asked for only where `condition` holds; otherwise not applicable."""

    condition: Expression
    then: Expression


Expression = Atom | AllOf | AnyOf | Not | AtLeast | IfThen


def children(node: Expression) -> tuple[Expression, ...]:
    """The nodes directly below one; of an atom its examples."""
    if isinstance(node, AllOf | AnyOf | AtLeast):
        return node.items
    if isinstance(node, Not):
        return (node.item,)
    if isinstance(node, IfThen):
        return (node.condition, node.then)
    return node.examples


def with_children(node: Expression, below: tuple[Expression, ...]) -> Expression:
    """A node with others in place of those directly below it, in the order of `children`; itself where they are the same."""
    if all(new is old for new, old in zip(below, children(node), strict=True)):
        return node
    match node:
        case Atom():
            return replace(node, examples=tuple(atom for atom in below if isinstance(atom, Atom)))
        case Not():
            return Not(*below)
        case IfThen():
            return IfThen(*below)
        case _:
            return replace(node, items=below)


def leaves(node: Expression) -> Iterator[Atom]:
    """The atoms below a node, in the order they are written in the tree: a class before its examples."""
    if isinstance(node, Atom):
        yield node
    for child in children(node):
        yield from leaves(child)


@dataclass(frozen=True, slots=True)
class Criterion(Record):
    """One criterion of a trial.

    Attributes:
        id: "I1", "I2" … or "E1" … in the order of the trial, "S1" … of structured fields; "" from `parse_criterion`.
        kind: "inclusion" | "exclusion"; never folded into the expression.
        text: its words as the trial has them.
        expression: what it asks, as a tree of atoms.
        start, end: `trial.text[start:end] == text`; None of a structured field.
        kind_guessed: no heading said which kind it is.
        origin: "text", or "field" where a structured field of the record asks it.
        unparsed: stretches [start, end) of `text` that carry meaning and found no place in the expression.
    """

    id: str
    kind: Kind
    text: str
    expression: Expression
    start: int | None = None
    end: int | None = None
    kind_guessed: bool = False
    origin: Literal["text", "field"] = "text"
    unparsed: tuple[tuple[int, int], ...] = ()

    def atoms(self) -> Iterator[Atom]:
        """The leaves of the expression."""
        return leaves(self.expression)


@dataclass(frozen=True, slots=True)
class Trial(Record):
    """A trial as it was read.

    Attributes:
        nct_id, title: None where the source has none.
        conditions: what the trial is about, in the source's words.
        phase: in one spelling ("Phase 1"); several of a trial in two phases.
        sex: who may take part.
        min_age, max_age: (amount, unit) of the structured fields, as (18.0, "year"); None for no limit.
        text: the eligibility text exactly as given; the whole page where a page was pasted.
        source: name of the file, or what kind of input it was ("pasted trial").
        criteria: in the order of the text, those of structured fields last.
        condition_concepts: preferred names of the vocabulary concepts of the conditions the trial is about.
        subjects: what the trial is about: groups of concepts, in each of which any will do; a procedure or pregnancy where no
            condition is named.
    """

    nct_id: str | None
    title: str | None
    conditions: tuple[str, ...]
    phase: tuple[str, ...]
    sex: Literal["all", "female", "male"]
    min_age: tuple[float, str] | None
    max_age: tuple[float, str] | None
    text: str
    source: str
    criteria: tuple[Criterion, ...] = ()
    condition_concepts: tuple[str, ...] = ()
    subjects: tuple[tuple[str, ...], ...] = ()
