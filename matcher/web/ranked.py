"""The trials of the library judged for one patient, kept for as long as notes and settings stay the same."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from threading import Lock
from typing import TYPE_CHECKING, Any

from matcher.errors import Failure, InputError
from matcher.matching.ranking import MOST, best_first
from matcher.matching.types import Status, Verdict
from matcher.report.summary import VERDICTS
from matcher.web.walking import Walk

if TYPE_CHECKING:
    from matcher.matching.ranking import Ranked
    from matcher.store.library import TrialLibrary
    from matcher.trials.types import Trial
    from matcher.web.state import Session

_AT_ONCE = 25
"""Trials judged between two looks at whether somebody asked for something else."""


@dataclass(frozen=True, slots=True)
class RankedRow:
    """A trial in its place, as far as the list shows it; the trial itself is read again when it is opened."""

    key: str
    title: str
    conditions: tuple[str, ...]
    status: Status
    score: float
    counts: dict[Verdict, int]
    reason: str


@dataclass(slots=True)
class Ranking:
    """What was judged so far, and for what."""

    of: tuple[Any, ...] = ()
    rows: dict[str, RankedRow] = field(default_factory=dict)
    failures: dict[str, str] = field(default_factory=dict)
    words: str = ""
    keys: tuple[str, ...] | None = None
    status: Status | None = None
    walk: Walk = field(default_factory=Walk)

    def look_for(self, words: str) -> None:
        """Ask for the trials that some words find; all without words."""
        if words.strip() != self.words:
            self.words, self.keys = words.strip(), None
            self.walk.page, self.walk.chosen = 0, None

    def shown(self) -> list[RankedRow]:
        """The trials asked for, best first: those that nothing rules out by score, then the others."""
        found = [self.rows[key] for key in self.keys or () if key in self.rows]
        found = [row for row in found if self.status in (None, row.status)]
        return sorted(found, key=lambda row: best_first(row.status, row.score, row.key))

    def statuses(self) -> dict[Status, int]:
        """How many of the trials asked for have each status."""
        counts: dict[Status, int] = {"eligible": 0, "review": 0, "ineligible": 0}
        for key in self.keys or ():
            if key in self.rows:
                counts[self.rows[key].status] += 1
        return counts

    def waiting(self) -> list[str]:
        """The trials asked for that are not judged yet."""
        return [key for key in self.keys or () if key not in self.rows and key not in self.failures]


def ranking_of(now: Session) -> Ranking:
    """The session's ranking; judged anew when the notes, what a person said of them, or the settings have changed."""
    corrected = tuple(correction.fact.fact_id + correction.action for correction in now.review.corrections)
    of = (now.patient, corrected, now.absence, now.as_of)
    old = now.ranking
    if old is None or old.of[0] is not of[0] or old.of[1:] != of[1:]:
        now.ranking = Ranking(of) if old is None or old.of[0] is not of[0] else _again(old, of)
    assert now.ranking is not None
    return now.ranking


def _again(old: Ranking, of: tuple[Any, ...]) -> Ranking:
    """The same trials asked for, none of them judged."""
    return Ranking(of, words=old.words, keys=old.keys, status=old.status)


def find(ranking: Ranking, library: TrialLibrary) -> None:
    """Which trials are asked for, where that is not known yet."""
    if ranking.keys is None:
        ranking.keys = tuple(entry.key for entry in library.found(ranking.words, limit=MOST))


def judge(now: Session, ranking: Ranking, library: TrialLibrary, told: Callable[[int, int], None]) -> None:
    """Judge the trials that wait; `told` hears how many of how many are judged. What is judged stays where that is broken off."""
    from matcher.matching.ranking import rank

    waiting = ranking.waiting()
    if not waiting or now.patient is None:
        return
    patient = now.review.revised(now.patient)
    done, total = 0, len(waiting)
    told(done, total)
    for start in range(0, total, _AT_ONCE):
        some = waiting[start : start + _AT_ONCE]
        found = rank(patient, _read(library, some), absence=now.absence, as_of=now.as_of)
        ranking.rows |= {one.key: _row(one) for one in found.trials}
        ranking.failures |= {failure.record or "": failure.mend for failure in found.failures}
        # A trial that gives neither is not asked for again and again.
        ranking.failures |= {
            key: "it cannot be read" for key in some if key not in ranking.rows and key not in ranking.failures
        }
        done += len(some)
        told(done, total)


def _row(one: Ranked) -> RankedRow:
    verdicts = [judgement.verdict for judgement in one.result.judgements]
    counts = {verdict: verdicts.count(verdict) for verdict in VERDICTS}
    trial = one.trial
    return RankedRow(
        one.key, trial.title or "", trial.conditions, one.result.status, one.result.score, counts, one.reason
    )


def _read(library: TrialLibrary, keys: Sequence[str]) -> Iterator[tuple[str, Trial] | Failure]:
    for key in keys:
        try:
            yield key, PARSED.trial(library, key)
        except InputError as error:
            yield Failure(error.source, key, error.mend)


class ParsedTrials:
    """Trials of the library as they were parsed, the last used kept. They are no patient's, so all sessions share them."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._kept: OrderedDict[tuple[str, str, str], Trial] = OrderedDict()
        self._lock = Lock()

    def trial(self, library: TrialLibrary, key: str) -> Trial:
        """A trial of the library in its newest text.

        Raises:
            InputError: there is no such trial, or it cannot be read.
        """
        from matcher.trials.reader import parse_source

        source = library.source(key)
        told = (library.database.name, key, hashlib.sha256(repr(source).encode("utf-8", "surrogatepass")).hexdigest())
        with self._lock:
            if told in self._kept:
                self._kept.move_to_end(told)
                return self._kept[told]
        trial = parse_source(source)
        with self._lock:
            self._kept[told] = trial
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
        return trial


PARSED = ParsedTrials(1_000)
