"""Where notes are pasted or dropped.

Buttons act through callbacks: they change the session before the page is drawn, so that a run that the browser asks for at the
same time can never swallow a click. What takes time waits in `Session.waiting` and is done when the page is drawn.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from contextlib import AbstractContextManager

import streamlit as st

from matcher.errors import InputError
from matcher.web.failures import message
from matcher.web.files import ENDINGS, notes_of_files
from matcher.web.state import Draft, Session, Waiting, forget_uploads, session

MAX_NOTES, MAX_BOXES = 200, 20


def edit_notes(now: Session) -> None:
    """Text boxes with dates for the notes of one patient, and a place to drop files."""
    problem(now)
    given = () if now.example else now.drafts
    number = st.session_state.setdefault(now.key("boxes"), max(len(given), 1))
    for box in range(number):
        _box(now, box, number, given[box] if box < len(given) else Draft(""))
    st.file_uploader(
        "Or drop files: text, Word, PDF, FHIR, or an export of one patient",
        type=ENDINGS,
        accept_multiple_files=True,
        key=now.key("files"),
    )
    with st.container(horizontal=True, gap="small"):
        st.button("Match these notes", type="primary", key=now.key("match"), on_click=_match)
        st.button("Add another note", key=now.key("more"), disabled=number >= MAX_BOXES, on_click=_more)
        if now.patient:
            st.button("Cancel", key=now.key("cancel"), on_click=_cancel)


def _box(now: Session, box: int, number: int, old: Draft) -> None:
    st.text_area(
        f"Note {box + 1}" if number > 1 else "Note",
        value=old.text,
        height=340 if number == 1 else 200,
        placeholder="Paste a note here, as it stands in the record.",
        key=now.key(f"note-{box}"),
    )
    st.date_input(
        f"Date of note {box + 1}" if number > 1 else "Date of the note (if it does not say so itself)",
        value=old.date,
        min_value=dt.date(1950, 1, 1),
        max_value=dt.date(2100, 12, 31),
        format="YYYY-MM-DD",
        key=now.key(f"date-{box}"),
        width=280,
    )


def _more() -> None:
    st.session_state[session().key("boxes")] += 1


def _cancel() -> None:
    _close(session())


def _match() -> None:
    """Keep what was typed and dropped until the page is drawn."""
    now, typed = session(), st.session_state
    drafts = []
    for box in range(typed[now.key("boxes")]):
        text, date = typed[now.key(f"note-{box}")] or "", typed[now.key(f"date-{box}")]
        old = now.drafts[box] if box < len(now.drafts) and not now.example else Draft("")
        drafts.append(Draft(text, date, old.name if text == old.text else None))
    files = [(file.name, file.getvalue()) for file in typed.get(now.key("files")) or ()]
    now.waiting = Waiting(tuple(drafts), tuple(files))


def read_waiting(now: Session) -> None:
    """Read the notes that wait, and say how far it is. What cannot be read is said in the editor, and the old result stays."""
    waiting, now.waiting = now.waiting, None
    if waiting is None:
        return
    now.problem = ""
    try:
        with reading(waiting.drafts, len(waiting.files)):
            dropped, warnings = notes_of_files(waiting.files)
            drafts = tuple(draft for draft in (*waiting.drafts, *dropped) if draft.text.strip())
        if not drafts:
            now.problem = "There is no note yet: paste one, or drop a file."
            return
        if len(drafts) > MAX_NOTES:
            now.problem = f"These are {len(drafts)} notes; the page reads up to {MAX_NOTES} at a time."
            return
        with reading(drafts):
            now.read_notes(drafts)
    except InputError as error:
        now.problem = str(error)
        return
    finally:
        forget_uploads()
    now.notice = " ".join([*([now.notice] if now.notice else []), *warnings])
    now.as_of, now.example = None, False
    _close(now)


def reading(drafts: Sequence[Draft], files: int = 0) -> AbstractContextManager[None]:
    """Says that notes are being read, how much there is of them, and for how long it has been going on."""
    size = sum(len(draft.text) for draft in drafts)
    many = f"{len(drafts)} note{'' if len(drafts) == 1 else 's'}, {size:,} characters"
    if files:
        many = f"{files} file{'' if files == 1 else 's'}"
    return st.spinner(f"Reading {many} …", show_time=size > 20_000 or bool(files))


def _close(now: Session) -> None:
    """Leave the editor; the next one starts with fresh boxes."""
    now.editing_notes, now.problem = False, ""
    now.generation += 1


def problem(now: Session) -> None:
    """What was wrong with the last input."""
    if now.problem:
        message(now.problem, bad=True)
