"""Trials ranked for one patient, as a table for a terminal."""

from __future__ import annotations

from matcher.matching.ranking import Ranking
from matcher.report.markup import SUPPORT
from matcher.report.summary import STATUS_WORDS
from matcher.report.table import aligned, terminal_width
from matcher.report.visible import one_line


def ranking_table(found: Ranking, limit: int, columns: int | None = None) -> str:
    """The first `limit` trials with status, score and the reason in a line."""
    shown = found.trials[:limit]
    rows = [
        (
            (str(number),),
            (one_line(one.key),),
            (STATUS_WORDS[one.result.status],),
            (f"{one.result.score:.2f}",),
            (one_line(one.trial.title or "without a title"), one_line(one.reason)),
        )
        for number, one in enumerate(shown, 1)
    ]
    left = len(found.trials) - len(shown)
    more = [f"{left} more; --limit shows them."] if left > 0 else []
    head = ("", "TRIAL", "STATUS", "SCORE", "TITLE AND REASON")
    return "\n".join([*aligned(head, rows, columns or terminal_width()), *more, "", SUPPORT]) + "\n"
