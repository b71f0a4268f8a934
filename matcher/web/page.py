"""The page: a pair with criteria on one side, notes on the other and a summary on top; or a list of pairs."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import streamlit as st

from matcher.errors import InputError
from matcher.report.cards import cards
from matcher.report.changes import changes_list
from matcher.report.html import band, chart_note, trial_line
from matcher.report.marked_notes import legend, marked_notes
from matcher.report.markup import SUPPORT, stylesheet
from matcher.report.summary import VERDICT_ICONS, VERDICT_WORDS, VERDICTS, View
from matcher.web.desk import desk
from matcher.web.dialogs import open_dialog
from matcher.web.exports import export_menu
from matcher.web.failures import failed, message
from matcher.web.idle import used, watch
from matcher.web.inputs import edit_notes, read_waiting, reading
from matcher.web.keeping import keep_menu
from matcher.web.places import back_button, place_menu, take_up_opened
from matcher.web.ranking_page import trials_for_patient
from matcher.web.scripts import script
from matcher.web.server import refusal
from matcher.web.settings import settings
from matcher.web.sign_in import admitted, sign_out
from matcher.web.state import Place, Session, session
from matcher.web.trial_input import edit_trial
from matcher.web.worklist_page import work_list

# A file of our own: emoji and icon names would make the browser fetch them from elsewhere.
_ICON = Path(__file__).with_name("icon.png")
# The words before the colon are the ones that must not be overlooked.
_SUPPORT = "<b>{}:</b>{}".format(*SUPPORT.split(":", 1))
_KINDS = {"inclusion": "Inclusion", "exclusion": "Exclusion"}


def run() -> None:
    """Draw the page. Whatever goes wrong, the page says so without a traceback and without a value."""
    st.set_page_config(page_title="Trial matcher", page_icon=str(_ICON), layout="wide")
    st.html(f"<style>{stylesheet()}{_page_style()}</style>")
    if (refused := refusal(st.get_option("server.address"))) is not None:
        message(refused, bad=True)
        return
    try:
        if admitted():
            _draw(session())
    except InputError as error:
        message(str(error), bad=True)
    except Exception as error:  # noqa: BLE001 - Streamlit would write the traceback, and with it a note's words, to its log
        failed(error)
        st.button("Clear patient", key="clear-after-failure", on_click=_clear)


@cache
def _page_style() -> str:
    return script("page.css", "lists.css")


def _draw(now: Session) -> None:
    watch(now)
    _read_example(now)
    read_waiting(now)
    take_up_opened(now)
    _head(now, now.view() if now.place == "pair" else None)
    if now.notice:
        message(now.notice)
        now.notice = ""
    _PLACES[now.place](now)
    used(now)


def _pair(now: Session) -> None:
    """One patient and one trial."""
    view = now.view()
    open_dialog(now)
    settings(now, f'<div class="tm-bandbox">{band(view)}</div>' if view else _EMPTY_BAND)
    left, right = st.columns([11, 10], gap="small")
    with left:
        _trial_side(now, view)
    with right, st.container(key="tm-noteside", gap="small"):
        _note_side(now, view)


_PLACES = {"pair": _pair, "trials": trials_for_patient, "list": work_list}


def _head(now: Session, view: View | None) -> None:
    with st.container(key="tm-head", horizontal=True, vertical_alignment="center", gap="small"):
        st.html(f'<h1 class="tm-title">Trial matcher</h1><p class="tm-support" role="note">{_SUPPORT}</p>')
        place_menu(now)
        st.html('<button type="button" class="tm-plain" data-act="keys">Keys <kbd>?</kbd></button>', width="content")
        keep_menu(now, view)
        export_menu(now, view)
        st.button("Clear patient", key="clear", icon=":material/delete_forever:", width="content", on_click=_clear)
        sign_out(now)


def _read_example(now: Session) -> None:
    """On the first run: read what the session starts with."""
    if now.trial is None and now.trial_text:
        now.read_trial(now.trial_text)
    if now.patient is None and now.drafts:
        with reading(now.drafts):
            now.read_notes(now.drafts)


def _clear() -> None:
    now = session()
    work, walking = now.work, "list" in (now.place, now.back)
    shown: Place = "list" if now.place == "list" else "pair"
    now.clear_patient()
    if walking:
        # Whoever clears a patient goes on with the list they walk; an idle session starts anew.
        fresh = session()
        fresh.work, fresh.place, fresh.back = work, shown, "list"


def _edit(what: str) -> None:
    setattr(session(), what, True)


_EMPTY_BAND = (
    '<section class="tm-band tm-not_applicable" aria-label="Summary"><h2 class="tm-status">No result yet</h2>'
    '<p class="tm-why">Paste a note to see which criteria stand in the way.</p></section>'
)


def _trial_side(now: Session, view: View | None) -> None:
    with st.container(key="tm-trialhead", horizontal=True, vertical_alignment="center", gap="small"):
        st.html(trial_line(now.trial) if now.trial else '<p class="tm-trial"><b>No trial yet</b></p>')
        back_button(now)
        if not now.editing_trial:
            st.button("Change trial", key="change-trial", width="content", on_click=_edit, args=("editing_trial",))
    if now.editing_trial:
        edit_trial(now)
    if view is None:
        return
    if not view.rows:
        message("No criterion was found in the trial's text. Paste the part that lists who can take part.", bad=True)
        return
    if len(view.review):
        st.html(changes_list(view, actions=True))
    st.html(chart_note(view))
    with st.container(key="tm-filter", horizontal=True, vertical_alignment="center", gap="small"):
        verdicts = st.pills(
            "Show verdicts",
            options=list(VERDICTS),
            format_func=lambda name: f"{VERDICT_ICONS[name]} {VERDICT_WORDS[name]} {view.counts[name]}",
            selection_mode="multi",
            key=now.key("verdicts"),
            label_visibility="collapsed",
            width="content",
        )
        kinds = st.pills(
            "Show kinds",
            options=list(_KINDS),
            format_func=lambda name: _KINDS[name],
            selection_mode="multi",
            key=now.key("kinds"),
            label_visibility="collapsed",
            width="content",
        )
    shown = [
        row
        for row in view.by_weight()
        if (not verdicts or row.verdict in verdicts) and (not kinds or row.criterion.kind in kinds)
    ]
    if shown:
        st.html(f'<section class="tm-cards" aria-label="Criteria">{cards(view, shown, actions=True)}</section>')
    else:
        message("No criterion is left with this filter.")


def _note_side(now: Session, view: View | None) -> None:
    number = len(now.patient.notes) if now.patient else 0
    with st.container(key="tm-notehead", horizontal=True, vertical_alignment="center", gap="small"):
        st.html(
            f'<h2 class="tm-side">{"Note" if number == 1 else "Notes"}</h2>{legend() if number and not now.editing_notes else ""}'
        )
        if not now.editing_notes:
            st.button(
                "Paste or edit notes",
                key="edit-notes",
                type="primary",
                width="content",
                on_click=_edit,
                args=("editing_notes",),
            )
    if now.editing_notes:
        edit_notes(now)
        return
    if now.patient is None:
        return
    for warning in view.warnings if view else now.patient.warnings:
        message(warning)
    desk(view)
    judgements = view.result.judgements if view else ()
    st.html(
        f'<section class="tm-notes" aria-label="Notes" tabindex="0">{marked_notes(now.patient, judgements, now.review)}</section>'
    )
