"""What a result says in few words: status, counts, what decides, and the quotes that stand behind a verdict."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from matcher.matching.review import Decision, Review
from matcher.matching.types import Basis, Evidence, Judgement, Role, Status, TrialMatch, Truth, Verdict
from matcher.matching.wording import date_words
from matcher.notes.types import Patient
from matcher.report.visible import one_line
from matcher.trials.types import Criterion, Kind, Trial

VERDICTS: tuple[Verdict, ...] = ("violated", "unknown", "satisfied", "not_applicable")
"""In the order in which they matter to a reader."""

VERDICT_WORDS: dict[Verdict, str] = {
    "violated": "Violated",
    "unknown": "Unknown",
    "satisfied": "Satisfied",
    "not_applicable": "Not applicable",
}
VERDICT_ICONS: dict[Verdict, str] = {"violated": "✕", "unknown": "?", "satisfied": "✓", "not_applicable": "–"}

# "Satisfied" beside an exclusion is easily read as "excluded": the card says which way the criterion fell as well.
_MEANING: dict[tuple[Kind, Verdict], str] = {
    ("inclusion", "violated"): "Inclusion not met",
    ("inclusion", "unknown"): "Inclusion open",
    ("inclusion", "satisfied"): "Inclusion met",
    ("inclusion", "not_applicable"): "Inclusion does not apply",
    ("exclusion", "violated"): "Exclusion present",
    ("exclusion", "unknown"): "Exclusion open",
    ("exclusion", "satisfied"): "Exclusion absent",
    ("exclusion", "not_applicable"): "Exclusion does not apply",
}
BASIS_WORDS: dict[Basis, str] = {
    "documented": "documented",
    "derived": "derived (computed)",
    "assumed": "assumed absent",
    "none": "not decided",
}
STATUS_WORDS: dict[Status, str] = {
    "ineligible": "Not eligible",
    "review": "Needs review",
    "eligible": "Eligible as documented",
}
STATUS_VERDICT: dict[Status, Verdict] = {"ineligible": "violated", "review": "unknown", "eligible": "satisfied"}
TRUTH_WORDS: dict[Truth, str] = {
    "true": "yes",
    "false": "no",
    "unknown": "open",
    "not_applicable": "does not apply",
}
ROLE_WORDS: dict[Role, str] = {"supports": "", "contradicts": "overruled", "context": "does not decide"}


@dataclass(frozen=True, slots=True)
class Quote:
    """Words of a note with the day they are about.

    `note` counts the patient's notes from 0; `date` is the fact's own day, else the note's (`of_note` is then true);
    `days` are counted from it back to the screening date, None where either is open.
    """

    text: str
    note: int
    note_id: str
    start: int
    end: int
    role: Role
    date: dt.date | None
    precision: str
    of_note: bool
    days: int | None


@dataclass(frozen=True, slots=True)
class Row:
    """One criterion with its judgement and quotes.

    Attributes:
        judgement: the one that counts: a person's verdict where there is one.
        machine: the matcher's own, from the notes as it read them.
        decision: the person's verdict, with reason and name.
    """

    criterion: Criterion
    judgement: Judgement
    quotes: tuple[Quote, ...]
    machine: Judgement
    decision: Decision | None = None

    @property
    def changed(self) -> bool:
        """Whether the verdict that counts is another than the matcher's own."""
        return self.judgement.verdict != self.machine.verdict

    @property
    def verdict(self) -> Verdict:
        return self.judgement.verdict

    @property
    def decided(self) -> bool:
        return self.judgement.verdict != "unknown"

    @property
    def meaning(self) -> str:
        """Which way the criterion fell, in words that cannot be turned round: "Exclusion absent"."""
        return _MEANING[self.criterion.kind, self.judgement.verdict]


@dataclass(frozen=True, slots=True)
class View:
    """A result together with what it was made from, ready to be shown."""

    trial: Trial
    patient: Patient
    result: TrialMatch
    rows: tuple[Row, ...]
    machine: TrialMatch
    """The matcher's own result, before anything a person said."""
    review: Review

    @property
    def counts(self) -> dict[Verdict, int]:
        """How many criteria have each verdict."""
        found = Counter(row.verdict for row in self.rows)
        return {verdict: found[verdict] for verdict in VERDICTS}

    @property
    def status(self) -> str:
        """The status in words."""
        return STATUS_WORDS[self.result.status]

    @property
    def as_of_assumed(self) -> bool:
        """Whether the screening date was taken from the newest note."""
        used = self.result.as_of
        return used is not None and self.patient.as_of_assumed and self.patient.as_of == used

    @property
    def warnings(self) -> tuple[str, ...]:
        """What limits the result: said of the notes, then of the match; each once."""
        return tuple(dict.fromkeys((*self.patient.warnings, *self.result.warnings)))

    def deciding(self) -> tuple[Row, ...]:
        """The criteria the status rests on: those violated, else those still open, else none."""
        for verdict in ("violated", "unknown"):
            found = tuple(row for row in self.rows if row.verdict == verdict)
            if found:
                return found
        return ()

    def by_weight(self) -> tuple[Row, ...]:
        """All rows, violated ones first, then open ones, then the rest; each group in the order of the trial."""
        return tuple(sorted(self.rows, key=lambda row: VERDICTS.index(row.verdict)))

    def headline(self) -> str:
        """One line: status, counts and the ids that decide."""
        counted = ", ".join(f"{n} {VERDICT_WORDS[verdict].lower()}" for verdict, n in self.counts.items() if n)
        rows = self.deciding()
        ids = ", ".join(row.criterion.id for row in rows[:8]) + (" …" if len(rows) > 8 else "")
        if not self.rows:
            return f"{self.status}: no criterion was found in the trial's text."
        if not rows:
            return f"{self.status}: {counted}."
        return f"{self.status}: {counted}. {'Ruled out by' if rows[0].verdict == 'violated' else 'Still open'}: {ids}."


