"""What the browser asks for: a card accepted, a dialog wanted, a change taken back.

A message is `{"do": name, …}`. It comes from the browser, so nothing in it is taken on trust: what does not fit the present
result is passed over.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from matcher.matching.review import Decision
from matcher.report.summary import Row
from matcher.report.visible import offset_in
from matcher.web.state import Question, Session


def act(now: Session, message: object) -> None:
    """Do what a message asks for."""
    if isinstance(message, dict) and (action := _ACTIONS.get(str(message.get("do")))):
        action(now, message)


def moment() -> dt.datetime:
    """Now, with the offset from universal time, to the second."""
    return dt.datetime.now().astimezone().replace(microsecond=0)


def name_of(now: Session) -> str:
    """The reviewer: who is signed in, else as named in this session."""
    return now.signed_in or now.reviewer.strip() or "reviewer"


def row_of(now: Session, criterion_id: object) -> Row | None:
    """The row of a criterion in the present result."""
    view = now.view()
    return next((row for row in view.rows if row.criterion.id == criterion_id), None) if view else None


def span_of(now: Session, message: dict[str, Any]) -> dict[str, int] | None:
    """Words chosen in a note: the note's number from 0, and offsets that lie in it; None where the message has none."""
    number, start, end = (message.get(key) for key in ("note", "start", "end"))
    if now.patient is None or not (isinstance(number, int) and isinstance(start, int) and isinstance(end, int)):
        return None
    if not 0 <= number < len(now.patient.notes):
        return None
    text = now.patient.notes[number].text
    if message.get("shown") is True:
        # Selected in the page, where characters that steer a terminal or the reading direction are written out.
        start, end = offset_in(text, start), offset_in(text, end)
    if not 0 <= start < end <= len(text):
        return None
    words = text[start:end]
    start, end = start + len(words) - len(words.lstrip()), end - len(words) + len(words.rstrip())
    return {"note": number, "start": start, "end": end} if start < end else None


def _accept(now: Session, message: dict[str, Any]) -> None:
    row = row_of(now, message.get("id"))
    if row is not None and row.decision is None:
        said = Decision(row.criterion.id, row.verdict, "", name_of(now), moment())
        now.review = now.review.decide(said)


def _undecide(now: Session, message: dict[str, Any]) -> None:
    now.review = now.review.undecide(str(message.get("id")))


def _override(now: Session, message: dict[str, Any]) -> None:
    row = row_of(now, message.get("id"))
    if row is not None:
        now.asking = Question("override", {"id": row.criterion.id})


def _words(name: str) -> Callable[[Session, dict[str, Any]], None]:
    def ask(now: Session, message: dict[str, Any]) -> None:
        if now.patient is not None:
            now.asking = Question(name, span_of(now, message) or {})

    return ask


def _wrong(now: Session, message: dict[str, Any]) -> None:
    view = now.view()
    if view and any(fact.fact_id == message.get("id") for fact in view.patient.facts):
        now.asking = Question("wrong", {"id": message["id"]})


def _uncorrect(now: Session, message: dict[str, Any]) -> None:
    now.review = now.review.uncorrect(str(message.get("id")))


def _unremark(now: Session, message: dict[str, Any]) -> None:
    number = str(message.get("id"))
    if number.isdigit() and int(number) < len(now.review.remarks):
        now.review = now.review.unremark(int(number))


_ACTIONS: dict[str, Callable[[Session, dict[str, Any]], None]] = {
    "accept": _accept,
    "undecide": _undecide,
    "override": _override,
    "fact": _words("fact"),
    "remark": _words("remark"),
    "wrong": _wrong,
    "uncorrect": _uncorrect,
    "unremark": _unremark,
}
