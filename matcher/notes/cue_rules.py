"""The cues of `tables/cues.tsv` as rules of medspaCy's ConText."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from medspacy.context import ConTextRule

from matcher.errors import InputError
from matcher.notes.assertion import BESIDE_OTHERS, categories
from matcher.notes.phrases import TABLES, expand
from matcher.text.tables import read_table

_HISTORY = re.compile(r"\b(?:history|hx|fhx|fh)\b")
_DIRECTIONS = frozenset({"FORWARD", "BACKWARD", "BIDIRECTIONAL", "TERMINATE", "PSEUDO"})
_SILENT = frozenset({"TERMINATE", "PSEUDO"})
"""Directions of cues that only end or hide others."""


@dataclass(frozen=True, slots=True, eq=False)
class CueRule:
    """A rule of ConText with what is asked of it wherever its cue stands.

    Attributes:
        rule: ConText's own.
        category, direction: of the rule.
        layer: of the category.
        place: where the cue counts: "$" only at the end of a clause, "@" only before a time, "%" not after a beginning, "" anywhere.
        ends: categories of limits that end it.
        names_history: its words name history.
        speaks: it says something itself; other cues only end or hide cues.
        can_be_limited: a cue after or before it may end its scope.
    """

    rule: ConTextRule
    category: str
    direction: str
    layer: str
    place: str
    ends: frozenset[str]
    names_history: bool
    speaks: bool
    can_be_limited: bool

    def may_be_limited_by(self, other: CueRule) -> bool:
        """Whether a cue of the other rule can end the scope of a cue of this one."""
        return self.can_be_limited and (
            other.direction == "TERMINATE"
            or other.category == self.category
            or other.category in self.rule.terminated_by
        )


def cue_rules() -> Iterator[tuple[str, CueRule]]:
    """The cue table as rules, each literal cue with the rule of its row.

    Raises:
        InputError: a category or a direction that there is not.
    """
    known = categories()
    seen: set[tuple[str, str, str]] = set()
    for number, row in enumerate(read_table(TABLES / "cues.tsv"), 1):
        category, direction = row["category"], row["direction"]
        if category not in known or direction not in _DIRECTIONS:
            raise InputError(
                "cues.tsv", f"cue {number}", "use a category of cue_categories.tsv and a direction of ConText"
            )
        # One rule for those literals of a row that name history and one for the others.
        rules: dict[bool, CueRule] = {}
        place = row["cue"][-1] if row["cue"][-1] in "$@%" else ""
        for literal in expand(row["cue"].rstrip("$@% ")):
            key = (literal, category, direction)
            if key in seen or not literal:
                continue
            seen.add(key)
            named = _HISTORY.search(literal) is not None
            if named not in rules:
                rule = ConTextRule(
                    literal,
                    category,
                    direction=direction,
                    max_scope=int(row["scope"]) if row["scope"] else None,
                    terminated_by={part.strip() for part in row["ends_at"].split(",") if part.strip()} or None,
                )
                layer = known[category].layer
                rules[named] = CueRule(
                    rule,
                    category,
                    direction,
                    layer,
                    place,
                    frozenset(rule.terminated_by | {"CLAUSE"}),
                    named,
                    speaks=category in BESIDE_OTHERS or (direction not in _SILENT and layer != "limit"),
                    can_be_limited=direction not in _SILENT,
                )
            yield literal, rules[named]
