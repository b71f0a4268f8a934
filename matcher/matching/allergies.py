"""Allergies: severe ones, those to an ingredient or a drug of the trial, by class."""

from __future__ import annotations

import re
from functools import cache

from matcher.matching.case import Case
from matcher.matching.cues import said_beside, says
from matcher.matching.index import Claim
from matcher.matching.knowledge import rows
from matcher.matching.ontology import is_kind_of, kinds
from matcher.matching.outcome import Outcome
from matcher.matching.weighing import Scales, weigh
from matcher.matching.windows import Position
from matcher.notes.types import Fact
from matcher.terms.types import ROOTS
from matcher.trials.types import Atom

ANY = "any allergen"
_SEVERE = frozenset({"severe", "life-threatening", "anaphylaxis", "grade 3", "grade 4"})
_MILD = frozenset({"mild", "moderate", "minor", "grade 1", "grade 2", "intolerance"})
_FOR_TRIAL = frozenset({"product ingredient", "study drug", "ingredient"})
_CONTRAINDICATION = "contraindication"
_TO_SOMETHING = re.compile(
    r"\bto (?!(?:any|all|one|two|multiple|several|many|more|other|drugs?|medic\w+|foods?|substances?|allergens?)\b)\S",
    re.IGNORECASE,
)
_NAMES_ALLERGY = re.compile(r"allerg|hypersens|sensitiv|intoleran|anaphyla|reaction|atop", re.IGNORECASE)
"""An allergy to words that hold none of these is one to what they name: "titanium" of "allergic to latex or titanium"."""
_INTOLERANCE = re.compile(r"\b(?:intoleran|not tolerat|unable to tolerate|cannot tolerate)", re.IGNORECASE)
_INTOLERANT = frozenset({"intolerant", "intolerance", "toxicity", "adverse reaction"})


def judge_allergy(atom: Atom, case: Case) -> Outcome:
    """Whether the patient has an allergy of the kind asked for.

    A list of allergies with their reactions answers for the allergies not on it; "no known allergies" answers for all. Neither
    answers whether a drug is contraindicated.
    """
    scales = Scales()
    listed = case.index.allergies
    # "A condition that speaks against the study drug" is not any allergy, nor is "a contraindication to the regimen".
    anything = ROOTS.intersection(atom.concepts) or (not atom.concepts and _is_of_something_unread(atom))
    for claim in listed:
        if anything and claim.says == "yes":
            scales.maybe.append(claim)
            continue
        match claim.says:
            case "yes":
                position = _is_asked_for(atom, claim.fact)
                target = {"in": scales.yes, "open": scales.maybe, "out": scales.aside}[position]
                target.append(claim)
            case "maybe":
                scales.maybe.append(claim)
            case "no" if _denies(atom, claim):
                scales.no.append(claim)
            case "no" if claim.concept == ANY:
                continue
            case _:
                scales.aside.append(claim)
    if _CONTRAINDICATION in atom.qualifiers:
        _add_contraindications(atom, case, scales)
        return weigh(atom, scales, "allergy")
    if atom.concepts and _INTOLERANCE.search(atom.text):
        _add_intolerance(atom, case, scales)
    if not (scales.yes or scales.maybe or scales.no):
        # A list that names reactions and has nothing of the kind asked for is an answer.
        scales.no = [claim for claim in scales.aside if claim.says == "yes"]
        scales.aside = [claim for claim in scales.aside if claim.says != "yes"]
    return weigh(atom, scales, "allergy")


def _is_of_something_unread(atom: Atom) -> bool:
    """Whether an allergy, or a contraindication, is to something the vocabulary does not have ("hypersensitivity to XY-101")."""
    if _CONTRAINDICATION in atom.qualifiers:
        return True
    if atom.qualifiers:
        return False
    return _TO_SOMETHING.search(atom.text) is not None or not _NAMES_ALLERGY.search(atom.text)


def _is_asked_for(atom: Atom, fact: Fact) -> Position:
    if atom.concepts and not is_kind_of(fact.concept, atom.concepts):
        return "open" if set(atom.concepts) & _members_hint(fact) else "out"
    if "severe" in atom.qualifiers:
        return severity_of(fact)
    if not _FOR_TRIAL.isdisjoint(atom.qualifiers):
        return "in" if is_kind_of(fact.concept, _ingredients()) else "out"
    return "in"


def _members_hint(fact: Fact) -> frozenset[str]:
    """Concepts that belong to the class a patient is allergic to ("allergic to penicillins": amoxicillin)."""
    from matcher.terms import vocabulary

    return vocabulary().members(fact.concept)


def severity_of(fact: Fact) -> Position:
    """Whether an allergic reaction was severe, was not, or was not described."""
    words = {fact.severity or "", *fact.qualifiers, *((fact.response or "").split("|"))}
    if not words.isdisjoint(_SEVERE) or not kinds(fact.concept).isdisjoint({"anaphylaxis"}):
        return "in"
    return "out" if not words.isdisjoint(_MILD) else "open"


def _is_no_drug(concepts: tuple[str, ...]) -> bool:
    """Whether none of some substances is a drug: foods, pollen, latex."""
    return not any(is_kind_of(concept, ("drug",)) for concept in concepts)


@cache
def _ingredients() -> tuple[str, ...]:
    return tuple(row["ingredient"] for row in rows("product_ingredients"))


def _denies(atom: Atom, claim: Claim) -> bool:
    if _CONTRAINDICATION in atom.qualifiers:
        return bool(atom.concepts) and claim.concept in atom.concepts
    if claim.concept == ANY:
        # "No known drug allergies" says nothing of eggs or latex.
        return not (says(claim.fact.text, "of drugs only") and atom.concepts and _is_no_drug(atom.concepts))
    return bool(atom.concepts) and all(claim.concept in kinds(concept) for concept in atom.concepts)


def _add_intolerance(atom: Atom, case: Case, scales: Scales) -> None:
    """A drug that was not borne is no allergy: a list of allergies does not deny it where the notes name it as borne badly or no longer taken."""
    about = [
        claim
        for claim in case.index.claims(atom.concepts)
        if claim.fact.type == "exposure" and claim.says != "relative"
    ]
    borne_badly = [claim for claim in about if claim.fact.response in _INTOLERANT]
    left = [
        claim
        for claim in about
        if claim.fact.status == "stopped" or (claim.says == "no" and claim.fact.status != "never")
    ]
    if not borne_badly and not left:
        return
    scales.yes += borne_badly
    scales.maybe += left
    scales.aside, scales.no = [*scales.aside, *scales.no], []


def _add_contraindications(atom: Atom, case: Case, scales: Scales) -> None:
    """What speaks against giving a drug though no one calls it allergy: not tolerated before, or said to be contraindicated."""
    for claim in case.index.claims(atom.concepts):
        fact = claim.fact
        if claim.says in ("relative", "maybe"):
            continue
        if said_beside(fact, case.index, "no contraindication"):
            scales.aside.append(claim)
        elif "contraindicated" in fact.qualifiers or fact.response in _INTOLERANT:
            scales.yes.append(claim)
        elif said_beside(fact, case.index, "contraindicated"):
            # Said in its sentence, perhaps of another drug: enough to leave it open, not to decide.
            alone = all(other.type != "exposure" or other.concept == fact.concept for other in case.index.beside(fact))
            (scales.yes if alone and claim.says == "yes" else scales.maybe).append(claim)
