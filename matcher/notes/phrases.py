"""Phrases of the tables, written with alternatives, as the literal phrases they stand for."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import product
from pathlib import Path

from matcher.errors import InputError
from matcher.text.tables import read_table

TABLES = Path(__file__).parent / "tables"
_PART = re.compile(r"\[([^\[\]]+)\]|\{([a-z_]+)\}|([^\[{]+|\[)")


@lru_cache(maxsize=1)
def phrase_words() -> dict[str, tuple[str, ...]]:
    """Groups of words by name, from `phrase_words.tsv`."""
    return {
        row["group"]: tuple(word.strip() for word in row["words"].split(" | "))
        for row in read_table(TABLES / "phrase_words.tsv")
    }


def expand(phrase: str) -> list[str]:
    """The literal phrases of a phrase with `[a|b|]` alternatives and `{group}` words, in order and without repeats.

    >>> expand("[no|without] sign[s|] of")
    ['no signs of', 'no sign of', 'without signs of', 'without sign of']

    Raises:
        InputError: a group that `phrase_words.tsv` does not have.
    """
    choices: list[tuple[str, ...]] = []
    for alternatives, group, literal in _PART.findall(phrase):
        if alternatives:
            choices.append(tuple(alternatives.split("|")))
        elif group:
            words = phrase_words().get(group)
            if words is None:
                raise InputError("phrase_words.tsv", group, "a table names this group; add it")
            choices.append(words)
        else:
            choices.append((literal,))
    found: dict[str, None] = {}
    for parts in product(*choices):
        literal = "".join(parts)
        # A group may stand inside alternatives.
        inner = expand(literal) if "{" in literal else [" ".join(literal.split())]
        found.update(dict.fromkeys(inner))
    return list(found)
