"""What one session holds: the notes of one patient, the trial, and what was made of them.

Patients' words live in `st.session_state` and nowhere else: Streamlit's caches are shared by everyone who uses the server.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import tempfile
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import streamlit as st

from matcher.matching.review import Review

if TYPE_CHECKING:
    from matcher.matching.enumerations import Absence, State
    from matcher.notes.types import Patient
    from matcher.report.summary import View
    from matcher.store.reviews import SavedReview
    from matcher.trials.types import Trial
    from matcher.web.exports import Download
    from matcher.web.ranked import Ranking
    from matcher.web.work import Work

EXAMPLES = Path(__file__).with_name("examples")
_SESSION = "matcher_session"


@dataclass(frozen=True, slots=True)
class Draft:
    """A note as it was pasted or dropped: its text, the date given beside it, and the file's name."""

    text: str
    date: dt.date | None = None
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """A dialog to be opened: which one, and about what."""

    name: str
    about: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Waiting:
    """Notes that were handed in and are to be read: typed ones, and files as (name, content)."""

    drafts: tuple[Draft, ...]
    files: tuple[tuple[str, bytes], ...] = ()


@dataclass(frozen=True, slots=True)
class Kept:
    """Which kept review the one on the page goes on from: saving it again needs the version; `words` say who kept it, and when."""

    patient_id: str
    trial_key: str
    version: int
    words: str = ""
    state: State = "new"


Place = Literal["pair", "trials", "list"]
"""What the page shows: a patient and a trial, the trials for the patient, or a work list."""


@dataclass(frozen=True, slots=True)
class Opened:
    """The row of a work list that is open as a pair, and whether what is kept of it was taken up already."""

    patient_id: str
    trial_key: str
    trial: Trial
    taken_up: bool = False


