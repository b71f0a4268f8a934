"""What a person has said so far, in one list with a way back."""

from __future__ import annotations

from collections.abc import Iterator

import streamlit as st

from matcher.report.markup import escape
from matcher.report.summary import VERDICT_WORDS, View
from matcher.report.table import fact_words
from matcher.report.visible import one_line


def changes(view: View) -> None:
    """The list of changes, where there are any."""
    review = view.review
    if not len(review):
        return
    rows = "".join(
        f"<li>{said} <button type='button' class='tm-act' data-act='{act}' data-id='{escape(about)}' "
        f"aria-label='Take back: {escape(label)}'>Take back</button></li>"
        for said, label, act, about in _said(view)
    )
    st.html(f'<details class="tm-changes"><summary>Your changes ({len(review)})</summary><ul>{rows}</ul></details>')


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
