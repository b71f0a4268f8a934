"""Reasons and questions in plain words, put together from `tables/reasons.tsv` when asked for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import NamedTuple

from matcher.matching.asking import leaves_to_ask
from matcher.matching.case import Case
from matcher.matching.findings import dose_words
from matcher.matching.naming import capitalised, listed
from matcher.matching.outcome import Outcome, deciding_leaves
from matcher.matching.reason_fields import Fields, deciding_tests, named, undated
from matcher.matching.remembered import Remembered
from matcher.matching.results import is_open_result
from matcher.matching.standards import met_by
from matcher.matching.wording import sentences, template
from matcher.trials.types import Atom

_LONGEST_REASON = 200
_LEAST_ROOM = 40
"""Characters that must be left for one more sentence."""
_MOST_QUESTIONS = 24
_LONGEST_QUESTION = 160
_SINGLE = "-"
_LISTED = {"{items}": "and", "{either}": "or"}
_FIELD = re.compile(r"\{(\w+)\}")
_ATOM_FIELDS = frozenset({"what", "window", "span", "detail", "tests", "items", "either"})
"""Fields that an atom alone fills."""


def reason_of(outcome: Outcome, case: Case) -> str:
    """One plain sentence (a few, for several deciding parts) on why an outcome is what it is.

    The deciding parts come first, what is mentioned before what is not; parts that come to the same are said together.
    """
    leaves = sorted(deciding_leaves(outcome), key=_weight)
    said = _fitted(_groups(((leaf, _reason_key(leaf)) for leaf in leaves), case))
    if outcome.truth != "unknown" or not outcome.parts:
        return said
    shown = {id(leaf) for leaf in leaves}
    settled = [leaf for leaf in _all_leaves(outcome) if id(leaf) not in shown and leaf.truth in ("true", "false")]
    for group in _groups(((leaf, _reason_key(leaf)) for leaf in settled), case):
        sentence = group.sentence()
        if sentence not in said and len(said) + len(sentence) < _LONGEST_REASON:
            said = f"{said} {sentence}"
    return said


def missing_of(outcome: Outcome, case: Case, asks: Sequence[Group] | None = None) -> tuple[str, ...]:
    """What to look up or order so that an unknown is decided; empty where it is decided.

    Args:
        asks: its questions, where `asks_of` has given them already.
    """
    if outcome.truth != "unknown":
        return ()
    found = [line for group in (asks_of(outcome, case) if asks is None else asks) for line in group.lines()]
    return tuple(dict.fromkeys(found)) or (template("other.ask").format(what=named(outcome)),)


def asks_of(outcome: Outcome, case: Case) -> list[Group]:
    """The questions of an open outcome, parts that ask alike together; empty where it is decided."""
    if outcome.truth != "unknown":
        return []
    return _groups(((leaf, _ask_key(leaf)) for leaf in leaves_to_ask(outcome)[:_MOST_QUESTIONS]), case)


def _weight(leaf: Outcome) -> bool:
    """Sorts what the notes speak of before what they are silent on."""
    return leaf.truth == "unknown" and not leaf.mentioned


def _all_leaves(outcome: Outcome) -> Iterator[Outcome]:
    if not outcome.parts:
        yield outcome
    for part in outcome.parts:
        yield from _all_leaves(part)


def _reason_key(leaf: Outcome) -> str:
    """The key of a leaf's sentence, narrowed by what there is to say: a window, a dose, a result in words."""
    key, node = leaf.reason, leaf.node
    if key in ("exposure.yes", "exposure.no") and dose_words(leaf):
        return f"{key} dose"
    if key == "condition.yes" and met_by(leaf) is not None:
        return "condition.yes criteria"
    if key in ("exposure.yes", "procedure.yes") and _has_past_window(node):
        return f"{key} window"
    reading = leaf.values.get("reading")
    if key in ("measurement.true", "measurement.false") and not leaf.values.get("bounds") and reading is not None:
        return f"{key} {'worded' if reading.shown.value is None else 'quality'}"
    if key == "measurement.undecided" and reading is not None and is_open_result(reading.shown):
        return "measurement.pending"
    return key


def _has_past_window(node: object) -> bool:
    if not isinstance(node, Atom) or node.window is None:
        return False
    return node.window.amount is not None and node.window.side == "before"


