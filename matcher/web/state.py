"""What one session holds: the notes of one patient, the trial, and what was made of them.

Patients' words live in `st.session_state` and nowhere else: Streamlit's caches are shared by everyone who uses the server.
"""

from __future__ import annotations

import datetime as dt
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import streamlit as st

if TYPE_CHECKING:
    from matcher.matching.types import Absence
    from matcher.notes.types import Patient
    from matcher.report.summary import View
    from matcher.trials.types import Trial

EXAMPLES = Path(__file__).with_name("examples")
_SESSION = "matcher_session"


@dataclass(frozen=True, slots=True)
class Draft:
    """A note as it was pasted or dropped: its text, the date given beside it, and the file's name."""

    text: str
    date: dt.date | None = None
    name: str | None = None


@dataclass(slots=True)
class Session:
    """One user's work. `generation` names the widgets, so that a cleared session starts with empty ones."""

    drafts: tuple[Draft, ...] = ()
    trial_text: str = ""
    trial: Trial | None = None
    patient: Patient | None = None
    as_of: dt.date | None = None
    absence: Absence = "unknown"
    editing_notes: bool = False
    editing_trial: bool = False
    notice: str = ""
    problem: str = ""
    generation: int = 0
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

        self.trial = matcher.read_trial(text)
        self.trial_text = text

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
                self.trial = matcher.read_trial(path)
            except matcher.InputError as error:
                raise matcher.InputError(name, error.record, error.mend) from None
        self.trial_text = self.trial.text

    def read_notes(self, drafts: tuple[Draft, ...]) -> None:
        """Read the notes of a patient; the screening date is the newest note's until it is set.

        Raises:
            InputError: when a note cannot be read; the session then keeps what it had.
        """
        import matcher

        notes = [
            matcher.Note(draft.text, note_id=str(number), date=draft.date, title=draft.name)
            for number, draft in enumerate(drafts, 1)
        ]
        self.patient, self.drafts = matcher.read_notes(notes), drafts

    def view(self) -> View | None:
        """The result for the present settings; matched again only when one of them has changed."""
        import matcher
        from matcher.report.summary import view

        if self.patient is None or self.trial is None:
            return None
        # The settings by value, patient and trial by identity: comparing all facts would cost more than matching them.
        asked = (id(self.patient), id(self.trial), self.absence, self.as_of)
        if self._view is None or self._view_of != asked:
            result = matcher.match(self.patient, self.trial, absence=self.absence, as_of=self.as_of)
            self._view, self._view_of = view(self.trial, self.patient, result), asked
        return self._view

    def clear_patient(self) -> None:
        """Forget every word and date of the patient. The trial and the absence policy stay: they are no patient's."""
        fresh = Session(
            trial_text=self.trial_text,
            trial=self.trial,
            absence=self.absence,
            editing_notes=True,
            generation=self.generation + 1,
            notice="Patient cleared. Nothing of the notes is kept in this session.",
        )
        st.session_state.clear()
        st.session_state[_SESSION] = fresh


def session() -> Session:
    """The session of this browser tab; a new one holds the example."""
    if _SESSION not in st.session_state:
        fresh = Session()
        fresh.drafts = (Draft((EXAMPLES / "note.txt").read_text(encoding="utf-8"), name="invented example"),)
        fresh.trial_text = (EXAMPLES / "NCT06421701.txt").read_text(encoding="utf-8")
        st.session_state[_SESSION] = fresh
    return st.session_state[_SESSION]
