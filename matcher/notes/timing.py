"""When a fact was: times of its sentence, else the date of its section, else that of the note."""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import lru_cache

from matcher.notes.diseases import MAIN_DISEASE
from matcher.notes.phrases import TABLES, expand
from matcher.notes.places import Thing, beginning_in
from matcher.notes.types import Precision
from matcher.notes.view import FactDraft, NoteView, Section
from matcher.text.patterns import alternation
from matcher.text.tables import read_table
from matcher.text.times import Interval, TimeExpression, find_times, resolve
from matcher.text.word_index import WordIndex

_HEAD = 2500
"""Characters of a note in which its own date is looked for."""
_FARTHEST = 100
_DIRECTLY = 2
_MANY, _REACH = 40, 400
_LABEL_AFTER = re.compile(r"\s*[):,-]")
_CLAUSE = re.compile(r";|\bbut\b|\bthen\b|\bwhile\b|\bwhereas\b|\. ")
_BRACKETED = re.compile(r"\([^()]*\)")
_BARE_SINCE = re.compile(r"\s+since(?:\s+then)?(?=\s*(?:[.,;)]|and\b|or\b|nor\b|$))", re.IGNORECASE)
_DONE_FOR_IT = re.compile(
    r"[\s,(]*(?:s/p|status post|treated (?:with|by)|excised by|with)\s+(?:\w+[\s-]){0,3}\Z", re.IGNORECASE
)
"""Between a disease and the operation whose date is its own: "hip fracture s/p hemiarthroplasty 6/2022"."""
_SEEN_AFTER_IT = re.compile(r"(?:ation)?[ \t]*(?:f/u|fu|follow[- ]?up|recipient|surveillance)\b", re.IGNORECASE)
"""Behind an operation: that it was done before. "Kidney transplant follow-up 3 May" tells of no transplantation in May."""
_SINCE_IT = re.compile(r"\bsince\s+(?:the|an?|his|her|their|that|this)?\s*(?:last|first|second)?\s*\Z", re.IGNORECASE)
"""Before an operation: that it was before the day of the note, or of the results it stands among."""
_SINCE_REACH = 30
_ITEM_END = re.compile(r"[,;]")
_BLANK_LINE = re.compile(r"\n[ \t]*\n")
_CONTENT = re.compile(r"\s*\S")
_STALE = frozenset({"problem list", "interim stale"})


# ---------------------------------------------------------------- the date of the note and of its sections


@lru_cache(maxsize=1)
def _date_labels() -> tuple[re.Pattern[str], dict[str, int], frozenset[str]]:
    """A pattern for the labels, the rank of each, and the words they begin with."""
    ranks = {word: int(row["rank"]) for row in read_table(TABLES / "date_labels.tsv") for word in expand(row["words"])}
    pattern = re.compile(rf"(?<!\w){alternation(ranks)}(?!\w)[\s:]*(?:on|of|was|is)?[\s:]*", re.IGNORECASE)
    return pattern, ranks, frozenset(label.split()[0] for label in ranks)


def find_note_date(clean: str, words: WordIndex | None = None, *, day_first: bool = False) -> dt.date | None:
    """The date a note gives itself: after a label ("Date of service:"), else on one of its first short lines.

    Labels and their ranks stand in `tables/date_labels.tsv`.

    Args:
        clean: normalised text.
        words: of the same text, where they are known.
        day_first: whether its dates in digits have the day before the month.

    >>> find_note_date("CLINIC NOTE\\nDate of service: 05/14/2025\\nSeen on 05/10/2025 by the nurse.")
    datetime.date(2025, 5, 14)
    """
    pattern, ranks, firsts = _date_labels()
    head = clean[:_HEAD]
    labelled: list[tuple[int, int, dt.date]] = []
    for match in (words or WordIndex(head)).finditer(pattern, firsts, len(head)):
        rank = next(ranks[key] for key in [_label_of(match[0], ranks)])
        found = find_times(head, match.end(), min(len(head), match.end() + 30), day_first=day_first)
        if found and found[0].start <= match.end() + 1 and (date := _full_date(found[0])):
            labelled.append((rank, match.start(), date))
    if labelled:
        return min(labelled)[2]
    for line in head.split("\n")[:8]:
        if line.strip() and len(line) < 100:
            dates = {date for found in find_times(line, day_first=day_first) if (date := _full_date(found))}
            long_words = len(re.findall(r"[A-Za-z]{2,}", line))
            if (
                len(dates) == 1
                and long_words <= 8
                and not line.rstrip().endswith(".")
                and not re.search(r"\b(?:dob|born|birth|since|labs?|ref)\b", line, re.IGNORECASE)
            ):
                return dates.pop()
    return None


