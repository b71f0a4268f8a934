"""Where notes and a trial are pasted or dropped."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from contextlib import AbstractContextManager

import streamlit as st

from matcher.errors import InputError
from matcher.report.markup import escape
from matcher.report.visible import one_line
from matcher.web.files import ENDINGS, notes_of_files
from matcher.web.state import Draft, Session, forget_uploads

MAX_NOTES, MAX_BOXES = 200, 20


def edit_notes(now: Session) -> None:
    """Text boxes with dates for the notes of one patient, and a place to drop files."""
    _problem(now)
    given = () if now.example else now.drafts
    number = st.session_state.setdefault(now.key("boxes"), max(len(given), 1))
    drafts = []
    for box in range(number):
        old = given[box] if box < len(given) else Draft("")
        drafts.append(_box(now, box, number, old))
    dropped = st.file_uploader(
        "Or drop files: text, Word, PDF, FHIR, or an export of one patient",
        type=ENDINGS,
        accept_multiple_files=True,
        key=now.key("files"),
    )
    with st.container(horizontal=True, gap="small"):
        go = st.button("Match these notes", type="primary", key=now.key("match"))
        more = st.button("Add another note", key=now.key("more"), disabled=number >= MAX_BOXES)
        back = bool(now.patient) and st.button("Cancel", key=now.key("cancel"))
    if more:
        st.session_state[now.key("boxes")] = number + 1
        st.rerun()
    if back:
        _close(now)
        st.rerun()
    if go:
        _take(now, drafts, [(file.name, file.getvalue()) for file in dropped or ()])


def _box(now: Session, box: int, number: int, old: Draft) -> Draft:
    text = st.text_area(
        f"Note {box + 1}" if number > 1 else "Note",
        value=old.text,
        height=340 if number == 1 else 200,
        placeholder="Paste a note here, as it stands in the record.",
        key=now.key(f"note-{box}"),
    )
    date = st.date_input(
        f"Date of note {box + 1}" if number > 1 else "Date of the note (if it does not say so itself)",
        value=old.date,
        min_value=dt.date(1950, 1, 1),
        max_value=dt.date(2100, 12, 31),
        format="YYYY-MM-DD",
        key=now.key(f"date-{box}"),
        width=280,
    )
    return Draft(text, date, old.name if text == old.text else None)


def _take(now: Session, pasted: list[Draft], files: list[tuple[str, bytes]]) -> None:
    try:
        with reading(pasted):
            dropped, warnings = notes_of_files(files)
        drafts = [draft for draft in (*pasted, *dropped) if draft.text.strip()]
        if not drafts:
            now.problem = "There is no note yet: paste one, or drop a file."
            return st.rerun()
        if len(drafts) > MAX_NOTES:
            now.problem = f"These are {len(drafts)} notes; the page reads up to {MAX_NOTES} at a time."
            return st.rerun()
        with reading(drafts):
            now.read_notes(tuple(drafts))
    except InputError as error:
        now.problem = str(error)
        return st.rerun()
    finally:
        forget_uploads()
    now.notice = " ".join([*([now.notice] if now.notice else []), *warnings])
    now.as_of, now.example = None, False
    _close(now)
    st.rerun()


def reading(drafts: Sequence[Draft]) -> AbstractContextManager[None]:
    """Says that notes are being read, how much there is of them, and for how long it has been going on."""
    size = sum(len(draft.text) for draft in drafts)
    many = f"{len(drafts)} note{'' if len(drafts) == 1 else 's'}"
    return st.spinner(f"Reading {many}, {size:,} characters …", show_time=size > 20_000)


def _close(now: Session) -> None:
    """Leave the editor; the next one starts with fresh boxes."""
    now.editing_notes, now.problem = False, ""
    now.generation += 1


def edit_trial(now: Session) -> None:
    """A text box for a pasted trial, and a place to drop a file."""
    _problem(now)
    text = st.text_area(
        "Trial: a page from a registry or trial site, or the eligibility text alone",
        value=now.trial_text,
        height=280,
        key=now.key("trial-text"),
    )
    dropped = st.file_uploader(
        "Or drop a file (text, ClinicalTrials.gov JSON or XML)", type=["txt", "json", "xml"], key=now.key("trial-file")
    )
    with st.container(horizontal=True, gap="small"):
        go = st.button("Use this trial", type="primary", key=now.key("use-trial"))
        back = st.button("Cancel", key=now.key("cancel-trial"))
    if back:
        now.editing_trial, now.problem = False, ""
        st.rerun()
    if not go:
        return
    try:
        if dropped is not None:
            now.read_trial_file(dropped.name, dropped.getvalue())
        else:
            now.read_trial(text)
    except InputError as error:
        now.problem = str(error)
    else:
        now.editing_trial, now.problem = False, ""
    st.rerun()


def _problem(now: Session) -> None:
    if now.problem:
        st.html(f'<p class="tm-warning tm-bad" role="alert">{escape(one_line(now.problem))}</p>')
