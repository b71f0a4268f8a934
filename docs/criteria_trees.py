"""Writes the trees of docs/criteria.md anew from the criteria that stand there.

    python docs/criteria_trees.py            rewrite the page
    python docs/criteria_trees.py --check    exit with 1 where a tree on the page is not what the grammar reads

A block of the page begins with "inclusion:" or "exclusion:" and the criterion; the tree stands below a line of dashes.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

from matcher.trials.grammar import parse_criterion
from matcher.trials.notation import outline

PAGE = Path(__file__).parent / "criteria.md"
_BLOCK = re.compile(r"```text\n(?P<kind>inclusion|exclusion): (?P<text>.+?)\n---\n(?P<tree>.*?)```", re.DOTALL)


def rebuilt(page: str) -> str:
    """The page with every tree as the grammar reads its criterion now."""
    return _BLOCK.sub(_block, page)


def _block(match: re.Match[str]) -> str:
    criterion = parse_criterion(match["text"], match["kind"])  # type: ignore[arg-type]
    lines = [outline(criterion.expression)]
    if criterion.unparsed:
        lines.append("unparsed: " + ", ".join(f'"{criterion.text[a:b]}"' for a, b in criterion.unparsed))
    return f"```text\n{match['kind']}: {match['text']}\n---\n" + "\n".join(lines) + "\n```"


def main() -> int:
    page = PAGE.read_text(encoding="utf-8")
    made = rebuilt(page)
    if "--check" in sys.argv:
        return int(made != page)
    PAGE.write_text(made, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