def _label_of(matched: str, ranks: dict[str, int]) -> str:
    words = re.sub(r"[\s:]+$", "", " ".join(matched.lower().split()))
    for cut in (words, re.sub(r"[\s:]+(?:on|of|was|is)$", "", words)):
        if cut in ranks:
            return cut
    return min(ranks, key=lambda label: -len(label) if words.startswith(label) else 0)


def _full_date(found: TimeExpression) -> dt.date | None:
    if found.kind != "date" or found.year is None or found.day is None:
        return None
    interval = resolve(found, None)
    return interval.earliest if interval.precision == "day" else None


def dated_sections(
    sections: Iterable[Section], clean: str, note_date: dt.date | None, *, day_first: bool = False
) -> tuple[Section, ...]:
    """The sections with the dates their headers give ("LABORATORY (05/12/2025)", "copied from visit of 03/12/2025").

    A header with several dates heads a table; its columns are dated, not the section.
    """
    dated: list[Section] = []
    for section in sections:
        headed = section.body_start > section.start
        times = find_times(clean, section.start, section.body_start, day_first=day_first) if headed else []
        dates = [
            interval for found in times if (interval := resolve(found, note_date)).earliest and found.kind == "date"
        ]
        if len(dates) == 1:
            interval = dates[0]
            precision: Precision = "note" if section.copied or section.kind in _STALE else interval.precision
            section = replace(section, date=interval.date, date_precision=precision)
        dated.extend(_until_blank_line(section, clean))
    return tuple(dated)


def _until_blank_line(section: Section, clean: str) -> Iterable[Section]:
    """The date of a results header holds to the next blank line; what follows is of the section, but not of its date."""
    if section.date is None or section.copied or "measurement" not in section.implies:
        return (section,)
    opening = _CONTENT.match(clean, section.body_start, section.end)
    blank = _BLANK_LINE.search(clean, opening.end() if opening else section.body_start, section.end)
    if blank is None:
        return (section,)
    rest = replace(section, start=blank.end(), body_start=blank.end(), date=None, date_precision="none")
    return (replace(section, end=blank.end()), rest)


# ---------------------------------------------------------------- the dates of facts


def date_drafts(note: NoteView, drafts: list[FactDraft]) -> None:
    """Fills in date, precision, end and, where a duration says it, ongoing of the drafts that have no date yet.

    What a drug fact says of start and stop stays; where it has them, its date is its start.
    """
    by_sentence: dict[int, list[FactDraft]] = defaultdict(list)
    for draft in drafts:
        by_sentence[note.sentence_index(draft.start)].append(draft)
    for index, beside in by_sentence.items():
        start = note.sentences[index][0] if note.sentences else 0
        for draft in beside:
            _date(note, draft, beside, start, index)


def _counted_from(
    note: NoteView, found: TimeExpression, start: int, index: int, anchor: dt.date | None
) -> dt.date | None:
    """The day that "two days later" counts from: the last one named before it, at most three sentences back."""
    day = _last_day([t for t in note.times_at(start) if t.end <= found.start], anchor, None)
    for number in range(index - 1, max(index - 4, -1), -1):
        if day is not None:
            break
        day = _last_day(note.times_at(note.sentences[number][0]), anchor, None)
    return day


def _last_day(times: Sequence[TimeExpression], anchor: dt.date | None, previous: dt.date | None) -> dt.date | None:
    """The last day some times name, which "two days later" counts from."""
    for found in reversed(times):
        interval = resolve(found, anchor, previous=previous)
        if interval.precision == "day" and interval.earliest and interval.earliest == interval.latest:
            return interval.earliest
    return previous


