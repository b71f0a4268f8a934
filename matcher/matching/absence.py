"""Silence taken for absence, where the caller asks for it: never against the patient, never from notes too thin."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from matcher.matching.case import Case
from matcher.matching.doubts import is_narrowed_by
from matcher.matching.knowledge import rows
from matcher.matching.logic import compound, evaluate
from matcher.matching.outcome import Outcome
from matcher.matching.severity import has_grave_disease, says_nothing_of_degree
from matcher.matching.unmapped import is_spoken_of, is_unmapped, matter_of
from matcher.matching.words import words_of
from matcher.notes.types import Patient
from matcher.terms.types import ROOTS
from matcher.trials.types import AllOf, AnyOf, Atom, Criterion, Expression

_WORD = re.compile(r"[a-z]+(?:'[a-z]+)?")
_FUNCTION_WORDS = frozenset(
    [
        "the",
        "of",
        "and",
        "with",
        "in",
        "on",
        "for",
        "to",
        "was",
        "is",
        "has",
        "had",
        "no",
        "not",
        "at",
        "by",
        "from",
        "as",
        "she",
        "he",
        "her",
        "his",
        "a",
        "an",
        "since",
        "without",
        "after",
        "w",
        "or",
        "are",
        "were",
    ]
)
_TELLING_SECTIONS = frozenset(
    {"history", "problem list", "medications", "past medical history", "history of present illness", "hospital course"}
)
_PAST = frozenset({"history", "previous"})
_UNLESS_GRAVE = "unless grave"
_SAID_OTHERWISE = frozenset({"exposure.aside", "procedure.aside"})
"""Reasons of what is mentioned in another dose, way or time than is asked for."""
_LEAST_WORDS = 12
_LEAST_SHARE = 0.05


@cache
def _assumable() -> dict[tuple[str, str], str]:
    return {(row["type"], row["value"]): row["assumable"] for row in rows("absence")}


def may_be_assumed(atom: Atom, listed: bool = False, case: Case | None = None) -> bool:
    """Whether a note would mention what an atom is about if it were there.

    Args:
        listed: it stands in a list of others, which say what is meant by "drugs" and "procedures".
        case: the patient; without one, what hangs on the rest of the notes is not assumed.
    """
    if not listed and atom.type in ("exposure", "procedure") and atom.concepts and ROOTS.issuperset(atom.concepts):
        return False  # that nothing of so wide a class was ever there, no silence tells
    if "contraindication" in atom.qualifiers:
        return False  # a judgement of the physician
    answer = _answer(atom)
    if answer == _UNLESS_GRAVE:
        short = all(bound.lower is None and bound.upper is not None for bound in atom.bounds)
        return case is not None and bool(atom.bounds) and short and not has_grave_disease(case)
    return answer == "yes"


def hangs_on_the_patient(atom: Atom) -> bool:
    """Whether silence on an atom is read differently from patient to patient."""
    return is_unmapped(atom) or _answer(atom) == _UNLESS_GRAVE


def _answer(atom: Atom) -> str:
    table = _assumable()
    return table.get((atom.type, atom.value or atom.analyte or ""), table.get((atom.type, ""), "no"))


def assume_absent(node: Expression, case: Case, defined: Mapping[int, Atom] | None = None) -> Outcome:
    """The outcome of an expression with everything unmentioned taken as absent.

    Args:
        defined: by the start of a measurement, the disease it defines; where the notes have neither the value nor the
            disease, there is none.
    """
    several = not isinstance(node, Atom)
    listed = isinstance(node, AnyOf)
    diseases = defined or {}

    def leaf(atom: Atom) -> Outcome:
        found = case.outcome(atom)
        if found.truth != "unknown":
            return found
        disease = diseases.get(atom.start) if atom.type == "measurement" and not found.mentioned else None
        if disease is not None:
            found = case.outcome(disease)
            silent = found.truth == "false" or (found.truth == "unknown" and not found.mentioned)
        elif atom.type != "attestation" and is_unmapped(atom):
            silent = _is_silent_matter(atom, case, several)
        else:
            silent = not found.mentioned and may_be_assumed(atom, listed, case) and not _is_to_come(atom, case)
        key = "unfit" if found.reason in _SAID_OTHERWISE else "assumed"
        if not silent and says_nothing_of_degree(atom, case):
            silent, key = True, "plain"
        if not silent:
            return found
        reason = f"{found.reason.split('.')[0]}.{key}"
        return Outcome(atom, "false", "assumed", context=found.context, reason=reason, values=found.values)

    return evaluate(node, leaf)


def _is_to_come(atom: Atom, case: Case) -> bool:
    """Whether the notes plan a treatment that an atom asks for without saying when: it may begin any day, or go on."""
    if atom.type not in ("exposure", "procedure") or not _PAST.isdisjoint(atom.qualifiers):
        return False
    if atom.window is not None and atom.window.side != "after":
        return False
    return any(claim.says == "plan" for claim in case.index.claims(atom.concepts))


def _is_silent_matter(atom: Atom, case: Case, several: bool) -> bool:
    """Whether text no vocabulary has is about something a note would mention, and the notes have none of its words.

    A fragment that names nothing of its own ("or chronic …") goes with the items beside it.
    """
    matter = matter_of(atom)
    if matter.nature in ("asked", "willing") or (matter.nature != "noted" and not several):
        return False
    return not is_spoken_of(matter, words_of(case.patient))


def unsaid_part(criterion: Criterion, outcome: Outcome, case: Case) -> Outcome | None:
    """What an exclusion comes to that is true but for words that narrow it, which were not understood ("dyspnea of a traumatic cause").

    Where they tell of something a note would mention, and the notes have none of their words, that is taken as absent.

    Args:
        outcome: of the criterion's expression, true.
    """
    atom = outcome.node
    if not isinstance(atom, Atom):
        return None
    for start, end in criterion.unparsed:
        unread = Atom("other", criterion.text[start:end], start, end)
        matter = matter_of(unread)
        told = matter.nature != "noted" or not matter.stems or is_spoken_of(matter, words_of(case.patient))
        if not told and is_narrowed_by(atom, criterion, (start, end)):
            absent = Outcome(unread, "false", "assumed", reason="other.assumed")
            return compound(AllOf((atom, unread)), "false", (outcome, absent), (absent,))
    return None


def tells_enough(patient: Patient) -> bool:
    """Whether a patient's notes hold English narrative, or a history, problem or medication list, to assume anything from."""
    known = patient._cache.get("tells enough")
    if not isinstance(known, bool):
        known = patient._cache["tells enough"] = _has_list(patient) or any(_is_narrative(n.text) for n in patient.notes)
    return known


def _has_list(patient: Patient) -> bool:
    own = ("condition", "exposure", "procedure")
    return any(f.section in _TELLING_SECTIONS and f.type in own and not f.family for f in patient.facts)


def _is_narrative(text: str) -> bool:
    words = _WORD.findall(text.casefold())
    if len(words) < 2 * _LEAST_WORDS:
        return False
    function_words = sum(word in _FUNCTION_WORDS for word in words)
    return function_words >= _LEAST_WORDS // 2 and function_words / len(words) >= _LEAST_SHARE
