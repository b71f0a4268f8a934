"""What the context cues of a sentence say of a place in it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from matcher.notes.phrases import TABLES
from matcher.notes.places import beginning_in
from matcher.notes.view import Assertion, Cue
from matcher.text.tables import read_table


@dataclass(frozen=True, slots=True)
class Category:
    """A row of `cue_categories.tsv`."""

    name: str
    flags: frozenset[str]
    targets: frozenset[str]
    layer: str


@lru_cache(maxsize=1)
def categories() -> dict[str, Category]:
    """The categories of cues by name."""

    def parts(cell: str) -> frozenset[str]:
        return frozenset(part.strip() for part in cell.split(",") if part.strip())

    return {
        row["category"]: Category(row["category"], parts(row["flags"]), parts(row["targets"]), row["layer"])
        for row in read_table(TABLES / "cue_categories.tsv")
    }


_MANY = 60
_FARTHEST = 2000
"""Characters: farther than any cue reaches. Only in a "sentence" of pages are there cues beyond it."""


_SAYS_NOTHING = Assertion()
_GIVEN_OR_DONE = frozenset({"exposure", "procedure"})
"""What "on", "by" or "after" tells of as given or done, though a finding before it is denied ("no stone on ultrasound")."""
BESIDE_OTHERS = frozenset({"GIVEN", "CONDITIONAL", "RISKS"})
"""Categories that only count beside another, and do so whatever their direction."""


def assert_at(
    cues: tuple[Cue, ...], start: int, end: int, kind: str | None, *, denies_itself: bool = False
) -> Assertion:
    """What the cues of a sentence say of [start, end).

    Args:
        cues: of the sentence.
        start, end: offsets of the target.
        kind: its fact type, None where not known.
        denies_itself: the target begins with its own denial ("not sexually active"): no cue that shares its words speaks of it.
    """
    if not cues:
        return _SAYS_NOTHING
    flags: set[str] = set()
    spoken: list[tuple[int, int, str]] = []
    ordered = False
    if len(cues) > _MANY:
        cues = tuple(beginning_in(cues, start - _FARTHEST, end + _FARTHEST))
    known = categories()
    for cue in cues:
        if cue.category in BESIDE_OTHERS:
            continue
        if cue.category == "LISTING":
            if cue.end <= start and _lists_risks(cue, cues):
                flags.add("hypothetical")
            continue
        if not _reaches(cue, start, end):
            continue
        if denies_itself and cue.start < end and start < cue.end:
            continue
        category = known[cue.category]
        if kind is not None and category.targets and kind not in category.targets:
            continue
        if cue.category == "ORDERED":
            ordered = True
            continue
        if "negated" in category.flags and kind in _GIVEN_OR_DONE and cue.end <= start and _given(cues, cue.end, start):
            continue
        flags |= category.flags
        spoken.append((cue.start, cue.end, cue.category))
    if ordered and any(cue.category == "CONDITIONAL" and cue.start >= end for cue in cues):
        flags |= {"hypothetical", "planned"}
    if not flags:
        return _SAYS_NOTHING
    if "never_given" in flags:
        flags -= {"planned", "scheduled", "considered", "hypothetical"}
    if "uncertain" in flags and "negated" in flags:
        flags -= {"uncertain"} if _nearest(spoken, start, end) != "UNCERTAIN" else {"negated"}
    return Assertion(cues=tuple(spoken), **{flag: True for flag in flags if flag != "never_given"})


def _reaches(cue: Cue, start: int, end: int) -> bool:
    """Whether a cue speaks of [start, end): its scope touches it, and it is not itself part of it.

    A cue that only runs into the target ("no sign of" before "sign of infection") does speak of it.
    """
    if cue.start < end and start < cue.end:
        return cue.direction != "BACKWARD" and cue.start < start < cue.end < end
    return cue.scope_start < end and start < cue.scope_end


def _lists_risks(listing: Cue, cues: tuple[Cue, ...]) -> bool:
    """Whether a list ("including", "not limited to") is of what may go wrong: its items may stand behind commas and semicolons alike."""
    return any(cue.category == "RISKS" and cue.start < listing.start for cue in cues)


def _given(cues: tuple[Cue, ...], start: int, end: int) -> bool:
    return any(cue.category == "GIVEN" and start <= cue.start and cue.end <= end for cue in cues)


def _nearest(spoken: list[tuple[int, int, str]], start: int, end: int) -> str:
    """Category of the negating or doubting cue that counts: a denial behind the words ends the doubt before them, else the nearest."""
    if any(c in ("NEGATED", "NEGATIVE") and s >= end for s, _, c in spoken) and not any(
        c == "UNCERTAIN" and s >= end for s, _, c in spoken
    ):
        return "NEGATED"
    weighed = [
        (min(abs(start - e), abs(s - end)), c) for s, e, c in spoken if c in ("NEGATED", "NEGATIVE", "UNCERTAIN")
    ]
    return min(weighed, default=(0, ""))[1]