def _date(note: NoteView, draft: FactDraft, beside: list[FactDraft], start: int, index: int) -> None:
    section = note.section_at(draft.start)
    anchor = section.date if section.copied and section.date else note.anchor
    if draft.date is None and draft.started is not None:
        draft.date, draft.date_precision = draft.started, draft.started_precision
        draft.date_end = draft.date_end or draft.stopped
    if draft.date is not None or draft.date_precision not in ("none",):
        return
    if draft.type == "procedure" and note.note_date is not None and _SEEN_AFTER_IT.match(note.clean, draft.end):
        draft.historical, draft.date, draft.date_precision = True, note.note_date, "note"
        return
    if draft.type not in ("age", "sex") and not (draft.negated and "planned" in draft.qualifiers):
        found = _nearest(note, draft, beside, start)
        if found is not None:
            previous = _counted_from(note, found, start, index, anchor) if _is_counted(found) else None
            if _take(draft, found, anchor, previous):
                if draft.negated and draft.date_end is not None and _BARE_SINCE.match(note.clean, draft.end):
                    draft.date, draft.date_end = draft.date_end, None  # "5/2023 to 11/2024, none since"
                _take_last(note, draft, anchor, start)
                return
    if draft.type == "measurement" and draft.historical and section.date is None and draft.value is not None:
        return  # an earlier result ("88 at that time") is not of the day of the note
    if draft.type == "procedure" and _SINCE_IT.search(note.clean, max(start, draft.start - _SINCE_REACH), draft.start):
        draft.historical, draft.date, draft.date_precision = True, note.note_date, "note" if note.note_date else "none"
        return
    if section.date is not None:
        draft.date, draft.date_precision = section.date, section.date_precision
    elif note.note_date is not None:
        draft.date, draft.date_precision = note.note_date, "note"


def _is_counted(found: TimeExpression) -> bool:
    """Whether a time is counted from one said before."""
    return any(part is not None and part.anchor in ("previous", "event") for part in (found, found.first, found.last))


def _take(draft: FactDraft, found: TimeExpression, anchor: dt.date | None, previous: dt.date | None) -> bool:
    """Dates a draft by a time; whether that gave a date."""
    future = draft.hypothetical or "planned" in draft.qualifiers or "scheduled" in draft.qualifiers
    interval = resolve(found, anchor, prefer="future" if future else "past", previous=previous)
    if interval.date is None:
        return _take_end(draft, interval)
    draft.date = interval.date
    draft.date_precision = interval.precision
    if interval.end is not None and interval.end.latest is not None:
        draft.date_end = interval.end.latest
    elif found.window and interval.latest is not None:
        draft.date_end = None if draft.negated else interval.latest
    if interval.ongoing and draft.type == "condition" and not draft.negated and draft.ongoing is None:
        draft.ongoing = True
    return True


_ENDS = re.compile(
    r"\b(?:stopped|discontinued|ended|finished|completed|off|until|through|last(?: \w+){0,2})(?: on| in| at)?\s*:?\s*\Z",
    re.IGNORECASE,
)


def _take_last(note: NoteView, draft: FactDraft, anchor: dt.date | None, start: int) -> None:
    """The last day of a treatment that the sentence names after its first: "hemodialysis in January, stopped 02/10"."""
    if draft.type != "procedure" or draft.negated or draft.date is None or draft.date_end is not None:
        return
    for found in note.times_at(start):
        if found.start < draft.end or found.kind not in ("date", "relative"):
            continue
        if _ENDS.search(note.clean, max(draft.end, found.start - 40), found.start):
            last = resolve(found, anchor).latest
            if last is not None and last > draft.date:
                draft.date_end = last
            return


def _take_end(draft: FactDraft, interval: Interval) -> bool:
    """ "Until March 2024": the end is known and the start is not; the event lies on or before the end."""
    if interval.end is None or interval.end.latest is None or draft.type not in ("participation", "procedure"):
        return False
    draft.date, draft.date_precision = interval.end.earliest, interval.end.precision
    draft.date_end = interval.end.latest
    return True