def view(
    trial: Trial,
    patient: Patient,
    result: TrialMatch,
    *,
    machine: TrialMatch | None = None,
    review: Review | None = None,
) -> View:
    """Put a result beside its trial and patient.

    Args:
        result: the one that counts.
        machine: the matcher's own, where a person has said something; else the result itself.
        review: what the person said.

    Raises:
        ValueError: when a judgement names a criterion the trial does not have.
    """
    criteria = {criterion.id: criterion for criterion in trial.criteria}
    unknown = [judgement.criterion_id for judgement in result.judgements if judgement.criterion_id not in criteria]
    if unknown:
        raise ValueError(f"judgements without a criterion: {', '.join(unknown)}")
    quoting = Quoting(patient, result.as_of)
    machine, review = machine or result, review or Review()
    own = {judgement.criterion_id: judgement for judgement in machine.judgements}
    rows = tuple(
        Row(
            criteria[judgement.criterion_id],
            judgement,
            quoting.quotes(judgement.evidence),
            own[judgement.criterion_id],
            review.decision_on(judgement.criterion_id),
        )
        for judgement in result.judgements
    )
    return View(trial, patient, result, rows, machine, review)


class Quoting:
    """Gives evidence its date and its place among the patient's notes."""

    def __init__(self, patient: Patient, as_of: dt.date | None) -> None:
        self._numbers = {note.note_id: number for number, note in enumerate(patient.notes)}
        self._notes = {note.note_id: note for note in patient.notes}
        self._facts = {fact.fact_id: fact for fact in patient.facts}
        self._as_of = as_of

    def quotes(self, evidence: Iterable[Evidence]) -> tuple[Quote, ...]:
        """The quotes of pieces of evidence: first what supports, then what was overruled, then context.

        Of quotes in one role that share most of their words only the first is kept, and of context only what no other
        quote says; the marks in the note show them all.
        """
        order = tuple(ROLE_WORDS)
        kept: list[Quote] = []
        for quote in sorted(map(self._quote, evidence), key=lambda quote: order.index(quote.role)):
            if not any(_same_words(quote, other) for other in kept):
                kept.append(quote)
        return tuple(kept)

    def _quote(self, evidence: Evidence) -> Quote:
        fact = self._facts.get(evidence.fact_id or "")
        note = self._notes.get(evidence.note_id)
        date, precision = (fact.date, fact.date_precision) if fact else (None, "none")
        # A birth date or a sex holds whenever it was written down: what dates it is the note.
        of_note = date is None or precision in ("note", "none") or (fact is not None and fact.type in ("age", "sex"))
        if of_note:
            date, precision = (note.date, "day") if note else (None, "none")
        exact = date is not None and self._as_of is not None and precision == "day"
        return Quote(
            text=evidence.text,
            note=self._numbers.get(evidence.note_id, 0),
            note_id=evidence.note_id,
            start=evidence.start,
            end=evidence.end,
            role=evidence.role,
            date=date,
            precision=precision,
            of_note=of_note,
            days=(self._as_of - date).days if exact and self._as_of and date else None,
        )


def _same_words(one: Quote, other: Quote) -> bool:
    shared = min(one.end, other.end) - max(one.start, other.start)
    shorter = min(one.end - one.start, other.end - other.start)
    same_role = one.role == other.role or one.role == "context"
    return same_role and one.note_id == other.note_id and shared > shorter / 2


def first_and_more(
    quotes: tuple[Quote, ...], decided: bool, limit: int = 5
) -> tuple[tuple[Quote, ...], tuple[Quote, ...]]:
    """The quotes to show at once and those to show on demand.

    At once: what decided, at most `limit`; where nothing is decided, or only assumed, the first `limit` of what there is.
    """
    deciding = tuple(quote for quote in quotes if quote.role != "context")
    first = (deciding if decided and deciding else quotes)[:limit]
    return first, tuple(quote for quote in quotes if quote not in first)


def role_words(role: Role, decided: bool) -> str:
    """What a quote does for a verdict, where that is not plain: all that an open criterion has is context."""
    return ROLE_WORDS[role] if decided or role == "contradicts" else ""


def questions(missing: Iterable[str]) -> list[str]:
    """What is missing, each on one line and without its full stop, to be set in a list."""
    return [one_line(item).rstrip(".") for item in missing]


def when(quote: Quote) -> str:
    """The day of a quote and how long before screening it was: "12 May 2025, 8 days before"."""
    words = date_words(quote.date, quote.precision)
    if not words:
        return "no date"
    words = f"note of {words}" if quote.of_note else words
    if quote.days is None or quote.of_note:
        return words
    if quote.days == 0:
        return f"{words}, day of screening"
    return f"{words}, {_span(abs(quote.days))} {'before' if quote.days > 0 else 'after'}"


def _span(days: int) -> str:
    """Days up to half a year, then months, then years: what a reader can weigh without counting."""
    if days <= 180:
        number, unit = days, "day"
    elif days < 731:
        number, unit = int(days / 30.44), "month"
    else:
        number, unit = int(days / 365.25), "year"
    return f"{number} {unit}{'' if number == 1 else 's'}"
