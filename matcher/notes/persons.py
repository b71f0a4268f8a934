"""Who is meant: nouns for the patient, and whether words speak of the patient or of a relative."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from matcher.notes.phrases import expand
from matcher.notes.view import NoteView
from matcher.text.patterns import alternation
from matcher.text.tables import read_table
from matcher.text.word_index import Phrases

TABLE = Path(__file__).parent / "tables" / "person_words.tsv"

_PERSON_REACH = 60
NO_PERSON = re.compile(
    r"\s*(?:condom|genital|pattern|partner|partners|sex|hormone|reproductive|catheter|infertility|factor|breast|relative|sibling|child|children|infant|newborn|fetus|baby|nurse|doctor|physician|friend|cousin|voice|donor|born|urethra|pelvis|escutcheon)",
    re.IGNORECASE,
)
_OBSTETRIC = re.compile(r"\bG\s?\d{1,2}\s?,?\s?P\s?\d{1,4}\b")
_YOUNG = re.compile(r"\s*(?:child|infant|newborn|baby|neonate|toddler)\b", re.IGNORECASE)
_MASKED = re.compile(r"\[\*\*[^\]]*\*\*\]|_{3,}|X{4,}")


@cache
def persons() -> dict[str, tuple[str, str]]:
    """Words for the patient → kind of word and the sex it says, from `person_words.tsv`."""
    return {row["word"]: (row["kind"], row["sex"]) for row in read_table(TABLE)}


@cache
def nouns() -> Phrases:
    """Nouns for a person."""
    words = [word for word, (kind, _) in persons().items() if kind in ("noun", "plain")]
    return Phrases(words, before=r"(?<![\w-])", after=r"(?![\w-])")


@cache
def relatives() -> Phrases:
    """Words for relatives."""
    return Phrases(expand("{relative}"))


@cache
def relative_pattern() -> re.Pattern[str]:
    """Words for relatives, in a few words of a note."""
    return re.compile(rf"(?<!\w){alternation(expand('{relative}'))}(?!\w)", re.IGNORECASE)


def person_after(note: NoteView, position: int) -> tuple[int, str | None]:
    """Where the noun for a person ends that follows an age, adjectives between, and its word."""
    text = note.clean
    for match in nouns().finditer(note.words, position, min(position + _PERSON_REACH, len(text))):
        between = _OBSTETRIC.sub(" ", text[position : match.start()])
        if re.search(r"[.;:()\n\d]|\b(?:with|who|and has|presents|has|is|was|for)\b", between):
            break
        if NO_PERSON.match(text, match.end()) and persons()[match[0].lower()][0] == "noun":
            if _YOUNG.match(text, match.end()) and "," not in between and len(between.split()) <= 1:
                continue  # "6-month-old male infant": the next noun is the person
            break
        return match.end(), match[0].lower()
    return position, None


_NEWBORN_AFTER = re.compile(
    r"[\s,]*(?:(?:infant|newborn|baby|neonate|fetus|foetus|child born|live birth|offspring)\b|\d[ ,.]?\d{3} ?g\b|\d(?:\.\d+)? ?kg\b[^.;\n]{0,20}\bapgars?\b)",
    re.IGNORECASE,
)
_NEWBORN_BEFORE = re.compile(
    r"\b(?:deliver(?:y|ed)|gave birth(?: to)?|svd|nsvd|born|birth of|live[- ]?born|viable|infant|newborn|baby)\b[^.;\n]{0,40}\Z",
    re.IGNORECASE,
)


def is_newborn(text: str, start: int, end: int) -> bool:
    """Whether a word of sex is said of a child just born ("SVD 08/30/2025, male 2910 g, Apgars 8/9")."""
    return (
        _NEWBORN_AFTER.match(text, end) is not None
        or _NEWBORN_BEFORE.search(text, max(0, start - 60), start) is not None
    )


def is_patient(note: NoteView, start: int, end: int) -> bool:
    """Whether an age is the patient's: not in a family section, no relative just before or after, not masked."""
    text = note.clean
    if "family" in note.section_at(start).implies or _MASKED.search(text, max(0, start - 4), end + 4):
        return False
    sentence = note.sentence_at(start)
    after = text[end : min(end + 40, sentence[1])]
    near = re.match(r"\W*(?:[a-z-]+\s+){0,2}", after)
    window = after[: (near.end() if near else 0) + 16]
    relative = relative_pattern().search(window)
    if (
        relative
        and not re.search(r"[,;.]|\b(?:with|who|whose|accompanied)\b", window[: relative.start()])
        and relative[0].lower() not in ("child", "partner")
    ):
        return False
    before = text[max(sentence[0], start - 60) : start]
    for match in relative_pattern().finditer(before):
        gap = before[match.end() :]
        if relative_clause := re.search(r"[;.]|\bpatient\b|\bshe is\b|\bhe is\b", gap):
            del relative_clause
            continue
        if match[0].lower() not in ("child",):
            return False
    return not note.assertion(start, end).family
