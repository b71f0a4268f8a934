"""The places of the page – a pair, the trials for a patient, a work list – and the ways from one to another."""

from __future__ import annotations

from dataclasses import replace
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

import streamlit as st

from matcher.errors import InputError
from matcher.report.visible import one_line
from matcher.web.ranked import PARSED
from matcher.web.state import Opened, Place, Session, session

if TYPE_CHECKING:
    from matcher.store.library import TrialLibrary
    from matcher.trials.types import Trial

_PLACES: dict[Place, str] = {"pair": "Pair", "trials": "Rank trials", "list": "Work list"}
_BACK: dict[Place, str] = {"trials": "Back to the ranking", "list": "Back to the work list"}


def place_menu(now: Session) -> None:
    """Where to go."""
    # The place stands in the key: whoever is taken elsewhere by opening a row finds the menu there.
    key = now.key(f"place-{now.place}")
    st.segmented_control(
        "What to show",
        options=list(_PLACES),
        format_func=lambda name: _PLACES[name],
        default=now.place,
        required=True,
        key=key,
        label_visibility="collapsed",
        width="content",
        on_change=_gone,
        args=(key,),
    )


def _gone(key: str) -> None:
    now = session()
    now.place = st.session_state[key] or now.place
    now.back = None


def back_button(now: Session) -> None:
    """The way back to the list a pair was opened from."""
    if now.back is not None:
        st.button(_BACK[now.back], icon=":material/arrow_back:", key="go-back", width="content", on_click=_back)


def _back() -> None:
    now = session()
    now.place, now.back = now.back or "pair", None


def open_trial(now: Session, key: str) -> None:
    """Open a trial of the library as a pair with the patient whose notes are read.

    Raises:
        InputError: the library has no such trial, or it cannot be read.
    """
    _take(now, _trial(key))
    now.back, now.place = now.place, "pair"


def open_row(now: Session, patient_id: str, trial_key: str) -> None:
    """Open a row of a work list as a pair: the trial from the library, the notes those on the page if they are this patient's.

    Raises:
        InputError: the library has no such trial, or the page holds changes about another patient that are not kept.
    """
    trial = _trial(trial_key)
    same = now.opened is not None and now.opened.patient_id == patient_id and now.patient is not None
    if not same and not now.example and len(now.review) and _unkept(now):
        mend = "the pair on the page has changes that are not kept: keep them (Pair, Keep) or clear the patient, then open this row"
        raise InputError("work list", None, mend)
    if not same:
        work, reviewer, signed_in = now.work, now.reviewer, now.signed_in
        now.clear_patient(
            f"Paste the notes of patient {one_line(patient_id)}; they are read on this machine and not stored."
        )
        now = session()
        now.work, now.reviewer, now.signed_in = work, reviewer, signed_in
    _take(now, trial)
    now.opened, now.kept = Opened(patient_id, trial_key, trial), None
    now.place, now.back = "pair", "list"


def _take(now: Session, trial: Trial) -> None:
    now.take_trial(trial, trial.text)
    now.editing_trial, now.problem = False, ""


def _unkept(now: Session) -> bool:
    """Whether what was said about the pair on the page is not what was kept of it last."""
    from matcher.web.keeping import kept_review

    if now.kept is None:
        return True
    last = kept_review(now.kept.patient_id, now.kept.trial_key)
    return last is None or last.review != now.review


def take_up_opened(now: Session) -> None:
    """Once the notes of an opened row are read: go on from what is kept of the pair, if anything is."""
    if now.opened is None or now.opened.taken_up or now.patient is None or now.trial is None:
        return
    from matcher.web.keeping import joined, kept_review, taken_up, trial_key

    now.opened = replace(now.opened, taken_up=True)
    try:
        found = kept_review(now.opened.patient_id, trial_key(now, now.trial))
        if found is not None:
            said = now.review
            told = taken_up(now, now.patient, found)
            # Facts put right and private notes are the patient's: what was said of them in this session stays.
            now.review = joined(now.review, said)
            now.notice = " ".join(filter(None, (now.notice, told)))
    except InputError as error:
        now.notice = str(error)


def _trial(key: str) -> Trial:
    """A trial of the library by the name it has there, or by the name of the file it came from."""
    from matcher.store.library import TrialLibrary

    with TrialLibrary(create=False) as library:
        return library_trial(library, key)


def library_trial(library: TrialLibrary, key: str) -> Trial:
    """A trial of the library as a result names it.

    Raises:
        InputError: there is no such trial, or it cannot be read.
    """
    for name in dict.fromkeys((key, PurePosixPath(key).stem)):
        try:
            return PARSED.trial(library, name)
        except InputError:
            continue
    mend = "this trial is not in the library, and only its text can be opened; add it: matcher trials add SOURCE"
    raise InputError("library", one_line(key), mend)
