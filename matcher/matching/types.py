"""Verdicts and what they stand on."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from matcher.matching.enumerations import Absence, Basis, Relation, Role, Status, Truth, Verdict
from matcher.records import Record


@dataclass(frozen=True, slots=True)
class Evidence(Record):
    """Words of a note that speak to a verdict: `note.text[start:end] == text`.

    `fact_id` names the fact that was read from them, None where the words alone are shown. `role`: "supports" speaks for the verdict; "contradicts" spoke against it and was overruled (older, stale, copied
    forward); "context" is to the point and decides nothing.
    """

    note_id: str
    start: int
    end: int
    text: str
    fact_id: str | None
    role: Role


class _Rendered(Record):
    """Base of records some of whose fields are worked out when first asked for."""

    _lazy: tuple[str, ...] = ()

    def __getattr__(self, name: str) -> Any:
        # Reached only for fields not set yet: __init__ sets all of them, `pending` leaves the costly ones to a renderer.
        if name not in type(self)._lazy or "_renderer" not in self.__dict__:
            raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")
        value = self.__dict__["_renderer"](name)
        self.__dict__[name] = value
        return value

    @classmethod
    def _made(cls, renderer: Callable[[str], Any], values: dict[str, Any]) -> Any:
        made = object.__new__(cls)
        made.__dict__.update(values, _renderer=renderer)
        return made

    def __reduce__(self) -> tuple[Any, ...]:
        values = tuple(getattr(self, field.name) for field in dataclasses.fields(self))  # type: ignore[arg-type]
        return type(self), values


@dataclass(frozen=True)
class Part(Record):
    """What one node of an expression came to.

    Attributes:
        text: the node's words in the criterion.
        truth: true, false, unknown or not_applicable.
        basis: of the weakest part that decided it; "none" exactly when unknown.
        evidence, missing: as in `Judgement`; roles speak for or against the node's truth.
        parts: the nodes below.
        node: name of the node's class ("AllOf", "Atom" …).
        reason: one plain sentence.
    """

    text: str
    truth: Truth
    basis: Basis
    evidence: tuple[Evidence, ...]
    missing: tuple[str, ...]
    parts: tuple[Part, ...] = ()
    node: str = "Atom"
    reason: str = ""


@dataclass(frozen=True)
class Judgement(_Rendered):
    """The verdict on one criterion.

    Attributes:
        criterion_id: id of the criterion ("" from `parse_criterion`).
        verdict: "satisfied" (does not stand in the way), "violated" (rules out), "unknown", "not_applicable".
        basis: "documented", "derived", "assumed"; "none" exactly when unknown.
        evidence: quotes from the notes; of an unknown verdict all are "context".
        reason: one plain sentence, or a few short ones.
        missing: what to look up or order; empty where the verdict is known.
        parts: the tree of nodes, its root first.
    """

    criterion_id: str
    verdict: Verdict
    basis: Basis
    evidence: tuple[Evidence, ...]
    reason: str
    missing: tuple[str, ...]
    parts: tuple[Part, ...]

    _lazy = ("evidence", "reason", "missing", "parts", "asks")
    """`asks`: the questions behind `missing`, of the same kind together; not there once a judgement was stored or changed."""

    @classmethod
    def pending(cls, criterion_id: str, verdict: Verdict, basis: Basis, renderer: Callable[[str], Any]) -> Judgement:
        """A judgement whose evidence, reason, missing and parts are rendered when first asked for.

        Args:
            renderer: gives the value of one of those fields by its name.
        """
        made = object.__new__(cls)
        values = made.__dict__
        values["criterion_id"], values["verdict"], values["basis"] = criterion_id, verdict, basis
        values["_renderer"] = renderer
        return made


@dataclass(frozen=True, slots=True)
class Override(Record):
    """A verdict set by a person over the matcher's own, which is kept.

    Attributes:
        criterion_id: which criterion it is on.
        matcher_verdict, verdict: the matcher's and the person's.
        reason: in the person's words.
        by: their name or initials.
    """

    criterion_id: str
    matcher_verdict: Verdict
    verdict: Verdict
    reason: str
    by: str


@dataclass(frozen=True, slots=True)
class Subject(Record):
    """How the patient stands to one thing a trial is about.

    Attributes:
        text: what it is, in words ("asthma or COPD").
        concepts: the same as names of the vocabulary; any of them will do.
        relation: "documented": the notes say that the patient has it; "akin": suspected, or a class of it, or something of the same
            narrow class; "denied"; "open": none of these.
        evidence, reason: as in `Judgement`.
    """

    text: str
    concepts: tuple[str, ...]
    relation: Relation
    evidence: tuple[Evidence, ...]
    reason: str


@dataclass(frozen=True)
class TrialMatch(_Rendered):
    """One patient against one trial.

    Attributes:
        status: "ineligible" if a criterion is violated; "eligible" if all are satisfied or not applicable, open
            attestations aside; else "review".
        score: between 0 and 1. With w the weighted share of satisfied criteria (weights in `tables/weights.tsv`; what the trial is about
            weighs most, an unknown counts nothing): w / 2 with a violation, else (1 + w) / 2.
        judgements: one for each criterion, in the trial's order.
        missing: open questions, most decisive first.
        as_of: the day windows are counted from, None where no date is known.
        absence: the policy used, "unknown" or "assume".
        versions: matcher, vocabulary, tables, sha256 of trial and notes.
        about: what the trial is about, and whether the patient has it; empty where the trial does not say.
        overrides: verdicts set by people.
        warnings: what limits the result as a whole ("nothing was assumed: …").
    """

    trial_id: str | None
    patient_id: str | None
    status: Status
    score: float
    judgements: tuple[Judgement, ...]
    missing: tuple[str, ...]
    as_of: dt.date | None
    absence: Absence
    versions: dict[str, str]
    about: tuple[Subject, ...]
    overrides: tuple[Override, ...] = ()
    warnings: tuple[str, ...] = ()
    _standing: Any = dataclasses.field(default=None, compare=False, repr=False)
    """Weights of the criteria, so that an override can be counted."""

    _lazy = ("missing", "versions", "about")

    @classmethod
    def pending(cls, renderer: Callable[[str], Any], **values: Any) -> TrialMatch:
        """A result whose open questions and versions are worked out when first asked for.

        Args:
            renderer: gives the value of one of those fields by its name.
            values: all other fields.
        """
        made: TrialMatch = cls._made(renderer, values)
        return made

    def override(self, criterion_id: str, verdict: Verdict, reason: str, by: str) -> TrialMatch:
        """A new result in which a person's verdict on one criterion stands beside the matcher's and counts in its place.

        Raises:
            KeyError: no such criterion.
            ValueError: no such verdict.
        """
        from matcher.matching.standing import overridden

        return overridden(self, criterion_id, verdict, reason, by)
