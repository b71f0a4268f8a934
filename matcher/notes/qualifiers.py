"""Words that narrow a condition ("active", "well controlled", "other", "refractory"), its severity and its stage."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from matcher.notes.phrases import TABLES, expand
from matcher.notes.view import FactDraft, NoteView
from matcher.records import checked
from matcher.terms.types import TermMatch
from matcher.text.tables import read_table
from matcher.text.word_index import Phrases, WordIndex

_BARRIER = re.compile(r";|\bbut\b|\bhowever\b|[.!?](?=\s)|\n\s*\n", re.IGNORECASE)
_WORD = re.compile(r"[^\W_]+(?:[-'][^\W_]+)*")
_STAGE = re.compile(
    r"\b(?P<stage>(?:isn/rps |rps |who |nyha |ckd |figo |ajcc |clinical |pathologic |ecog |gold |killip |child[- ]pugh |tnm )?"
    r"(?:class|classes|stage|grade)(?:es)? (?:[ivx]{1,4}|[0-5]|[a-d])[a-d]?(?:-?[gs])?(?: ?\([ac/]{1,3}\))?"
    r"(?:(?: ?(?:/|\+|and|or|&|to|-) ?)(?:class |stage |grade )?(?:[ivx]{1,4}|[0-5])[a-d]?\b)?)(?![\w%])",
    re.IGNORECASE,
)
_SPECIFIED = re.compile(r" *(?:\([^()\n]{1,20}\) ?|of )?")
_STAGED = frozenset({"class", "classes", "stage", "stages", "grade", "grades"})
_STAGE_REACH = 30


@dataclass(frozen=True, slots=True)
class Rule:
    """A row of the qualifier table."""

    value: str
    field: str
    place: str
    reach: int


@checked(frozen=True, slots=True)
class Hit:
    """Qualifying words at [start, end) of a note, with the rules they may be read by."""

    start: int
    end: int
    rules: tuple[Rule, ...]


@lru_cache(maxsize=1)
def _table() -> tuple[Phrases, dict[str, tuple[Rule, ...]]]:
    rules: dict[str, list[Rule]] = defaultdict(list)
    for row in read_table(TABLES / "qualifiers.tsv"):
        rule = Rule(row["value"], row["field"], row["place"], int(row["reach"]))
        for words in expand(row["words"]):
            rules[words].append(rule)
    return Phrases(rules), {words: tuple(several) for words, several in rules.items()}


def find_hits(words: WordIndex) -> list[Hit]:
    """All qualifying words of a text, in order."""
    phrases, rules = _table()
    return [
        Hit(match.start(), match.end(), rules[" ".join(match[0].lower().split())]) for match in phrases.finditer(words)
    ]


def qualify(note: NoteView, draft: FactDraft, hits: list[Hit], starts: list[int]) -> None:
    """Gives a condition the qualifiers, the severity and the stage that stand beside it.

    Args:
        hits: from `find_hits`, of the whole note.
        starts: their starts.
    """
    first, last = note.sentence_at(draft.start)
    found: dict[str, None] = dict.fromkeys(draft.qualifiers)
    for hit in hits[
        bisect_left(starts, max(first, draft.start - 200)) : bisect_left(starts, min(last, draft.end + 200))
    ]:
        for rule in hit.rules:
            if rule.place == "disease" or rule.field == "ignore" or not _reaches(note, rule, hit, draft, rule.place):
                continue
            inside = draft.start <= hit.start and hit.end <= draft.end
            if (
                not inside
                and rule.value != "other"
                and not draft.negated
                and note.assertion(hit.start, hit.end, "condition").negated
            ):
                continue
            if rule.field == "severity":
                draft.severity = draft.severity or rule.value
            else:
                found[rule.value] = None
    if "uncontrolled" in found:
        found.pop("controlled", None)
    draft.qualifiers = tuple(found)
    if not draft.stage and note.words.has(_STAGED):
        draft.stage = _stage(note.clean, draft, first, last, note.terms_in(draft.end, last))


def _reaches(note: NoteView, rule: Rule, hit: Hit, draft: FactDraft, place: str) -> bool:
    """Whether the words stand on the right side of the condition, near enough, with no other condition nearer."""
    if hit.start < draft.end and draft.start < hit.end:
        return True
    before = hit.end <= draft.start
    if (place == "before" and not before) or (place == "after" and before):
        return False
    low, high = (hit.end, draft.start) if before else (draft.end, hit.start)
    between = note.clean[low:high]
    if _BARRIER.search(between) or len(_WORD.findall(between)) > rule.reach:
        return False
    # In a list the words belong to the item they stand with: "HTN (ok control), GERD"; "no other stroke or seizure" goes on.
    if before and ")" in between and "(" not in between:
        return False
    if place == "near" and before and _belongs_before(note, hit, len(between)):
        return False
    if place in ("near", "after") and not before and _belongs_after(note, hit, len(between)):
        return False
    if place == "before" and _is_within(note, hit):
        return False
    others = [term for term in note.terms_in(low, high) if term.type == "condition"]
    return not others or rule.value == "other" or (place != "near" and not before and "," not in between)


def _is_within(note: NoteView, hit: Hit) -> bool:
    """Whether the words are part of another condition's name ("low-grade fever, cough")."""
    return any(
        term.type == "condition" and term.start <= hit.start and hit.end <= term.end
        for term in note.terms_in(max(hit.start - 40, 0), hit.end)
    )