def _nearest(note: NoteView, draft: FactDraft, beside: list[FactDraft], start: int) -> TimeExpression | None:
    """The time of the sentence that belongs to a draft, None where none does."""
    if draft.negated and _BARE_SINCE.match(note.clean, draft.end):
        # "Cesarean section 2015; no surgery since": the time said before.
        return next(
            (found for found in reversed(note.times_at(start)) if found.end <= draft.start and found.kind != "age"),
            None,
        )
    best: tuple[float, TimeExpression] | None = None
    neighbours = _near(beside, draft.start)
    for found in _near(note.times_at(start), draft.start):
        if any(
            other.start <= found.start and found.end <= other.end for other in neighbours if _names_year(draft, other)
        ):
            continue
        if found.kind == "age" or (found.kind == "duration" and not _is_onset(draft, found)):
            continue
        if found.kind == "duration" and found.lead == "x" and not 0 <= found.start - draft.end <= 4:
            continue
        if found.kind == "date" and not found.certain and not _bare_year_fits(note.clean, draft, found):
            continue
        cost = _cost(note, draft, neighbours, found, start)
        if cost <= _FARTHEST and (best is None or cost < best[0]):
            best = (cost, found)
    return best[1] if best else None


def _near(placed: Sequence[Thing], position: int) -> Sequence[Thing]:
    """Of many things in order those within reach of a position; only run-on text has so many in a sentence."""
    if len(placed) <= _MANY:
        return placed
    return beginning_in(placed, position - _REACH, position + _REACH)


def _names_year(draft: FactDraft, other: FactDraft) -> bool:
    """Whether a time inside another fact's words is no date of this one: part of a name ("the 2019 EULAR/ACR criteria"), or its own."""
    return "criteria met" in other.qualifiers or (other is not draft and other.type in ("measurement", "age"))


def _bare_year_fits(text: str, draft: FactDraft, found: TimeExpression) -> bool:
    """Whether a bare number that may be a year stands so close that it dates the fact ("hysterectomy 2019")."""
    gap = text[draft.end : found.start] if found.start >= draft.end else text[found.end : draft.start]
    return len(gap) <= 40 and "\n" not in gap


def _is_onset(draft: FactDraft, found: TimeExpression) -> bool:
    """Whether a length of time says since when a condition has been there ("fever for 3 days", "3 week history of cough")."""
    return (
        draft.type in ("condition", "reproductive")
        and draft.concept != MAIN_DISEASE
        and not draft.negated
        and found.lead not in ("in", "over", "within")
    )


def _cost(note: NoteView, draft: FactDraft, beside: Sequence[FactDraft], found: TimeExpression, start: int) -> float:
    """How far a time stands from a fact: characters, and more for what stands between."""
    text = note.clean
    if found.start < draft.end and draft.start < found.end:
        return 0.0
    if _belongs_to_another(note, draft, beside, found):
        return 2 * _FARTHEST
    if found.start >= draft.end:
        low, high, cost = draft.end, found.start, 0.0
    else:
        low, high, cost = found.end, draft.start, 12.0
        if found.start - start <= 3 and _LABEL_AFTER.match(text, found.end):
            # A time that opens the sentence is its label and dates all of it.
            return 30.0 + min((high - low) * 0.1, 60.0)
        if found.start - start <= 12:
            return 30.0 + min((high - low) * 0.5, 100.0)
    gap = _BRACKETED.sub("()", text[low:high])
    cost += len(gap) + (60.0 if draft.negated and found.end <= draft.start else 0.0)
    cost += 60.0 * len(_CLAUSE.findall(gap)) + 15.0 * gap.count(",")
    if draft.negated and ";" in gap:
        cost += _FARTHEST  # "Diabetes: no; asthma 2018"
    others = sum(1 for other in beside if low <= other.start < high and other.start != draft.start)
    done = [t for t in note.terms_in(low, high) if low <= t.start < high and t.type in ("exposure", "procedure")]
    if draft.type == "condition" and done and not _DONE_FOR_IT.match(text, draft.end, done[0].start):
        cost += 60.0
    return cost + 20.0 * others


def _belongs_to_another(note: NoteView, draft: FactDraft, beside: Sequence[FactDraft], found: TimeExpression) -> bool:
    """Whether a time stands directly behind another thing of the same list, and a comma parts this one from it.

    In "influenza 10/2024, MMR, zoster 2022" each year is of the one before it, and that of MMR is not told.
    """
    text = note.clean
    owner = next(
        (
            other
            for other in beside
            if other.type == draft.type
            and other.start != draft.start
            and (
                other.start < found.start < other.end
                or (0 <= found.start - other.end <= _DIRECTLY and not text[other.end : found.start].strip(" ("))
            )
        ),
        None,
    )
    if owner is None:
        return False
    gap = text[found.end : draft.start] if found.end <= draft.start else text[draft.end : owner.start]
    return _ITEM_END.search(gap) is not None
