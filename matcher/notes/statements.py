"""Facts that notes state in set phrases and no vocabulary names: consent, denied allergies, criteria met, trials taken part in.

The phrases of `tables/statements.tsv` are medspaCy's target rules.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from matcher.notes.findings import Component, Findings
from matcher.notes.literals import Literals
from matcher.notes.medications import is_habit
from matcher.notes.obstetrics import tells_of_birth
from matcher.notes.phrases import TABLES, expand, phrase_words
from matcher.notes.telling import NO_HEALTH
from matcher.notes.types import FactType
from matcher.notes.view import FactDraft, NoteView
from matcher.text.tables import read_table

if TYPE_CHECKING:
    from medspacy.target_matcher import TargetRule
    from spacy.language import Language

_DENIES = re.compile(r"no\b|nothing\b", re.IGNORECASE)
_EXPLAINED = re.compile(
    r"\s+(?:that|which|to|could|can|would|explain\w*|account\w*|is more|was more|more likely)\b", re.IGNORECASE
)
"""What makes "no other diagnosis" speak of the finding at hand."""
_ORGAN = re.compile(
    r"\b(?:bladder|detrusor|lungs?|pulmonary|ventilat\w+|thoracic|chest wall|arterial|aortic|vascular|ventric\w+|tympanic)\b",
    re.IGNORECASE,
)
"""What has a compliance of its own."""
_STUDIES = re.compile(r"studies\s*:", re.IGNORECASE)
_WORD_BEFORE = re.compile(r"[A-Za-z)]\s+\Z")
_ONE_WORD_DENIAL = re.compile(r"non-?\w|normo|immuno", re.IGNORECASE)
_NOT_BETWEEN = re.compile(r"\b(?:not|never|unable|hardly|un(?:able|willing))\b|n't\b", re.IGNORECASE)
_SENTENCES_BEFORE = 3


@dataclass(frozen=True, slots=True)
class Statement:
    """A row of the statement table."""

    type: FactType
    concept: str
    qualifiers: tuple[str, ...]
    negated: bool | None
    requires: str
    before: bool
    certainty: str


@dataclass(frozen=True, slots=True)
class Stated:
    """A statement at [start, end) of a note."""

    start: int
    end: int
    statement: Statement


def statement_rules() -> dict[str, TargetRule]:
    """The statement table as target rules: each literal phrase with the rule of its row; the earlier row keeps a phrase."""
    from medspacy.target_matcher import TargetRule

    rules: dict[str, TargetRule] = {}
    for row in read_table(TABLES / "statements.tsv"):
        requires = row["requires"].removeprefix("before:").strip("{}")
        statement = Statement(
            row["type"],  # type: ignore[arg-type]
            row["concept"],
            tuple(part.strip() for part in row["qualifiers"].split(",") if part.strip()),
            {"yes": True, "no": False}.get(row["negated"]),
            requires,
            row["requires"].startswith("before:"),
            row["certainty"],
        )
        rule = TargetRule(row["phrase"], row["type"], metadata={"statement": statement})
        for literal in expand(row["phrase"]):
            rules.setdefault(literal, rule)
    return rules


_WISH = re.compile(r"planning|trying to|wish|want|hope", re.IGNORECASE)


@lru_cache(maxsize=16)
def _words_of(group: str) -> re.Pattern[str]:
    words = sorted(phrase_words()[group], key=len, reverse=True)
    registered = r"|NCT\d{8}" if group.startswith("trial") else ""
    return re.compile(r"\b(?:" + "|".join(map(re.escape, words)) + registered + r")\b", re.IGNORECASE)


class Statements(Component):
    """Finds the statements of a note; of overlapping ones on one concept the longest stays."""

    finds = "statements"

    def __init__(self, nlp: Language) -> None:
        self.literals: Literals[TargetRule] = Literals(lambda literal: nlp.tokenizer.words(literal).words)
        for literal, rule in statement_rules().items():
            self.literals.add(literal, rule)

    def read(self, found: Findings) -> None:
        begins, ends = found.words.begins, found.words.ends
        stated = [
            Stated(begins[first], ends[last - 1], rule.metadata["statement"])
            for first, last, rule in self.literals.find(found.words.lower)
        ]
        found.statements = tuple(_complete(stated, found.text, found.sentences))


def _complete(found: list[Stated], text: str, sentences: tuple[tuple[int, int], ...]) -> list[Stated]:
    """The statements whose required words are there; of overlapping ones on one concept the longest."""
    found.sort(key=lambda stated: (stated.start - stated.end, stated.start))
    taken: dict[tuple[str, str], list[tuple[int, int]]] = defaultdict(list)
    kept = []
    for stated in found:
        near = taken[stated.statement.type, stated.statement.concept]
        index = bisect_right(near, (stated.start, stated.end))
        beside = near[max(index - 1, 0) : index + 1]
        if any(start < stated.end and stated.start < end for start, end in beside):
            continue
        whole = _with_required(stated, text, sentences)
        if whole is None:
            continue
        near.insert(index, (stated.start, stated.end))
        kept.append(whole)
    return sorted(kept, key=lambda stated: (stated.start, stated.end))


def _with_required(stated: Stated, text: str, sentences: tuple[tuple[int, int], ...]) -> Stated | None:
    """The statement with its words stretched to the required one, None if that is missing."""
    statement = stated.statement
    if not statement.requires:
        return stated
    number = max(bisect_right(sentences, (stated.start, len(text) + 1)) - 1, 0)
    first, last = sentences[number]
    pattern = _words_of(statement.requires)
    nearest = min(
        (m.span() for m in pattern.finditer(text, max(first, stated.start - 400), min(last, stated.end + 400))),
        key=lambda span: max(stated.start - span[1], span[0] - stated.end, 0),
        default=None,
    )
    if statement.before:
        if nearest is None and number:
            opening = sentences[max(number - _SENTENCES_BEFORE, 0)][0]
            nearest = (
                stated_span
                if (match := pattern.search(text, opening, first)) and (stated_span := match.span())
                else None
            )
        return stated if nearest is not None else None
    if nearest is None:
        return None
    if nearest[1] <= stated.start and _NOT_BETWEEN.search(text, nearest[1], stated.start):
        return None  # "will not comply"
    return Stated(min(stated.start, nearest[0]), max(stated.end, nearest[1]), statement)


def extract(note: NoteView) -> list[FactDraft]:
    """The statements of a note as fact drafts, their assertion read at the phrase."""
    return [draft for stated in note.statements if (draft := _draft(note, stated)) is not None]


def _names_a_kind(note: NoteView, stated: Stated) -> bool:
    """Whether a denial in one word is part of a disease's name ("non-diabetic kidney disease")."""
    if stated.statement.type != "condition" or not _ONE_WORD_DENIAL.match(note.clean, stated.start):
        return False
    around = note.terms_in(stated.start, stated.end + 2)
    return any(term.type == "condition" and term.end > stated.end for term in around)


