"""Reviews that stay: kept when asked, found again, exported and deleted by patient. Nothing is stored unasked."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, cast

import streamlit as st

from matcher.errors import InputError
from matcher.matching.enumerations import STATES, State
from matcher.matching.review import Review
from matcher.report.markup import escape
from matcher.report.visible import one_line
from matcher.web.actions import name_of
from matcher.web.failures import guarded
from matcher.web.state import Kept, Session, session

if TYPE_CHECKING:
    from matcher.notes.types import Patient
    from matcher.report.summary import View
    from matcher.store.reviews import SavedReview
    from matcher.trials.types import Trial

_SHOWN = 20


def keep_menu(now: Session, view: View | None) -> None:
    """The menu in which a review is kept and taken up again, and what is kept of a patient is listed, exported or deleted."""
    with st.popover("Keep", icon=":material/save:", width="content"):
        st.html(
            '<p class="tm-small">Nothing is stored until you press a button here. Kept are your verdicts, corrections and private '
            "notes with the words they stand on, not the notes, in the database of the trial library.</p>"
        )
        if now.kept:
            st.html(f'<p class="tm-small"><b>On the page:</b> {escape(one_line(now.kept.words))}</p>')
        named = now.kept or now.opened
        given = named.patient_id if named else (now.patient.patient_id or "" if now.patient else "")
        st.text_input("Patient's id or pseudonym", value=given, max_chars=200, key=now.key("keep-patient"))
        st.selectbox("State", STATES, index=STATES.index(_state(now)), key=_state_key(now))
        if now.signed_in:
            st.html(f'<p class="tm-small">Kept as {escape(one_line(now.signed_in))}.</p>')
        else:
            st.text_input("Who keeps it: name or initials", value=now.reviewer, max_chars=60, key=now.key("keep-by"))
        with st.container(horizontal=True, gap="small"):
            nothing = view is None
            st.button("Keep this review", type="primary", key=now.key("keep"), on_click=_keep, disabled=nothing)
            st.button("Take up the kept one", key=now.key("keep-load"), on_click=_load, disabled=nothing)
        if now.theirs is not None:
            st.button("Put mine on top of theirs", key=now.key("keep-join"), on_click=_join)
        with st.container(horizontal=True, gap="small"):
            st.button("Show what is kept", key=now.key("keep-list"), on_click=_list)
            st.button("Export what is kept", key=now.key("keep-export"), on_click=_export)
        if now.listed:
            st.html(f'<ul class="tm-small">{"".join(f"<li>{escape(line)}</li>" for line in now.listed)}</ul>')
        sure = st.checkbox("Delete all that is kept of this patient, for good", key=now.key("keep-sure"))
        st.button("Delete", key=now.key("keep-delete"), on_click=_delete, disabled=not sure)


def _state(now: Session) -> State:
    """How far the patient had come when the review was kept last."""
    return now.kept.state if now.kept else "new"


def _state_key(now: Session) -> str:
    return now.key(f"keep-state-{_state(now)}")


def trial_key(now: Session, trial: Trial) -> str:
    """What the trial's reviews are kept under: its name in the work list it was opened from, its registry number, else a name made
    from its text."""
    import hashlib

    if now.opened is not None and now.opened.trial is trial:
        return now.opened.trial_key
    return trial.nct_id or f"trial-{hashlib.sha256(trial.text.encode('utf-8', 'surrogatepass')).hexdigest()[:16]}"


def keep(now: Session, patient_id: str, state: State) -> str:
    """Save the review of this session; what to tell. Where somebody was faster nothing is written, and theirs waits in `now.theirs`.

    Raises:
        InputError: the id is empty, or the database cannot be written.
    """
    from matcher.store.reviews import Conflict, ReviewStore

    view = now.view()
    if view is None:
        return "There is no result to keep yet."
    key = trial_key(now, view.trial)
    version = now.kept.version if now.kept and (now.kept.patient_id, now.kept.trial_key) == (patient_id, key) else 0
    with ReviewStore() as store:
        try:
            saved = store.save(
                patient_id, key, now.review, state=state, by=name_of(now), version=version, result=view.result
            )
        except Conflict as conflict:
            now.theirs = conflict.theirs
            if conflict.theirs is None:
                now.kept = None
            return f"Not kept yet: {conflict}."
        days = store.retention
    now.kept, now.theirs = _kept(saved), None
    goes = f" It will be deleted after {days} days without a change." if days else ""
    return f"Kept as version {saved.version} of this review.{goes}"


def _kept(saved: SavedReview) -> Kept:
    words = (
        f"kept by {saved.saved_by} on {saved.saved_at:%Y-%m-%d %H:%M} UTC as {saved.state}, version {saved.version}."
    )
    return Kept(saved.patient_id, saved.trial_key, saved.version, words, saved.state)


def take_up(now: Session, patient_id: str) -> str:
    """Put the kept review in place of the one in this session; what to tell."""
    if now.trial is None or now.patient is None:
        return "Paste the notes and choose the trial first."
    found = kept_review(patient_id, trial_key(now, now.trial))
    return "Nothing is kept of this patient and this trial." if found is None else taken_up(now, now.patient, found)


def kept_review(patient_id: str, trial_key: str) -> SavedReview | None:
    """What is kept of a patient and a trial."""
    from matcher.store.reviews import ReviewStore

    with ReviewStore(create=False) as store:
        return store.load(patient_id, trial_key)


def taken_up(now: Session, patient: Patient, found: SavedReview) -> str:
    """Go on from a kept review; what to tell. What no longer fits the notes is left out and counted."""
    now.review, lost = found.review.carried_to(patient)
    now.kept, now.theirs = _kept(found), None
    told = "K" + now.kept.words[1:]
    view = now.view()
    changed = [
        name.removesuffix(" sha256")
        for name, value in (view.result.versions if view else {}).items()
        if found.versions.get(name, value) != value
    ]
    if changed:
        told += f" Since then changed: {', '.join(changed)}."
    if lost:
        told += f" {lost} of its changes hung on words that are not in these notes and were left out."
    return told


def join(now: Session) -> str:
    """Put what was said in this session on top of what the other person saved; what to tell."""
    theirs = now.theirs
    if theirs is None or now.patient is None:
        return ""
    base, lost = theirs.review.carried_to(now.patient)
    now.review = joined(base, now.review)
    now.kept, now.theirs = _kept(theirs), None
    left = f" {lost} of theirs did not fit these notes and stay in their version." if lost else ""
    return f"Yours now lies on top of theirs. Look at it, then keep it.{left}"


def joined(theirs: Review, mine: Review) -> Review:
    """Both reviews in one: where both spoke of the same, mine counts."""
    both = theirs
    for decision in mine.decisions:
        both = both.decide(decision)
    for correction in mine.corrections:
        if correction not in both.corrections:
            both = both.correct(correction)
    for remark in mine.remarks:
        if remark not in both.remarks:
            both = both.remark(remark)
    return both


def _typed(now: Session) -> str:
    patient_id = (st.session_state.get(now.key("keep-patient")) or "").strip()
    if not patient_id:
        raise InputError("Keep", None, "give the patient's id or a pseudonym first.")
    now.reviewer = (st.session_state.get(now.key("keep-by")) or now.reviewer).strip()
    return patient_id


@guarded
def _keep() -> None:
    now = session()
    # The field may not have been drawn since a review was taken up: then the state stays as it was.
    state = cast("State", st.session_state.get(_state_key(now)) or _state(now))
    _told(now, lambda: keep(now, _typed(now), state))


@guarded
def _load() -> None:
    now = session()
    _told(now, lambda: take_up(now, _typed(now)))


@guarded
def _join() -> None:
    now = session()
    _told(now, lambda: join(now))


@guarded
def _list() -> None:
    now = session()
    _told(now, lambda: listing(now, _typed(now)))


def listing(now: Session, patient_id: str) -> str:
    """Put the list of what is kept of a patient into the session; what to tell."""
    from matcher.store.reviews import ReviewStore

    with ReviewStore(create=False) as store:
        found = store.list(patient_id=patient_id, limit=_SHOWN)
        number = store.count(patient_id=patient_id)
        days = store.retention
    now.listed = tuple(
        one_line(
            f"{one.trial_key}: {one.state}, version {one.version}, {one.saved_by}, {one.saved_at:%Y-%m-%d %H:%M} UTC"
        )
        for one in found
    )
    goes = f" Each is deleted after {days} days without a change." if days else ""
    return f"{number} review{'' if number == 1 else 's'} of this patient kept.{goes}"


@guarded
def _export() -> None:
    now = session()
    _told(now, lambda: export(now, _typed(now)))


def export(now: Session, patient_id: str) -> str:
    """Hand all that is kept of a patient to the browser; what to tell."""
    from matcher.report.json import dumps
    from matcher.store.reviews import ReviewStore
    from matcher.web.exports import Download

    with ReviewStore(create=False) as store:
        record = store.export(patient_id)
    now.downloads += 1
    now.download = Download("reviews.json", "application/json", dumps(record).encode("utf-8", "replace"), now.downloads)
    return ""


@guarded
def _delete() -> None:
    now = session()
    _told(now, lambda: delete(now, _typed(now)))


def delete(now: Session, patient_id: str) -> str:
    """Delete all that is kept of a patient; what to tell. What stands on the page stays."""
    from matcher.store.reviews import ReviewStore

    with ReviewStore(create=False) as store:
        number = store.delete(patient_id)
    now.kept, now.theirs, now.listed = None, None, ()
    return f"{number} {'entry' if number == 1 else 'entries'} of this patient deleted, from reviews and work lists."


def _told(now: Session, does: Callable[[], str]) -> None:
    try:
        now.notice = does()
    except InputError as error:
        now.notice = str(error)
