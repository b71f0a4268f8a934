"""Notes in, a patient with facts out."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from matcher.errors import InputError
from matcher.notes import allergies, conditions, demographics, measurements, medications, obstetrics, statements
from matcher.notes.ages import BIRTH_WORDS
from matcher.notes.assertion import assert_at
from matcher.notes.date_order import writes_day_first
from matcher.notes.diseases import main_disease
from matcher.notes.event_ages import date_by_age
from matcher.notes.facts import assemble, merge
from matcher.notes.pipeline import findings_of
from matcher.notes.timing import date_drafts, dated_sections, find_note_date
from matcher.notes.types import Fact, FactType, Note, Patient
from matcher.notes.view import Assertion, FactDraft, NoteView
from matcher.terms import vocabulary
from matcher.terms.types import ROOTS, TermMatch
from matcher.text.cover import Cover
from matcher.text.word_index import WordIndex

NoteLike = str | Note | dict[str, Any] | Path
_EXTRACTORS = (conditions, statements, measurements, medications, demographics, obstetrics)
_TOO_WIDE = ROOTS | {"allergy"}
"""Concepts that say nothing by themselves; a denial of one must not deny all diseases or drugs. Set phrases that do are statements."""
_DENIALS = tuple(cased for word in ("not ", "no ", "never ") for cased in (word, word.capitalize(), word.upper()))
# The words that the two patterns below begin with.
_NUMBERED = frozenset({"mrn", "medical", "hospital", "record", "patient"})
_SINCE = re.compile(
    r"\bsince\s+(?:the|an?|his|her|their|its|that|this)?\s*(?:last|first|second|most recent)?\s*(?:starting|beginning|stopping|initiation of)?\s*"
    r"(?:kidney|liver|heart|lung)?\s*\Z",
    re.IGNORECASE,
)
"""What nothing has been since is not denied: "no fever since the operation"."""
_SINCE_REACH = 50
_RECORD_NUMBER = re.compile(
    r"\b(?:MRN|medical record (?:number|no\.?)|hospital (?:number|no\.?)|record (?:number|no\.?)|patient id)\s*[:#]*\s*(?=\S*\d)([A-Z0-9-]{4,20})",
    re.IGNORECASE,
)
_BIRTH_DATE = re.compile(
    r"\b(?:DOB|D\.O\.B\.|date of birth|birth ?date|born(?: on)?)\s*:?\s*([0-9]{1,4}[-/. ][0-9A-Za-z]{1,9}[-/., ]{1,2}[0-9]{2,4})",
    re.IGNORECASE,
)


def read_notes(
    notes: NoteLike | Iterable[NoteLike],
    *,
    patient_id: str | None = None,
    as_of: dt.date | str | None = None,
    terms: Sequence[str] = (),
) -> Patient:
    """What the notes of one patient say, as facts.

    Args:
        notes: one note or several: text (a `str` is always text), `Note`, a dict with the keys of `Note`, or the `Path` of a
            text, Word, PDF or HTML file. Notes without an id are called "note-1", "note-2" …; a date that is not given is looked for in the text.
        patient_id: kept as it is.
        as_of: the screening date (date or ISO string); by default the newest date of the notes, marked as assumed.
        terms: words to watch for; each mention is a fact of its own, whatever its case and spacing.

    Returns:
        the Patient; without facts where there is no text.

    Raises:
        InputError: a file that is missing, binary or not text, or a note that is none of the kinds above.

    >>> patient = read_notes("She has SLE. No pleural effusion.")
    >>> [(fact.concept, fact.negated) for fact in patient.facts]
    [('systemic lupus erythematosus', False), ('pleural effusion', True)]
    """
    warnings: list[str] = []
    given = _notes(notes, warnings)
    day = _day(as_of)
    views: list[NoteView] = []
    drafted: list[list[FactDraft]] = []
    named: list[Note] = []
    for note in given:
        view = view_of(note, as_of=day)
        views.append(view)
        named.append(replace(note, date=view.note_date))
        drafted.append(_drafts(view, terms))
    main = main_disease(draft for drafts in drafted for draft in drafts)
    facts: list[Fact] = []
    copies: Counter[str] = Counter()
    for view, drafts in zip(views, drafted, strict=True):
        facts.extend(assemble(view, drafts, main, copies[view.text]))
        copies[view.text] += 1
    newest = max((note.date for note in named if note.date is not None), default=None)
    return Patient(
        patient_id=patient_id,
        notes=tuple(named),
        facts=tuple(facts),
        as_of=day if day is not None else newest,
        as_of_assumed=day is None,
        warnings=(*warnings, *_warnings(views, facts)),
    )


def view_of(note: Note, *, as_of: dt.date | None = None) -> NoteView:
    """One note through the pipeline, as the extractors see it.

    Args:
        note: with its id.
        as_of: the screening date, from which a note without a date counts "3 weeks ago".
    """
    read = findings_of(note.text)
    clean = read.text
    words = WordIndex(clean, read.words.places_of_runs())
    day_first = writes_day_first(clean, note.date)
    note_date = note.date or find_note_date(clean, words, day_first=day_first)
    cues = read.cues
    found: tuple[TermMatch, ...] = tuple(term for term in read.terms if term.concept not in _TOO_WIDE)

    def asserted(view: NoteView, start: int, end: int, kind: FactType | None) -> Assertion:
        index = view.sentence_index(start)
        if kind is None:
            kind = next((term.type for term in view.terms_in(start, max(end, start + 1)) if term.type != "other"), None)
        said = assert_at(cues.get(index, ()), start, end, kind, denies_itself=clean.startswith(_DENIALS, start))
        if said.negated and _SINCE.search(clean, max(view.sentence_at(start)[0], start - _SINCE_REACH), start):
            said = replace(said, negated=False)
        return _in_section(view, said, start)

    view = NoteView(
        text=note.text,
        clean=clean,
        note=note,
        note_date=note_date,
        anchor=note_date or as_of,
        sentences=read.sentences,
        sections=dated_sections(read.sections, clean, note_date or as_of, day_first=day_first),
        terms=found,
        asserted=asserted,
        statements=read.statements,
        abbreviations=read.abbreviations,
        words=words,
        day_first=day_first,
    )
    view.allergies = tuple(allergies.extract(view))
    view.reactions = Cover(allergies.reactions(view, view.allergies))
    view.set_phrases = Cover((stated.start, stated.end) for stated in read.statements if stated.statement.requires)
    view.allergens = frozenset(draft.start for draft in view.allergies)
    return view


_OF_THE_PATIENT = re.compile(
    r"\s*(?:the |this |our )?(?:patient|pt)\b(?!'s\s+(?:mother|father|family|brother|sister))"
    r"(?!\s+(?:reports?|reported|states?|stated|says|said|notes?|noted|denies|denied|indicates|mentions|describes|relates|admits|knows|has a family|is aware))",
    re.IGNORECASE,
)


def _in_section(view: NoteView, said: Assertion, start: int) -> Assertion:
    """An assertion with what the section adds: family, history, advice, differential diagnosis."""
    section = view.section_at(start)
    implies = section.implies
    if not implies or start < section.body_start:
        return said
    added: dict[str, bool] = {
        flag: True
        for flag in ("family", "historical", "hypothetical", "uncertain")
        if flag in implies and not getattr(said, flag)
    }
    clause = max(view.sentence_at(start)[0], view.clean.rfind(";", view.sentence_at(start)[0], start) + 1)
    if "family" in added and _OF_THE_PATIENT.match(view.clean, clause):
        del added["family"]
    return replace(said, **added) if added else said  # type: ignore[arg-type]


def _drafts(view: NoteView, terms: Sequence[str]) -> list[FactDraft]:
    """All drafts of a note, merged and dated; watched words are never merged away."""
    drafts: list[FactDraft] = list(view.allergies)
    for extractor in _EXTRACTORS:
        drafts.extend(extractor.extract(view))
    merged = merge(drafts)
    # Of facts of the same words the watched one comes first: who asks for "afebrile" finds it said, then the fever it denies.
    merged = [*_watched(view, terms, merged), *merged]
    date_drafts(view, merged)
    date_by_age(view, merged)
    return sorted(merged, key=lambda d: (d.start, d.end))


def _watched(view: NoteView, terms: Sequence[str], drafts: list[FactDraft]) -> list[FactDraft]:
    """A fact for each mention of the watched words that no fact of exactly these words covers."""
    found: list[FactDraft] = []
    for term in dict.fromkeys(word.strip() for word in terms if word.strip()):
        pattern = re.compile(rf"(?<!\w){_spaced(term)}(?!\w)", re.IGNORECASE)
        if not pattern.search(view.clean):
            pattern = re.compile(_spaced(term), re.IGNORECASE)  # run together with the next word
        concepts = vocabulary().lookup(term)
        concept = concepts[0] if len(concepts) == 1 else None
        kind: FactType = concept.type if concept else "condition"
        name = concept.name if concept else " ".join(term.lower().split())
        exact = {(draft.start, draft.end) for draft in drafts if (draft.type, draft.concept) == (kind, name)}
        for match in pattern.finditer(view.clean):
            if match.span() in exact:
                continue
            draft = FactDraft(kind, name, *match.span())
            assertion = view.assertion(*match.span(), kind)
            draft.assert_as(assertion)
            if assertion.resolved and not draft.negated:
                draft.ongoing, draft.historical = False, True
            draft.historical = draft.historical or medications.is_habit(name)
            found.append(draft)
    return found


def _spaced(term: str) -> str:
    return r"\s+".join(re.escape(word) for word in term.split())


# ---------------------------------------------------------------- what is given


def _notes(notes: NoteLike | Iterable[NoteLike], warnings: list[str]) -> list[Note]:
    """The notes given, each with an id; one given twice is kept once. What their files lack is added to the warnings."""
    several = [notes] if isinstance(notes, str | Note | dict | Path) else notes
    if isinstance(several, bytes | bytearray) or not isinstance(several, Iterable):
        raise InputError("notes", None, "give text, a Note, a dict with 'text', a Path, or a list of these")
    read = [_note(note, number, warnings) for number, note in enumerate(several, 1)]
    used = {note.note_id for note in read if note.note_id}
    kept: list[Note] = []
    seen: set[tuple[str, str | None, dt.date | None]] = set()
    for number, note in enumerate(read, 1):
        key = (note.text, note.note_id, note.date)
        if key in seen:
            continue
        seen.add(key)
        if note.note_id is None:
            name = f"note-{number}"
            while name in used:
                name += "'"
            used.add(name)
            note = replace(note, note_id=name)
        kept.append(note)
    counts = Counter(note.note_id for note in kept)
    for shared, count in counts.items():
        if count > 1:
            raise InputError("notes", shared, "two different notes have this id; give each its own")
    return kept


def _note(note: NoteLike, number: int, warnings: list[str]) -> Note:
    where = f"note {number}"
    if isinstance(note, Note):
        made = note
    elif isinstance(note, str):
        made = Note(note)
    elif isinstance(note, Path):
        from matcher.notes.exports.single import file_text

        text, found = file_text(note)
        warnings.extend(found)
        made = Note(text, title=note.name)
    elif isinstance(note, dict):
        unknown = set(note) - {"text", "note_id", "date", "title"}
        if "text" not in note or unknown:
            raise InputError("notes", where, "a dict needs the key 'text' and may have 'note_id', 'date' and 'title'")
        try:
            made = Note(**{key: value for key, value in note.items() if value is not None or key == "text"})
        except (TypeError, ValueError) as error:
            raise InputError("notes", where, "its date is no ISO date such as 2025-05-14") from error
    else:
        raise InputError("notes", where, "give text, a Note, a dict with 'text', or a Path")
    if not isinstance(made.text, str):
        raise InputError("notes", where, "its text is not a string")
    if made.date is not None and not isinstance(made.date, dt.date):
        raise InputError("notes", where, "its date is neither a date nor an ISO string")
    if isinstance(made.date, dt.datetime):
        made = replace(made, date=made.date.date())
    return made if made.note_id is None or isinstance(made.note_id, str) else replace(made, note_id=str(made.note_id))


def _day(as_of: dt.date | str | None) -> dt.date | None:
    if isinstance(as_of, dt.datetime):
        return as_of.date()
    if isinstance(as_of, str):
        try:
            return dt.date.fromisoformat(as_of)
        except ValueError as error:
            raise InputError("as_of", None, "give a date or an ISO string such as 2025-05-20") from error
    return as_of


def _written(note: NoteView, pattern: re.Pattern[str], words: frozenset[str]) -> Iterator[str]:
    """What stands behind the labels of a note that a pattern matches and these words begin."""
    for place, _ in note.words.places(words):
        if match := pattern.match(note.text, place):
            yield match[1]


def _warnings(views: Sequence[NoteView], facts: Sequence[Fact]) -> list[str]:
    """What suggests that the notes are not of one patient. No word of a note is repeated."""
    found = []
    sexes = {
        f.concept for f in facts if f.type == "sex" and not (f.negated or f.family or f.uncertain or f.hypothetical)
    }
    if len(sexes) > 1:
        found.append("The notes give two sexes. Check that they are of one patient.")
    births = {
        re.sub(r"\W+", "-", date.lower()).strip("-")
        for note in views
        for date in _written(note, _BIRTH_DATE, BIRTH_WORDS)
    }
    if len(births) > 1:
        found.append("The notes give different birth dates. Check that they are of one patient.")
    numbers = {number.upper() for note in views for number in _written(note, _RECORD_NUMBER, _NUMBERED)}
    if len(numbers) > 1:
        found.append("The notes give different record numbers. Check that they are of one patient.")
    return found
