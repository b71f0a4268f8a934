"""Consent, compliance, the investigator's opinion: decided by explicit words only, never assumed."""

from __future__ import annotations

from matcher.matching.case import Case
from matcher.matching.index import Claim
from matcher.matching.outcome import Outcome
from matcher.matching.weighing import Scales, weigh
from matcher.trials.types import Atom

OPINION = "investigator opinion"
_AGAINST = frozenset({"inappropriate", "negative", "unsuitable", "not appropriate", "abnormal"})
_FOR = frozenset({"appropriate", "positive", "suitable"})
_IMPLIED_BY: dict[str, tuple[str, ...]] = {"participation": ("consent",)}
"""Who signed the consent form takes part of their own will."""
_ADVERSE = frozenset({OPINION})


def judge_attestation(atom: Atom, case: Case) -> Outcome:
    """Whether something was attested; "investigator opinion" is true when the investigator advises against."""
    subject = atom.value or ""
    scales = Scales()
    about = case.index.about
    for claim in about.get(subject, ()):
        _sort(subject, claim, scales)
    if subject in ("consent", "participation"):
        scales.no += [claim for claim in about.get("refusal", ()) if claim.says == "yes"]
    for source in _IMPLIED_BY.get(subject, ()):
        if not scales.yes and not scales.no:
            scales.yes += [claim for claim in about.get(source, ()) if claim.says == "yes"]
    return weigh(atom, scales, "attestation", {"subject": subject})


def _sort(subject: str, claim: Claim, scales: Scales) -> None:
    if claim.says in ("plan", "no plan", "relative"):
        scales.aside.append(claim)
    elif claim.says == "maybe":
        scales.maybe.append(claim)
    elif subject in _ADVERSE:
        said = {claim.fact.quality or "", *claim.fact.qualifiers}
        against = not said.isdisjoint(_AGAINST) or (claim.says == "no" and said.isdisjoint(_FOR | _AGAINST))
        (scales.yes if against else scales.no).append(claim)
    else:
        poor = claim.says == "no" or claim.fact.quality in ("negative", "poor")
        (scales.no if poor else scales.yes).append(claim)