@dataclass(slots=True)
class Session:
    """One user's work. `generation` names the widgets, so that a cleared session starts with empty ones; `back` is the list a pair was
    opened from."""

    drafts: tuple[Draft, ...] = ()
    trial_text: str = ""
    trial: Trial | None = None
    patient: Patient | None = None
    review: Review = field(default_factory=Review)
    reviewer: str = ""
    signed_in: str = ""
    leaving: bool = False
    as_of: dt.date | None = None
    absence: Absence = "unknown"
    example: bool = False
    editing_notes: bool = False
    editing_trial: bool = False
    asking: Question | None = None
    waiting: Waiting | None = None
    notice: str = ""
    problem: str = ""
    generation: int = 0
    download: Download | None = None
    downloads: int = 0
    touched: float = 0.0
    kept: Kept | None = None
    theirs: SavedReview | None = None
    listed: tuple[str, ...] = ()
    place: Place = "pair"
    back: Place | None = None
    ranking: Ranking | None = None
    work: Work | None = None
    opened: Opened | None = None
    _reviews: dict[str, Review] = field(default_factory=dict)
    _view: View | None = None
    _view_of: tuple[Any, ...] = ()

    def key(self, name: str) -> str:
        """Key of a widget of this generation."""
        return f"{name}-{self.generation}"

    def read_trial(self, text: str) -> None:
        """Take a pasted or uploaded trial.

        Raises:
            InputError: when there is no trial in it; the session then keeps the one it had.
        """
        import matcher

        self.take_trial(matcher.read_trial(text), text)

    def read_trial_file(self, name: str, data: bytes) -> None:
        """Take a dropped file: a page or text, or a registry's JSON or XML.

        Raises:
            InputError: as `read_trial`.
        """
        import matcher

        # read_trial tells formats apart by the file's ending, so the file gets its own name in a folder of its own.
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "trial" + Path(name).suffix.lower())
            path.write_bytes(data)
            try:
                trial = matcher.read_trial(path)
            except matcher.InputError as error:
                raise matcher.InputError(name, error.record, error.mend) from None
        self.take_trial(trial, trial.text)

    def take_trial(self, trial: Trial, text: str) -> None:
        """Put a trial in place of the one there was. Verdicts of a person belong to their trial and wait for it to come back."""
        if self.trial is not None:
            self._reviews[_name(self.trial)] = self.review
        self.trial, self.trial_text = trial, text
        earlier = self._reviews.get(_name(trial), Review())
        self.review = replace(self.review, decisions=earlier.decisions)

    def read_notes(self, drafts: tuple[Draft, ...]) -> None:
        """Read the notes of a patient; the screening date is the newest note's until it is set.

        What was said about words of the notes goes with them where they still stand there.

        Raises:
            InputError: when a note cannot be read; the session then keeps what it had.
        """
        import matcher

        notes = [
            matcher.Note(draft.text, note_id=str(number), date=draft.date, title=draft.name)
            for number, draft in enumerate(drafts, 1)
        ]
        patient = matcher.read_notes(notes)
        others = self.patient is not None and not _alike(self.drafts, drafts)
        self.patient, self.drafts = patient, drafts
        self.review, lost = self.review.carried_to(self.patient)
        told = []
        if lost:
            told.append(f"{lost} of your changes hung on words that are no longer in the notes and were left out.")
        if others:
            # They may be another patient's: nothing of theirs is to be kept under the id of the one before.
            self.kept, self.theirs, self.listed, self.opened = None, None, (), None
            if self.review.decisions:
                told.append(
                    f"These are other notes; your verdicts ({len(self.review.decisions)}) were given on the ones before. "
                    "For another patient use Clear patient first."
                )
        if told:
            self.notice = " ".join(told)

    def view(self) -> View | None:
        """The result for the present settings; matched again only when one of them has changed."""
        import matcher
        from matcher.report.summary import view

        patient, trial = self.patient, self.trial
        if patient is None or trial is None:
            return None
        # Compared by identity, and kept alive by being kept here: comparing all facts would cost more than matching them.
        asked = (patient, trial, self.review, self.absence, self.as_of)
        if self._view is None or any(old is not new for old, new in zip(self._view_of, asked, strict=True)):
            machine = result = matcher.match(patient, trial, absence=self.absence, as_of=self.as_of)
            revised = self.review.revised(patient)
            if revised is not patient:
                result = matcher.match(revised, trial, absence=self.absence, as_of=self.as_of)
            result = self.review.decided(result)
            self._view, self._view_of = view(trial, revised, result, machine=machine, review=self.review), asked
        return self._view

    def clear_patient(self, notice: str = "Patient cleared. Nothing of the notes is kept in this session.") -> None:
        """Forget every word and date of the patient. The trial and the absence policy stay: they are no patient's."""
        fresh = Session(
            trial_text=self.trial_text,
            trial=self.trial,
            absence=self.absence,
            editing_notes=True,
            generation=self.generation + 1,
            notice=notice,
        )
        forget_uploads()
        st.session_state.clear()
        st.session_state[_SESSION] = fresh


def forget_uploads() -> None:
    """Drop the files of this session that Streamlit holds in memory."""
    from streamlit.runtime.scriptrunner import get_script_run_ctx

    context = get_script_run_ctx(suppress_warning=True)
    if context is not None:
        context.uploaded_file_mgr.remove_session_files(context.session_id)


def _alike(old: tuple[Draft, ...], new: tuple[Draft, ...]) -> bool:
    """Whether notes share half the lines of the shorter ones: the same ones edited or added to, not another patient's."""
    before, after = (
        {line.strip() for draft in drafts for line in draft.text.splitlines()} - {""} for drafts in (old, new)
    )
    return 2 * len(before & after) >= min(len(before), len(after))


def _name(trial: Trial) -> str:
    return hashlib.sha256(trial.text.encode("utf-8", "surrogatepass")).hexdigest()


def begun() -> bool:
    """Whether this browser tab has a session yet."""
    return _SESSION in st.session_state


def session() -> Session:
    """The session of this browser tab; a new one holds the example."""
    if not begun():
        fresh = Session(example=True)
        fresh.drafts = (Draft((EXAMPLES / "note.txt").read_text(encoding="utf-8"), name="invented example"),)
        fresh.trial_text = (EXAMPLES / "NCT06421701.txt").read_text(encoding="utf-8")
        st.session_state[_SESSION] = fresh
    return st.session_state[_SESSION]
