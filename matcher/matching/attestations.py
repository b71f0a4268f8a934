"""Consent, compliance, the investigator's opinion: decided by explicit words only, never assumed."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from matcher.matching.case import Case
from matcher.matching.cues import says
from matcher.matching.index import Claim
from matcher.matching.knowledge import rows
from matcher.matching.outcome import Outcome
from matcher.matching.unmapped import matter_of
from matcher.matching.weighing import Scales, weigh
from matcher.matching.words import stem_of, stems_of, words_of
from matcher.trials.types import Atom

RESIDENCE = "residence"
OPINION = "investigator opinion"
_LIMITING = "limiting"
_AGAINST = frozenset({"inappropriate", "negative", "unsuitable", "not appropriate", "abnormal"})
_FOR = frozenset({"appropriate", "positive", "suitable"})
_ADVERSE = frozenset({OPINION})
_OF_THE_PROTOCOL = frozenset({"compliance", "follow-up"})
_REFUSED = frozenset({"consent", "participation"})


def judge_attestation(atom: Atom, case: Case) -> Outcome:
    """Whether something was attested; "investigator opinion" is true when the investigator advises against."""
    subject = atom.value or ""
    scales = Scales()
    about = case.index.about
    for claim in about.get(subject, ()):
        _sort(subject, claim, scales, case)
    if subject in _REFUSED:
        scales.no += [claim for claim in about.get("refusal", ()) if claim.says == "yes"]
    if subject in _OF_THE_PROTOCOL and _names_a_thing(atom):
        scales = _to_the_point(atom, scales, case)
    if subject == RESIDENCE and _goes_away(case):
        return weigh(atom, scales, "attestation", {"subject": subject})
    for source, unless, only in _covers().get(subject, ()):
        if not scales.yes and not scales.no:
            scales.yes += [
                claim
                for claim in about.get(source, ())
                if unless not in claim.fact.qualifiers
                and (not only or only in claim.fact.qualifiers)
                and (_is_promise(claim, case) or (claim.says == "yes" and not _has_reserve(claim, case)))
            ]
    return weigh(atom, scales, "attestation", {"subject": subject})


def weighs_diseases(atom: Atom) -> bool:
    """Whether an atom speaks of diseases without a name, as they are weighed: "any condition that may hinder taking part"."""
    return atom.type == "attestation" and _LIMITING in atom.qualifiers


def _names_a_thing(atom: Atom) -> bool:
    """Whether an ability is asked for that no general promise holds: "unable to undergo endoscopy", not "unable to comply"."""
    matter = matter_of(replace(atom, type="other"))
    return matter.nature == "asked" and bool(matter.heads)


def _to_the_point(atom: Atom, scales: Scales, case: Case) -> Scales:
    """What was attested in general set aside, where the notes do not say it of the thing an ability is asked for."""
    heads = matter_of(replace(atom, type="other")).heads
    told = [
        claim for claim in (*scales.yes, *scales.no) if not heads.isdisjoint(stems_of(case.index.sentence(claim.fact)))
    ]
    yes = [claim for claim in scales.yes if claim in told]
    no = [claim for claim in scales.no if claim in told]
    rest = [claim for claim in (*scales.yes, *scales.no) if claim not in told]
    return Scales(yes, no, scales.maybe, [*scales.aside, *rest])


def answering(atom: Atom) -> frozenset[str]:
    """What in the notes would speak to an attestation."""
    subject = atom.value or ""
    refused = ("refusal",) if subject in _REFUSED else ()
    return frozenset((subject, *refused, *(source for source, _, _ in _covers().get(subject, ()))))


def _goes_away(case: Case) -> bool:
    """Whether a sentence of the notes speaks of a journey or a move to come."""
    words = words_of(case.patient)
    return any(words.together((away, ahead)) == 2 for away in _stems("away") for ahead in _stems("ahead"))


@cache
def _stems(kind: str) -> tuple[str, ...]:
    return tuple(stem_of(row["word"]) for row in rows("moving_words") if row["kind"] == kind)


@cache
def _covers() -> dict[str, tuple[tuple[str, str, str], ...]]:
    found: dict[str, list[tuple[str, str, str]]] = {}
    for row in rows("attestation_covers"):
        found.setdefault(row["subject"], []).append((row["covered_by"], row["unless"], row["only"]))
    return {subject: tuple(covering) for subject, covering in found.items()}


def _is_promise(claim: Claim, case: Case) -> bool:
    """Whether what is still to come is promised without reserve: "will sign", not "will sign if her son agrees".

    Consent to a study and keeping to its protocol always lie ahead at screening; the promise is all a note can hold.
    """
    return claim.says in ("yes", "plan") and says(claim.fact.text, "promise") and not _has_reserve(claim, case)


def _has_reserve(claim: Claim, case: Case) -> bool:
    return says(claim.fact.text, "promise") and says(case.index.sentence(claim.fact), "reserve")


def _sort(subject: str, claim: Claim, scales: Scales, case: Case) -> None:
    if _is_promise(claim, case) and subject not in _ADVERSE:
        scales.yes.append(claim)
    elif claim.says in ("plan", "no plan", "relative"):
        scales.aside.append(claim)
    elif claim.says == "maybe" or _has_reserve(claim, case):
        scales.maybe.append(claim)
    elif subject in _ADVERSE:
        said = {claim.fact.quality or "", *claim.fact.qualifiers}
        against = not said.isdisjoint(_AGAINST) or (claim.says == "no" and said.isdisjoint(_FOR | _AGAINST))
        (scales.yes if against else scales.no).append(claim)
    else:
        poor = claim.says == "no" or claim.fact.quality in ("negative", "poor")
        (scales.no if poor else scales.yes).append(claim)
