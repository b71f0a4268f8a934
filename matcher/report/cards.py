"""The cards of a result: one criterion each, with its words, verdict, reason, quotes, and what is missing."""

from __future__ import annotations

from collections.abc import Iterable

from matcher.matching.types import Judgement, Part
from matcher.matching.wording import date_words
from matcher.report.criterion_text import Piece, pieces
from matcher.report.markup import escape, places, tag_of_verdict
from matcher.report.summary import (
    BASIS_WORDS,
    TRUTH_WORDS,
    VERDICTS,
    Quote,
    Quoting,
    Row,
    View,
    first_and_more,
    questions,
    role_words,
    when,
)
from matcher.report.tree import atom_words
from matcher.report.visible import one_line

_TITLES = {
    "violated": "Rules out",
    "unknown": "Open",
    "satisfied": "Not in the way",
    "not_applicable": "Not applicable",
}


class Cards:
    """Writes the cards of one view.

    Args:
        shown: the result.
        actions: whether a card carries buttons (on the page) or none (in a report).
    """

    def __init__(self, shown: View, *, actions: bool = False) -> None:
        self._quoting = Quoting(shown.patient, shown.result.as_of)
        self._numbers: dict[str | None, int] = {note.note_id: n for n, note in enumerate(shown.patient.notes)}
        self._actions = actions

    def grouped(self, rows: Iterable[Row]) -> str:
        """Cards under a heading for each verdict, those that matter most first."""
        chosen = tuple(rows)
        blocks = []
        for verdict in VERDICTS:
            group = [row for row in chosen if row.verdict == verdict]
            if group:
                title = f'<h2 class="tm-group">{_TITLES[verdict]} <span>({len(group)})</span></h2>'
                blocks.append(title + "".join(self.card(row) for row in group))
        return "".join(blocks)

    def card(self, row: Row) -> str:
        """One criterion."""
        criterion, judgement = row.criterion, row.judgement
        ident = escape(criterion.id)
        basis = "" if judgement.basis == "none" else f'<span class="tm-basis">{BASIS_WORDS[judgement.basis]}</span>'
        if row.decision is not None:
            basis = ""
        guessed = '<span class="tm-basis">kind guessed</span>' if criterion.kind_guessed else ""
        missing = "".join(f"<li>{escape(item)}</li>" for item in questions(judgement.missing))
        deciding = [piece for piece in judgement.evidence if row.verdict == "unknown" or piece.role == "supports"]
        lit = places(deciding or list(judgement.evidence), self._numbers)
        text = "".join(
            self._piece(piece, criterion.text[piece.start : piece.end], judgement)
            for piece in pieces(criterion, judgement)
        )
        reason = "" if row.decision else f'<p class="tm-reason">{escape(one_line(judgement.reason))}</p>'
        return (
            f'<article class="tm-card tm-{row.verdict}" id="card-{ident}" data-c="{ident}" data-v="{row.verdict}" data-e="{lit}" '
            f'tabindex="-1" aria-labelledby="head-{ident}">'
            f'<header><h3 id="head-{ident}"><span class="tm-id">{ident}</span> {tag_of_verdict(row.verdict)}</h3>'
            f'<span class="tm-kind">{row.meaning}</span>{basis}{guessed}{self._pick(row)}</header>'
            f'<p class="tm-text">{text}</p>{reason}{self._sides(row)}'
            f"{self._quotes(row.quotes, row.verdict != 'unknown')}"
            + (f'<div class="tm-missing"><span>Missing</span><ul>{missing}</ul></div>' if missing else "")
            + self._parts(judgement)
            + self._buttons(row)
            + "</article>"
        )

    def _pick(self, row: Row) -> str:
        number = len(first_and_more(row.quotes, row.decided)[0])
        if not (number and self._actions):
            return ""
        ident = escape(row.criterion.id)
        return (
            f'<button type="button" class="tm-pick" data-card="{ident}" aria-pressed="false" '
            f'aria-label="Show the evidence for {ident} in the note">Show {number} in note</button>'
        )

    def _buttons(self, row: Row) -> str:
        if not self._actions:
            return ""
        ident = escape(row.criterion.id)
        wanted = [("accept", "Accept"), ("override", "Override…")]
        if row.decision is not None:
            wanted = [("override", "Change…"), ("undecide", "Take back")]
        return (
            '<footer class="tm-acts">'
            + "".join(
                f'<button type="button" class="tm-act" data-act="{act}" data-id="{ident}" aria-label="{label} {ident}">{label}</button>'
                for act, label in wanted
            )
            + "</footer>"
        )

    def _sides(self, row: Row) -> str:
        """The matcher's verdict and the person's, one beside the other."""
        if row.decision is None and not row.changed:
            return ""
        machine = row.machine
        if row.decision is not None and row.decision.verdict == machine.verdict:
            day = f", {date_words(row.decision.at.date())}" if row.decision.at else ""
            why = f": {one_line(row.decision.reason)}" if row.decision.reason else ""
            said = escape(f"Accepted by {one_line(row.decision.by)}{day}{why}")
            return f'<p class="tm-reason">{escape(one_line(machine.reason))}</p><p class="tm-accepted"><span aria-hidden="true">✓</span> {said}</p>'
        basis = "" if machine.basis == "none" else f' <span class="tm-basis">{BASIS_WORDS[machine.basis]}</span>'
        sides = [("Matcher", machine.verdict, basis, machine.reason)]
        if row.decision is not None:
            decision = row.decision
            day = f' <span class="tm-basis">{date_words(decision.at.date())}</span>' if decision.at else ""
            sides.append((f"Changed by {decision.by}", decision.verdict, day, decision.reason))
        else:
            sides.append(("With the facts corrected", row.judgement.verdict, "", row.judgement.reason))
        return (
            '<dl class="tm-sides">'
            + "".join(
                f"<div><dt>{escape(one_line(who))}</dt><dd>{tag_of_verdict(verdict)}{more}"
                f"<p>{escape(one_line(reason))}</p></dd></div>"
                for who, verdict, more, reason in sides
            )
            + "</dl>"
        )

    def _piece(self, piece: Piece, words: str, judgement: Judgement) -> str:
        """A stretch of the criterion's text: an atom with what it came to, words without a place, or neither."""
        if piece.unparsed:
            return (
                f'<span class="tm-unread" title="not read: no place was found for these words">{escape(words)}</span>'
            )
        if not piece.leaves:
            return escape(words)
        inner = piece.leaves[-1]
        label = "; ".join(f"{atom_words(leaf.atom)} – {TRUTH_WORDS[leaf.part.truth]}" for leaf in piece.leaves)
        supporting = {(e.note_id, e.start, e.end) for e in judgement.evidence if e.role == "supports"}
        decides = any((e.note_id, e.start, e.end) in supporting for e in piece.evidence if e.role == "supports")
        look = " tm-decides" if decides and judgement.verdict == "violated" else ""
        return (
            f'<span class="tm-atom tm-truth-{inner.part.truth}{look}" data-e="{places(list(piece.evidence), self._numbers)}" '
            f'title="{escape(label)}">{escape(words)}</span>'
        )

    def _quotes(self, quotes: tuple[Quote, ...], decided: bool) -> str:
        first, more = first_and_more(quotes, decided)
        if not first:
            return ""
        rest = f"<details><summary>{len(more)} more</summary>{_list(more, decided)}</details>" if more else ""
        return f"{_list(first, decided)}{rest}"

    def _parts(self, judgement: Judgement) -> str:
        parts = judgement.parts
        if len(parts) == 1:
            parts = parts[0].parts
        if not parts:
            return ""
        return (
            f'<details class="tm-parts"><summary>Parts ({_leaves(parts)})</summary>'
            f"<ul>{''.join(self._part(part) for part in parts)}</ul></details>"
        )

    def _part(self, part: Part) -> str:
        basis = "" if part.basis == "none" else f' <span class="tm-basis">{BASIS_WORDS[part.basis]}</span>'
        below = "".join(self._part(child) for child in part.parts)
        quotes = ""
        missing = ""
        if not part.parts:
            quotes = self._quotes(self._quoting.quotes(part.evidence), part.truth != "unknown")
            missing = "".join(f"<li>{escape(item)}</li>" for item in questions(part.missing))
        return (
            f'<li class="tm-part tm-truth-{part.truth}"><span class="tm-truth">{TRUTH_WORDS[part.truth]}</span> '
            f"{escape(one_line(part.text))}{basis}{quotes}"
            + (f'<div class="tm-missing"><span>Missing</span><ul>{missing}</ul></div>' if missing else "")
            + (f"<ul>{below}</ul>" if below else "")
            + "</li>"
        )


def cards(shown: View, rows: Iterable[Row] | None = None, *, actions: bool = False) -> str:
    """Cards in the order given; by default all, deciding ones first."""
    return Cards(shown, actions=actions).grouped(shown.by_weight() if rows is None else rows)


def _list(quotes: Iterable[Quote], decided: bool) -> str:
    return f'<ul class="tm-quotes">{"".join(f"<li>{_quote(quote, decided)}</li>" for quote in quotes)}</ul>'


def _quote(quote: Quote, decided: bool) -> str:
    said = role_words(quote.role, decided)
    role = f' <em class="tm-role">{said}</em>' if said else ""
    return (
        f'<a class="tm-quote tm-{quote.role}" href="#at-{quote.note}-{quote.start}" '
        f'data-e="{quote.note}:{quote.start}-{quote.end}">'
        f"<q>{escape(one_line(quote.text))}</q></a> <small>{escape(when(quote))}</small>{role}"
    )


def _leaves(parts: Iterable[Part]) -> int:
    return sum(_leaves(part.parts) if part.parts else 1 for part in parts)
