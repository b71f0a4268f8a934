"""The dialogs in which a person disagrees: a verdict of their own, a fact put right, a private note."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import streamlit as st

from matcher.matching.review import Correction, Decision, Remark
from matcher.matching.types import Verdict
from matcher.report.markup import escape, tag_of_verdict
from matcher.report.summary import BASIS_WORDS, VERDICT_ICONS, VERDICT_WORDS, VERDICTS
from matcher.report.table import fact_words
from matcher.report.visible import one_line
from matcher.web.actions import moment, name_of, row_of
from matcher.web.failures import guarded, message
from matcher.web.state import Session, session

if TYPE_CHECKING:
    from matcher.notes.types import DrugStatus, Fact, FactType

_STATED = {"present": "Present", "absent": "Absent (denied)", "past": "In the past, over", "family": "In the family"}
_TYPES: dict[FactType, str] = {
    "condition": "Disease or symptom",
    "exposure": "Drug, vaccine, therapy, habit",
    "measurement": "Measurement or score",
    "procedure": "Procedure",
    "allergy": "Allergy",
    "reproductive": "Pregnancy, lactation, contraception",
    "participation": "Other trial",
    "attestation": "Consent, compliance",
    "age": "Age (years)",
    "sex": "Sex",
}
_EARLIEST, _LATEST = dt.date(1900, 1, 1), dt.date(2100, 12, 31)


def open_dialog(now: Session) -> None:
    """Open the dialog that was asked for, if any."""
    if now.asking is not None and now.patient is not None:
        _DIALOGS[now.asking.name]()


def _closed() -> None:
    session().asking = None


def _done(now: Session) -> None:
    now.asking = None
    st.rerun()


def _name_field(now: Session) -> None:
    if now.signed_in:
        return
    now.reviewer = st.text_input("Your name or initials", value=now.reviewer, max_chars=60, key=now.key("reviewer"))


def _quoted(words: str, lead: str = "") -> None:
    st.html(f'<p class="tm-asked">{escape(lead)}<q>{escape(words)}</q></p>')


@st.dialog("Override the verdict", on_dismiss=_closed)
@guarded
def _override() -> None:
    now = session()
    row = row_of(now, now.asking.about.get("id") if now.asking else None)
    if row is None:
        return
    machine = row.machine
    basis = "" if machine.basis == "none" else f" ({BASIS_WORDS[machine.basis]})"
    st.html(
        f'<p class="tm-asked"><b>{escape(row.criterion.id)}</b> {escape(one_line(row.criterion.text))}</p>'
        f'<p class="tm-asked">Matcher: {tag_of_verdict(machine.verdict)}{basis} {escape(one_line(machine.reason))}</p>'
    )
    with st.form(now.key("override"), border=False):
        verdict = st.radio(
            "Your verdict",
            options=[v for v in VERDICTS if v != row.verdict or row.decision is not None],
            format_func=lambda name: f"{VERDICT_ICONS[name]} {VERDICT_WORDS[name]} – {_MEANS[name]}",
            index=None,
        )
        reason = st.text_area("Reason", max_chars=1000, height=90, value=row.decision.reason if row.decision else "")
        _name_field(now)
        go = st.form_submit_button("Save", type="primary")
    if go:
        if verdict is None or not reason.strip():
            message("Choose a verdict and say why.", bad=True)
            return
        now.review = now.review.decide(Decision(row.criterion.id, verdict, reason.strip(), name_of(now), moment()))
        _done(now)


_MEANS: dict[Verdict, str] = {
    "satisfied": "does not stand in the way",
    "violated": "rules the patient out",
    "unknown": "the notes do not decide it",
    "not_applicable": "does not concern this patient",
}


@st.dialog("This was read wrongly", on_dismiss=_closed)
@guarded
def _wrong() -> None:
    now = session()
    view = now.view()
    wanted = now.asking.about.get("id") if now.asking else None
    fact = next((fact for fact in view.patient.facts if fact.fact_id == wanted), None) if view else None
    if fact is None:
        return
    _quoted(fact.text)
    st.html(f'<p class="tm-asked">was read as <b>{escape(fact_words(fact))}</b>. It will no longer count.</p>')
    with st.form(now.key("wrong"), border=False):
        reason = st.text_input("What is wrong with it (optional)", max_chars=500)
        _name_field(now)
        go = st.form_submit_button("Do not count it", type="primary")
    if go:
        now.review = now.review.correct(Correction("removed", fact, reason.strip(), name_of(now), moment()))
        _done(now)


@dataclass(frozen=True, slots=True)
class _Place:
    note: int
    start: int
    end: int
    words: str


def _place(now: Session, words_wanted: str) -> _Place | None:
    """The words the dialog is about: those selected, else those typed here and found in a note."""
    if now.patient is None or now.asking is None:
        return None
    notes = now.patient.notes
    about = now.asking.about
    if about:
        place = _Place(about["note"], about["start"], about["end"], "")
        words = notes[place.note].text[place.start : place.end]
        _quoted(words if len(words) <= 300 else words[:300] + " …")
        return replace(place, words=words)
    typed = st.text_input(words_wanted, max_chars=300, key=now.key("words"), placeholder="as they stand in the note")
    if not typed.strip():
        return None
    for number, note in enumerate(notes):
        start = note.text.lower().find(typed.strip().lower())
        if start >= 0:
            end = start + len(typed.strip())
            return _Place(number, start, end, note.text[start:end])
    message("These words do not stand in the notes.")
    return None


@st.dialog("Add a private note", on_dismiss=_closed)
@guarded
def _remark() -> None:
    now = session()
    place = _place(now, "On which words of the note")
    with st.form(now.key("remark"), border=False):
        text = st.text_area(
            "Private note",
            max_chars=2000,
            height=90,
            help="Stays in this session, in what you export, and in the review if you keep it.",
        )
        _name_field(now)
        go = st.form_submit_button("Save", type="primary")
    if not go or now.patient is None:
        return
    if place is None or not text.strip():
        message("Say on which words, and what you want to note.", bad=True)
        return
    note_id = now.patient.notes[place.note].note_id or ""
    remark = Remark(note_id, place.start, place.end, place.words, text.strip(), name_of(now), moment())
    now.review = now.review.remark(remark)
    _done(now)


@st.dialog("Add a fact the matcher missed", on_dismiss=_closed, width="medium")
@guarded
def _fact() -> None:
    now = session()
    place = _place(now, "Which words of the note say it")
    if place is None or now.patient is None:
        return
    read = _as_read(place.words)
    left, right = st.columns(2)
    kinds = list(_TYPES)
    with left:
        kind: FactType = st.selectbox(
            "Kind", kinds, index=kinds.index(read.type) if read and read.type in kinds else 0, format_func=_TYPES.get
        )
    with right:
        concept = _concept_field(place.words, read, kind)
    stated = st.radio(
        "The note says it is", list(_STATED), format_func=_STATED.get, horizontal=True, index=_index(read)
    )
    value, unit = None, ""
    if kind in ("measurement", "age"):
        left, right = st.columns(2)
        value = left.number_input("Value", value=read.value if read else None, format="%g", step=None)
        unit = right.text_input("Unit", value=(read.unit or "") if read else "", max_chars=30)
    status: DrugStatus | None = None
    stopped = None
    if kind == "exposure":
        left, right = st.columns(2)
        status = left.selectbox(
            "Taken", [None, "active", "stopped", "planned", "held"], format_func=lambda s: s or "not said"
        )
        stopped = right.date_input(
            "Stopped or last given on", None, min_value=_EARLIEST, max_value=_LATEST, format="YYYY-MM-DD"
        )
    date = st.date_input(
        "Date it was, was measured or began (empty: as the note)",
        None,
        min_value=_EARLIEST,
        max_value=_LATEST,
        format="YYYY-MM-DD",
    )
    _name_field(now)
    if not st.button("Add the fact", type="primary", key=now.key("add-fact")):
        return
    if not concept:
        message("Say what the words mean.", bad=True)
        return
    fact = _new_fact(now, place, kind, concept, stated)
    fact = replace(
        fact,
        value=value,
        unit=unit.strip() or None,
        quality=read.quality if read and read.concept == concept and value is None else None,
        date=date or fact.date,
        date_precision="day" if date else fact.date_precision,
        status=status or ("stopped" if stopped else None),
        stopped=stopped,
        stopped_precision="day" if stopped else "none",
        ongoing=False if stopped or status == "stopped" else fact.ongoing,
    )
    now.review = now.review.correct(Correction("added", fact, "", name_of(now), moment()))
    _done(now)


def _as_read(words: str) -> Fact | None:
    """What the matcher makes of the words alone: where the dialog starts from."""
    import matcher

    facts = matcher.read_notes(words).facts if len(words) <= 500 else ()
    return max(facts, key=lambda fact: (fact.value is not None, fact.end - fact.start), default=None)


def _index(read: Fact | None) -> int:
    if read is None:
        return 0
    return 1 if read.negated else 3 if read.family else 2 if read.ongoing is False else 0


def _concept_field(words: str, read: Fact | None, kind: str) -> str:
    """The concept: what the words were read as, what the vocabulary has for them, or what is typed."""
    import matcher

    known = matcher.vocabulary()
    found = [read.concept] if read else []
    found += [concept.name for concept in known.search(one_line(words)[:80], 12) if concept.type == kind or not read]
    options = list(dict.fromkeys(found))
    typed = st.selectbox(
        "Meaning",
        options,
        index=0 if options else None,
        accept_new_options=True,
        placeholder="Type a disease, drug, test …",
    )
    if not typed:
        return ""
    concept = known.concept(typed)
    if concept is None:
        message("The vocabulary does not have this word: it will meet only criteria that use it too.")
        return str(typed).strip().lower()
    return concept.name


def _new_fact(now: Session, place: _Place, kind: FactType, concept: str, stated: str) -> Fact:
    from matcher.notes.types import Fact

    assert now.patient is not None
    note = now.patient.notes[place.note]
    named = f"added|{place.note}|{place.start}|{place.end}|{kind}|{concept}|{stated}"
    return Fact(
        fact_id="added-" + hashlib.sha256(named.encode("utf-8", "surrogatepass")).hexdigest()[:10],
        type=kind,
        concept=concept,
        text=place.words,
        start=place.start,
        end=place.end,
        note_id=note.note_id or "",
        sentence=(place.start, place.end),
        negated=stated == "absent",
        historical=stated == "past",
        family=stated == "family",
        ongoing=False if stated == "past" else None,
        date=note.date,
        date_precision="note" if note.date else "none",
    )


_DIALOGS: dict[str, Callable[[], None]] = {
    "override": _override,
    "wrong": _wrong,
    "remark": _remark,
    "fact": _fact,
}