def _of_an_organ(note: NoteView, stated: Stated) -> bool:
    """Whether compliance is that of an organ ("the bladder is small, with poor compliance")."""
    first, last = note.sentence_at(stated.start)
    return _ORGAN.search(note.clean, max(first, stated.start - 120), min(last, stated.end + 60)) is not None


def _labels_tests(note: NoteView, stated: Stated) -> bool:
    """Whether "studies:" heads results ("Laboratory studies: …", "Studies: chest film clear") and no trials taken part in."""
    if not _STUDIES.match(note.clean, stated.start):
        return False
    if _WORD_BEFORE.search(note.clean, max(stated.start - 30, 0), stated.start):
        return True
    _, last = note.sentence_at(stated.end)
    return any(term.type in ("measurement", "procedure") for term in note.terms_in(stated.end, last))


def _draft(note: NoteView, stated: Stated) -> FactDraft | None:
    statement = stated.statement
    draft = FactDraft(statement.type, statement.concept, stated.start, stated.end, qualifiers=statement.qualifiers)
    section = note.section_at(stated.start)
    if statement.concept == "disease" and NO_HEALTH.match(note.clean, stated.end):
        return None
    if statement.concept == "disease" and _EXPLAINED.match(note.clean, stated.end):
        return None
    if _names_a_kind(note, stated):
        return None
    if statement.concept == "pregnancy" and tells_of_birth(note, stated.start, stated.end):
        return None
    if "allergy" in section.implies and statement.type in ("condition", "participation", "attestation"):
        return None
    if statement.concept == "compliance" and _of_an_organ(note, stated):
        return None
    assertion = note.assertion(stated.start, stated.end, statement.type)
    if statement.type == "participation" and _labels_tests(note, stated):
        return None
    if (
        statement.type == "condition"
        and statement.negated is None
        and not statement.requires
        and not statement.qualifiers
        and not assertion.negated
    ):
        return None
    if assertion.declined and statement.type == "participation":
        # Refusing to take part says nothing of trials taken part in.
        return None
    if (
        assertion.negated
        and statement.concept == "contraception"
        and _WISH.search(note.clean, stated.start, stated.end)
    ):
        return None  # "not planning a pregnancy" says nothing of contraception
    draft.assert_as(assertion)
    if statement.negated is not None:
        # "No missed doses": what denies compliance is itself denied.
        draft.negated = statement.negated and not (statement.type == "attestation" and assertion.negated)
        draft.uncertain = draft.hypothetical = False
    if statement.type in ("allergy", "attestation"):
        # That there are no allergies speaks of all the time before.
        draft.historical = statement.type == "allergy" and draft.negated
    if assertion.negated and statement.qualifiers == ("appropriate",) and not _DENIES.match(note.clean, stated.start):
        draft.qualifiers = ("inappropriate",)
    if statement.type == "exposure" and is_habit(statement.concept):
        draft.historical = True
        draft.status = "never" if "never" in statement.qualifiers else None
        draft.qualifiers = tuple(word for word in draft.qualifiers if word != "never")
    if statement.certainty == "uncertain":
        draft.uncertain = True
    elif statement.certainty == "hypothetical":
        draft.hypothetical = True
    elif statement.certainty == "promised":
        # "Will comply with the trial protocol" is as good as done; "if she will comply …" is not.
        draft.hypothetical = any(
            category in ("HYPOTHETICAL", "CONSIDERED") and start < stated.start for start, _, category in assertion.cues
        )
        draft.family = False  # a parent consents for the patient
    if assertion.planned and not draft.negated and statement.type in ("participation", "reproductive"):
        draft.qualifiers = (*draft.qualifiers, "planned")
    return draft
