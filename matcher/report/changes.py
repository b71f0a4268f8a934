"""What a person has said about a result, in one list: on the page with a way back, in a report without."""

from __future__ import annotations

from collections.abc import Iterator

from matcher.report.markup import escape
from matcher.report.summary import VERDICT_WORDS, View
from matcher.report.table import fact_words
from matcher.report.visible import one_line


def changes_list(view: View, *, actions: bool = False) -> str:
    """The list of changes as HTML; "" where there are none.

    Args:
        actions: whether each has a button that takes it back.
    """
    if not len(view.review):
        return ""
    rows = "".join(
        f"<li>{said}{_back(label, act, about) if actions else ''}</li>" for said, label, act, about in _said(view)
    )
    opened = "" if actions else " open"
    title = "Your changes" if actions else "What the reviewer changed"
    return (
        f'<details class="tm-changes"{opened}><summary>{title} ({len(view.review)})</summary><ul>{rows}</ul></details>'
    )


def _back(label: str, act: str, about: str) -> str:
    return (
        f' <button type="button" class="tm-act" data-act="{act}" data-id="{escape(about)}" '
        f'aria-label="Take back: {escape(one_line(label))}">Take back</button>'
    )


def _said(view: View) -> Iterator[tuple[str, str, str, str]]:
    """Of each change: its words as HTML, a label, what takes it back, and the name it goes by."""
    machine = {row.criterion.id: row.machine.verdict for row in view.rows}
    for decision in view.review.decisions:
        was = machine.get(decision.criterion_id)
        if was is None:
            continue
        if was == decision.verdict:
            said = f"accepted: {VERDICT_WORDS[was].lower()}"
        else:
            said = (
                f"{VERDICT_WORDS[was].lower()} → {VERDICT_WORDS[decision.verdict].lower()}: {one_line(decision.reason)}"
            )
        said = f"<b>{escape(decision.criterion_id)}</b> {escape(said)} <small>{escape(one_line(decision.by))}</small>"
        yield said, f"verdict on {decision.criterion_id}", "undecide", decision.criterion_id
    for correction in view.review.corrections:
        word = "added" if correction.action == "added" else "not counted"
        why = f" – {one_line(correction.reason)}" if correction.reason else ""
        said = f"<b>Fact {word}</b> {escape(fact_words(correction.fact) + why)} <small>{escape(one_line(correction.by))}</small>"
        yield said, f"fact {correction.fact.concept}", "uncorrect", correction.fact.fact_id
    for number, remark in enumerate(view.review.remarks):
        said = (
            f"<b>Private note</b> on <q>{escape(one_line(remark.words))}</q>: {escape(one_line(remark.text))} "
            f"<small>{escape(one_line(remark.by))}</small>"
        )
        yield said, f"private note {number + 1}", "unremark", str(number)