def _ask_key(leaf: Outcome) -> str:
    if leaf.ask == "exposure.ask" and _has_past_window(leaf.node) and undated(leaf):
        return "exposure.ask dated"
    if leaf.ask == "condition.ask" and deciding_tests(leaf):
        return "condition.ask tested"
    narrowed = f"{leaf.ask} {leaf.node.value}" if isinstance(leaf.node, Atom) else leaf.ask
    return narrowed if narrowed in sentences() else leaf.ask


@dataclass(slots=True)
class Group:
    """Parts that come to the same: a sentence for one, a frame with a list for several; `key` is that of the sentence."""

    key: str
    single: str
    frame: str
    items: list[str] = field(default_factory=list)

    def sentence(self, most: int | None = None) -> str:
        """The sentence with at most so many items named."""
        if len(self.items) == 1 or not self.frame:
            return self.single
        named = self.items if most is None else self.items[:most]
        hidden = len(self.items) - len(named)
        return self._filled(named if not hidden else [", ".join(named), f"{hidden} more"])

    def _filled(self, items: list[str]) -> str:
        text = self.frame
        for place, joint in _LISTED.items():
            text = text.replace(place, listed(items, joint))
        return capitalised(text)

    def lines(self, longest: int = _LONGEST_QUESTION) -> list[str]:
        """All items, in as many sentences as it takes to keep each short."""
        if len(self.items) == 1 or not self.frame:
            return [self.single]
        rows: list[list[str]] = [[]]
        for item in self.items:
            if rows[-1] and len(self.frame) + len(", ".join([*rows[-1], item])) > longest:
                rows.append([])
            rows[-1].append(item)
        return [self._filled(row) for row in rows]


def _groups(leaves: Iterable[tuple[Outcome, str]], case: Case) -> list[Group]:
    found: dict[str, Group] = {}
    for leaf, key in leaves:
        said = _said(leaf, key, case)
        if said is None:
            continue
        group = found.get(said.frame or said.single)
        if group is None:
            group = found[said.frame or said.single] = Group(key, said.single, said.frame)
        if said.item not in group.items:
            group.items.append(said.item)
    return list(found.values())


class _Said(NamedTuple):
    """What is said of one part: its sentence, and the frame and the item for a sentence of several ("" and the sentence itself
    where they are never put together)."""

    single: str
    frame: str
    item: str


def _said(leaf: Outcome, key: str, case: Case) -> _Said | None:
    """What is said of a part; what hangs on the criterion alone is put together once for all patients."""
    row = sentences().get(key)
    if row is None:
        return None
    node = leaf.node
    if key not in _of_the_criterion() or not isinstance(node, Atom) or leaf.values.get("bounds", ()) != node.bounds:
        return _put_together(row, Fields(leaf, case))
    of_atom = _SAID.of(node, _nothing_said)
    said = of_atom.get(key)
    if said is None:
        said = of_atom[key] = _put_together(row, Fields(leaf, case))
    return said


_SAID: Remembered[Atom, dict[str, _Said]] = Remembered(50_000)


def _nothing_said(_: Atom) -> dict[str, _Said]:
    return {}


@cache
def _of_the_criterion() -> frozenset[str]:
    """Keys of the sentences that say nothing of the patient."""
    return frozenset(
        key
        for key, row in sentences().items()
        if _ATOM_FIELDS.issuperset(
            name.casefold() for part in ("sentence", "several", "item") for name in _FIELD.findall(row[part])
        )
    )


def _put_together(row: Mapping[str, str], fields: Fields) -> _Said:
    single = capitalised(row["sentence"].format_map(fields))
    if row["several"] == _SINGLE:
        return _Said(single, "", single)
    fields |= {place.strip("{}"): place for place in _LISTED}
    return _Said(single, row["several"].format_map(fields), row["item"].format_map(fields))


def _fitted(groups: list[Group]) -> str:
    """The sentences of groups within the length of a reason; the first is always there, with as many items as fit."""
    said = ""
    for n, group in enumerate(groups):
        room = _LONGEST_REASON - len(said) - 1
        sentence = group.sentence()
        most = len(group.items)
        while len(sentence) > room and most > 1 and group.frame:
            most -= 1
            sentence = group.sentence(most)
        if said and (len(sentence) > room or room < _LEAST_ROOM):
            hidden = sum(len(left.items) for left in groups[n:])
            return f"{said} {template('lead.more').format(count=hidden)}"
        said = f"{said} {sentence}".strip()
    return said