def _belongs_before(note: NoteView, hit: Hit, gap: int) -> bool:
    """Whether the words follow another condition at least as closely ("HTN, well controlled, GERD")."""
    first, _ = note.sentence_at(hit.start)
    earlier = [term for term in note.terms_in(max(first, hit.start - 60), hit.start) if term.type == "condition"]
    if not earlier or earlier[-1].end > hit.start:
        return False
    before = note.clean[earlier[-1].end : hit.start]
    return len(before) <= gap + 1 and not _BARRIER.search(before) and " and " not in before


def _belongs_after(note: NoteView, hit: Hit, gap: int) -> bool:
    """Whether the words stand right before another condition ("APS, here with worsening rash")."""
    _, last = note.sentence_at(hit.start)
    later = note.terms_in(hit.end, min(last, hit.end + 40))
    following = next((term for term in later if term.type == "condition"), None)
    if following is None:
        return False
    between = note.clean[hit.end : following.start]
    return len(between) < gap and "," not in between and not _BARRIER.search(between)


def _stage(text: str, draft: FactDraft, first: int, last: int, terms: Sequence[TermMatch]) -> str | None:
    """The stage or class beside a condition ("class IV lupus nephritis", "CKD stage 3b")."""
    low, high = max(first, draft.start - _STAGE_REACH), min(last, draft.end + _STAGE_REACH)
    inside = _STAGE.search(text, draft.start, draft.end)
    if inside:
        return inside["stage"]
    before = _stage_before(text, low, draft.start)
    if before and before["stage"].lower().startswith("stage"):
        return before["stage"]  # "stage IIIA breast cancer, grade 2"
    after = _STAGE.search(text, draft.end, high)
    if (
        after
        and "(" not in text[draft.end : after.start()]
        and len(text[draft.end : after.start()]) <= 12
        and not re.search(r"[;.]", text[draft.end : after.start()])
    ) and not any(term.start < after.end() + 3 and after.start() < term.end for term in terms):
        return after["stage"]
    return None if before is None else before["stage"]


def _stage_before(text: str, low: int, start: int) -> re.Match[str] | None:
    """The stage directly before a disease; what specifies it may stand in brackets between ("stage IV (T2N1M1) lung cancer")."""
    before = None
    for match in _STAGE.finditer(text, low, start):
        before = match
    if before is None or _SPECIFIED.fullmatch(text, before.end(), start) is None:
        return None
    return before
