"""From drafts to facts: sentence and section filled in, repeats merged, ids given, order kept."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable
from typing import cast

from matcher.notes.diseases import MAIN_DISEASE
from matcher.notes.types import Fact
from matcher.notes.view import DRAFT_FIELDS, FactDraft, NoteView

COPIED = "copied forward"
_PLAIN = tuple(name for name in DRAFT_FIELDS if name not in ("sentence", "section", "start", "end", "type", "concept"))


def merge(drafts: Iterable[FactDraft]) -> list[FactDraft]:
    """Drafts in order, with those of one type and concept that overlap as one: the longest, with what the others know."""
    by_key: dict[tuple[str, str], list[FactDraft]] = defaultdict(list)
    for draft in sorted(drafts, key=lambda d: (d.start, -d.end)):
        same = by_key[draft.type, draft.concept]
        last = same[-1] if same else None
        if last is not None and draft.end <= last.end and draft.negated < last.negated and not last.family:
            continue  # the "smoke" of "does not smoke"
        if last is not None and draft.start < last.end and _same_statement(last, draft):
            _add(last, draft)
        else:
            same.append(draft)
    return sorted((d for same in by_key.values() for d in same), key=lambda d: (d.start, d.end, d.type, d.concept))


def _same_statement(first: FactDraft, second: FactDraft) -> bool:
    """Whether two overlapping drafts are one: not where each has a value or a date of its own."""
    return all(
        getattr(first, name) is None or getattr(second, name) is None or getattr(first, name) == getattr(second, name)
        for name in ("value", "date", "dose", "quality", "started")
    )


def _add(kept: FactDraft, more: FactDraft) -> None:
    kept.qualifiers = tuple(dict.fromkeys((*kept.qualifiers, *more.qualifiers)))
    blank = FactDraft(kept.type, kept.concept, 0, 0)
    for name in _PLAIN:
        if name not in ("qualifiers", "fuzzy", "ambiguous") and getattr(kept, name) == getattr(blank, name):
            setattr(kept, name, getattr(more, name))


def assemble(note: NoteView, drafts: Iterable[FactDraft], main: str | None, copy: int = 0) -> list[Fact]:
    """The facts of one note.

    Args:
        drafts: of the note, merged and dated.
        main: the patient's main disease, for drafts that speak of it without naming it; they are dropped where it is None.
        copy: how many notes with the same text stand before, so that ids stay unique.
    """
    digest = hashlib.sha256(note.text.encode("utf-8", "surrogatepass")).hexdigest()
    facts: list[Fact] = []
    note_id = note.note.note_id or ""
    seen: dict[str, int] = {}
    for draft in drafts:
        if draft.concept == MAIN_DISEASE:
            if main is None:
                continue
            draft.concept = main
        if not 0 <= draft.start < draft.end <= len(note.text):
            continue
        section = note.section_at(draft.start)
        draft.sentence = draft.sentence or note.sentence_at(draft.start)
        draft.section = draft.section or section.kind
        if section.copied and COPIED not in draft.qualifiers:
            draft.qualifiers = (*draft.qualifiers, COPIED)
        place = f"{digest}|{copy}|{draft.type}|{draft.concept}|{draft.start}|{draft.end}"
        number = seen.get(place, 0)
        seen[place] = number + 1
        draft.fact_id = hashlib.sha256(f"{place}|{number}".encode("utf-8", "surrogatepass")).hexdigest()[:16]
        draft.text, draft.note_id = note.text[draft.start : draft.end], note_id
        facts.append(_sealed(draft))
    return facts


def _sealed(draft: FactDraft) -> Fact:
    """The draft itself, from now on a fact that cannot be changed.

    It has the fields of a fact: to copy fifty of them one by one would cost more than all else that is done to it here.
    """
    draft.__class__ = Fact  # type: ignore[assignment]
    return cast(Fact, draft)
