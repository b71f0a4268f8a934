"""Conditions: is-a both ways, denials of whole classes, status and severity, windows."""

from __future__ import annotations

from functools import cache

from matcher.matching.accounted import is_accounted_for, is_given_for_another
from matcher.matching.case import Case
from matcher.matching.circumstances import said_for
from matcher.matching.complaints import is_mere_finding, is_no_hint
from matcher.matching.cues import said_after
from matcher.matching.denials import EVER, ROOT, contesting, denials
from matcher.matching.index import Claim, event_span
from matcher.matching.knowledge import rows
from matcher.matching.ontology import is_kind_of, parents
from matcher.matching.outcome import Outcome
from matcher.matching.qualifying import ANTIBIOTICS, antimicrobials, qualified, status_words
from matcher.matching.refractory import resists_treatment
from matcher.matching.stages import within_limits
from matcher.matching.suggesting import narrow_classes
from matcher.matching.undated import TODAY, told_back, was_before
from matcher.matching.weighing import Scales, weigh
from matcher.matching.windows import Position, Span, Stretch, frame_of, is_future, lasted
from matcher.notes.types import Fact
from matcher.trials.types import Atom

_HOURS = ("hour", "minute")
_DATED = frozenset({"day", "month", "year"})
_STILL_THERE = frozenset({"active", "current", "ongoing", "persistent", "uncontrolled", "worsening", "flare"})
_OVER = frozenset({"resolved", "treated", "cured", "healed"})
_OF_THE_TRIAL = frozenset(
    {"relapsed", "recurrent", "refractory", "persistent", "progressive", "newly diagnosed", "residual"}
)
"""How a disease without name stands that can only be the one a trial is about."""
_BESIDE_HAVING = frozenset({"at risk", "contact", "prevention", "screening", "fear"})
"""What is said about a disease that having it does not tell, nor its denial: "exposed to tuberculosis", "at risk of stroke"."""
_TREATMENT_FAILURE = frozenset({"refractory", "relapsed"})


def judge_condition(atom: Atom, case: Case) -> Outcome:
    """Whether the patient has (or, with a window, had then) a condition.

    A kind of what is asked for counts as it; what is only a class of it leaves the question open; the denial of a class denies
    all its kinds.
    """
    scales = Scales()
    index = case.index
    for claim in index.claims(atom.concepts):
        if not _excluded(atom, claim, case):
            _sort_kind(atom, claim, case, scales)
    scales.no += [*denials(atom, case), *_of_another_degree(atom, case)]
    if not _BESIDE_HAVING.isdisjoint(atom.qualifiers):
        scales.maybe += [*scales.yes, *scales.no]
        scales.yes, scales.no = [], []
    known_otherwise = atom.window is not None and any(claim.says == "yes" for claim in scales.aside)
    if not scales.yes and not scales.no and not known_otherwise:
        # Coronary disease beside an infarction of years ago is no hint at one of these weeks. Of an example among many ("severe hemolytic anemia") a mere class ("anemia") is no hint.
        (scales.aside if atom.example_of else scales.maybe).extend(_broader(atom, case))
    if atom.concepts == (ROOT,) and not _OF_THE_TRIAL.isdisjoint(atom.qualifiers):
        _only_of_the_trial(scales, case)
    if _TREATMENT_FAILURE.intersection(atom.qualifiers):
        resists_treatment(atom, case, scales)
    outcome = weigh(atom, scales, "condition", denials_of=contesting(atom, case))
    if outcome.truth == "true" and ANTIBIOTICS in atom.qualifiers:
        outcome.supports = (*outcome.supports, *antimicrobials(case))
    return outcome


def _only_of_the_trial(scales: Scales, case: Case) -> None:
    """ "Recurrent disease" is the disease the trial is about coming back, not any."""
    others = [claim for claim in scales.yes if not is_kind_of(claim.concept, case.trial_conditions)]
    scales.yes = [claim for claim in scales.yes if claim not in others]
    scales.aside += others


def _sort_kind(atom: Atom, claim: Claim, case: Case, scales: Scales) -> None:
    match claim.says:
        case "no":
            scales.aside.append(
                claim
            )  # that one kind is denied says nothing of the rest; whole denials are collected apart
            return
        case "maybe":
            out = "out" in (_in_time(atom, claim, case), qualified(atom, claim, case))
            # A pending test leaves open the disease it is for, not every class of diseases.
            loose = claim.drawn and (claim.concept not in atom.concepts or is_given_for_another(claim, case))
            (scales.aside if out or loose else scales.maybe).append(claim)
            return
        case "plan" | "no plan" | "relative":
            scales.aside.append(claim)
            return
    standing = _all_of(
        _in_time(atom, claim, case), qualified(atom, claim, case), _still(atom, claim), _long_enough(atom, claim, case)
    )
    if claim.met is not None and (standing == "out" or not EVER.isdisjoint(atom.qualifiers)):
        standing = "open"  # what is found today says nothing of its degree, nor of what was there before
    if standing == "in" and atom.bounds:
        standing, claim = within_limits(claim, atom)
    if standing == "in" and not atom.bounds and is_mere_finding(atom, claim):
        standing = "open"  # a complaint is no disease yet
    if standing == "in":
        scales.yes.append(claim)
    elif standing == "open" and is_no_hint(atom, claim):
        scales.aside.append(claim)
    elif standing == "open":
        scales.maybe.append(claim)
    elif len(atom.concepts) == 1 and claim.concept == atom.concepts[0] and atom.window is None:
        # The very condition, known to be otherwise ("mild", "in remission"); a value that gives it away does not tell so.
        (scales.maybe if claim.drawn and claim.fact.type == "measurement" else scales.no).append(claim)
    else:
        scales.aside.append(claim)


