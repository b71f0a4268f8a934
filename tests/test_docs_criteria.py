"""The trees on docs/criteria.md are those the grammar reads."""

from __future__ import annotations

import runpy
from pathlib import Path

DOCS = Path(__file__).parent.parent / "docs"


def test_the_page_on_criteria_shows_the_trees_of_today() -> None:
    rebuilt = runpy.run_path(str(DOCS / "criteria_trees.py"))["rebuilt"]
    page = (DOCS / "criteria.md").read_text(encoding="utf-8")
    assert page.count("```text\n") >= 20
    assert rebuilt(page) == page
    stale = page.replace("condition fever", "condition cough", 1)
    assert stale != page
    assert rebuilt(stale) == page