def _long_enough(atom: Atom, claim: Claim, case: Case) -> Position:
    """Whether a condition went on for as long, and came as often, as an atom asks."""
    if atom.count is not None:
        return "open"
    if atom.duration is None:
        return "in"
    fact = claim.fact
    said = said_for(fact, case)
    if any(said) and fact.ongoing is not False:
        return lasted(*said, atom.duration)
    begun = event_span(claim)
    if fact.date is None or case.as_of is None or begun.first is None or begun.last is None or fact.ongoing is False:
        return "open"
    return lasted((case.as_of - begun.last).days, (case.as_of - begun.first).days, atom.duration)


_OTHER_DEGREES = {"mild": frozenset({"severe", "moderate"}), "severe": frozenset({"mild"})}


def _of_another_degree(atom: Atom, case: Case) -> list[Claim]:
    """What speaks against a condition that is named by its degree: severe impairment, where a mild one is asked for."""
    if len(atom.concepts) != 1:
        return []
    degree, _, _ = atom.concepts[0].partition(" ")
    contrary = _OTHER_DEGREES.get(degree)
    if contrary is None:
        return []
    about = case.index.about
    return [
        claim
        for name in parents(atom.concepts[0])
        for claim in about.get(name, ())
        if claim.says == "yes" and not contrary.isdisjoint(status_words(claim.fact))
    ]


def _all_of(*positions: Position) -> Position:
    if "out" in positions:
        return "out"
    return "open" if "open" in positions else "in"


def _still(atom: Atom, claim: Claim) -> Position:
    """Whether a condition said to be over still counts: it does for "history of" and where the criterion looks back."""
    if atom.qualifiers or atom.window is not None:
        return "in"
    return "open" if _OVER.intersection(status_words(claim.fact)) else "in"


def _in_time(atom: Atom, claim: Claim, case: Case) -> Position:
    if atom.window is None:
        return "in"
    if is_future(atom.window):
        if atom.window.unit in _HOURS and atom.window.anchor == "onset":
            return "open"  # that it is there tells of no hour it began
        # "Stroke within a month of the fracture": one of years ago is not surely it.
        return "open" if atom.window.amount is not None and claim.fact.historical and not claim.fact.ongoing else "in"
    if case.as_of is None:
        back = told_back(claim.fact, case)
        if back is not None:
            return back.position_in(frame_of(atom.window, TODAY))
        # Without any date, what is said as history may lie before the window.
        told = claim.fact.historical or claim.fact.date_precision in _DATED
        past = atom.window.amount is not None and told and not claim.fact.ongoing
        if past and was_before(_presence(claim), atom.window, case):
            return "out"
        return "open" if past else "in"
    return _presence(claim).position_in(frame_of(atom.window, case.as_of))


def _presence(claim: Claim) -> Span | Stretch:
    """When a condition was there: on the day it is said of, from its beginning on where it is said to go on."""
    fact, said = claim.fact, Span(claim.day, claim.day)
    span = event_span(claim)
    if fact.ongoing is False or (fact.historical and not fact.ongoing):
        return span
    if span.first is None:
        return said if not fact.historical else span
    if _STILL_THERE.intersection(fact.qualifiers) and claim.day is not None:
        return Stretch(span, Span(claim.day, None))
    return span


@cache
def _findings() -> tuple[frozenset[tuple[str, str]], tuple[tuple[str, str], ...]]:
    table = rows("manifestations")
    pairs = frozenset((row["disease"], row["finding"]) for row in table)
    return pairs, tuple((row["disease"], row["finding"]) for row in table if row["kinds"] == "yes")


def _is_finding_of(concept: str, disease: str) -> bool:
    """Whether a finding is part of a disease where the patient has it (`tables/manifestations.tsv`)."""
    named, with_kinds = _findings()
    return (disease, concept) in named or any(of == disease and is_kind_of(concept, (f,)) for of, f in with_kinds)


def _excluded(atom: Atom, claim: Claim, case: Case) -> bool:
    if not atom.excludes:
        return False
    if is_kind_of(claim.concept, atom.excludes):
        return True
    if claim.says == "no":
        return False
    for disease in atom.excludes:
        if _is_finding_of(claim.concept, disease) and claim.concept not in atom.concepts:
            return True
        if _attributed(claim.fact, disease, case):
            return True
    return False


def _attributed(fact: Fact, disease: str, case: Case) -> bool:
    """Whether the sentence lays a finding to a disease: "seizures due to lupus"."""
    if any(qualifier == f"due to {disease}" for qualifier in fact.qualifiers):
        return True
    after = [
        other
        for other in case.index.beside(fact)
        if other.start > fact.end and other.type == "condition" and is_kind_of(other.concept, (disease,))
    ]
    return any(said_after(fact, case.index, "due to the disease", other.start) for other in after)


def _broader(atom: Atom, case: Case) -> list[Claim]:
    """Affirmed conditions that may turn out to be the one asked for: the classes directly above it, and narrow ones further up."""
    # That a patient has the disease the trial is about is no hint at one of its forms.
    above = {name for concept in atom.concepts for name in (*parents(concept), *narrow_classes(concept))}
    above -= {ROOT, *atom.concepts, *case.trial_conditions}
    about = case.index.about
    return [
        claim
        for name in sorted(above)
        for claim in about.get(name, ())
        if claim.says in ("yes", "maybe")
        and not claim.drawn
        and not _excluded(atom, claim, case)
        and not is_accounted_for(claim, atom.concepts, case)
    ]
