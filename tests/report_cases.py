"""A small result made by hand, with text meant to break out of terminal and page."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from matcher.matching.standing import Standing
from matcher.matching.types import Evidence, Judgement, Part, TrialMatch
from matcher.notes.types import Fact, Note, Patient
from matcher.trials.types import AllOf, Atom, Bounds, Criterion, Not, Trial, Window

HOSTILE = "<script>alert(1)</script> <img src=x onerror=alert(2)> **bold** [x](javascript:1) \x1b[31mred\x07 \u202eabc\u202c \u200b'\""
NOTE = f"Hgb 7.6 g/dL on 05/12/2025.\n\nNo  diabetes;\ttabs stay.\n{HOSTILE}\nBelimumab last given 05/10/2025."
SCREENING = dt.date(2025, 5, 20)


def evidence(
    words: str, role: str = "supports", note: str = NOTE, note_id: str = "n1", fact_id: str | None = None
) -> Evidence:
    start = note.index(words)
    return Evidence(note_id, start, start + len(words), words, fact_id, role)  # type: ignore[arg-type]


def _fact(words: str, **values: object) -> Fact:
    start = NOTE.index(words)
    return Fact(
        fact_id=f"f-{start}",
        text=words,
        start=start,
        end=start + len(words),
        note_id="n1",
        sentence=(start, start),
        **values,
    )  # type: ignore[arg-type]


HEMOGLOBIN = _fact(
    "Hgb 7.6 g/dL",
    type="measurement",
    concept="hemoglobin",
    value=7.6,
    unit="g/dL",
    reference_low=12.0,
    reference_high=15.5,
    flag="L",
    date=dt.date(2025, 5, 12),
    date_precision="day",
)
DIABETES = _fact("diabetes", type="condition", concept="diabetes mellitus", negated=True)

_TEXTS = (
    ("I1", "inclusion", "Hemoglobin ≥ 80 g/L;"),
    ("I2", "inclusion", "Informed consent <b>signed</b>"),
    ("E1", "exclusion", "Diabetes, except well-controlled type 2"),
    ("E2", "exclusion", "B-cell targeted therapy within 4 weeks prior to screening"),
    ("E3", "exclusion", "Pregnancy"),
)


def trial() -> Trial:
    text = "\n".join(words for _, _, words in _TEXTS)
    criteria = []
    for id_, kind, words in _TEXTS:
        start = text.index(words)
        atom = Atom("condition", words, 0, len(words), concepts=(words.lower(),))
        criteria.append(Criterion(id_, kind, words, atom, start, start + len(words)))  # type: ignore[arg-type]
    limit = Atom(
        "measurement",
        "Hemoglobin ≥ 80 g/L",
        0,
        19,
        ("hemoglobin",),
        analyte="hemoglobin",
        bounds=(Bounds(80, unit="g/L"),),
    )
    diabetes, controlled = (
        Atom("condition", "Diabetes", 0, 8, ("diabetes mellitus",)),
        Atom("other", "well-controlled type 2", 17, 39),
    )
    window = Window("<=", 4, "week", "before", "screening", "within 4 weeks prior to screening")
    drug = Atom("exposure", _TEXTS[3][2], 0, len(_TEXTS[3][2]), ("b-cell-targeted therapy",), window=window)
    criteria[0] = replace(criteria[0], expression=limit)
    criteria[2] = replace(criteria[2], expression=AllOf((diabetes, Not(controlled))), unparsed=((10, 16),))
    criteria[3] = replace(criteria[3], expression=drug)
    return Trial(
        "NCT00000001",
        "A trial & more",
        ("Lupus",),
        ("Phase 1",),
        "all",
        (18, "year"),
        (65, "year"),
        text,
        "page",
        tuple(criteria),
    )


def patient(text: str = NOTE) -> Patient:
    facts = (HEMOGLOBIN, DIABETES) if text == NOTE else ()
    note = Note(text, "n1", dt.date(2025, 5, 14), "Clinic <note>")
    return Patient("P1", (note,), facts, dt.date(2025, 5, 14), True, ("The note's date was <read> from its head.",))


def match(
    read: Patient | None = None, of: Trial | None = None, *, absence: str = "unknown", as_of: dt.date | None = None
) -> TrialMatch:
    """The result; on a note other than `NOTE` every criterion is open."""
    read = read or patient()
    if read.notes[0].text != NOTE:
        judgements = tuple(
            Judgement(id_, "unknown", "none", (), "The notes do not say.", (), ()) for id_, _, _ in _TEXTS
        )
        return TrialMatch("NCT00000001", None, "review", 0.5, judgements, (), as_of or read.as_of, absence, {}, ())  # type: ignore[arg-type]
    low = evidence("Hgb 7.6 g/dL", fact_id=HEMOGLOBIN.fact_id)
    drug = evidence("Belimumab last given 05/10/2025")
    script = evidence("<script>alert(1)</script> <img src=x onerror=alert(2)>", "context")
    parts = (
        Part(
            "root",
            "unknown",
            "none",
            (),
            (),
            (
                Part("Diabetes", "false", "documented", (evidence("diabetes"),), ()),
                Part("well-controlled <type 2>", "unknown", "none", (script,), ("HbA1c",)),
            ),
        ),
    )
    pregnant = (
        Judgement("E3", "satisfied", "assumed", (), "Taken as absent.", (), ())
        if absence == "assume"
        else Judgement("E3", "not_applicable", "documented", (), "A man.", (), ())
    )
    judgements = (
        Judgement("I1", "violated", "derived", (low,), "Hemoglobin 7.6 g/dL is 76 g/L, below 80 g/L.", (), ()),
        Judgement("I2", "unknown", "none", (script,), f"Not decided: {HOSTILE}", ("signed <consent>",), ()),
        Judgement(
            "E1",
            "satisfied",
            "documented",
            (evidence("No  diabetes"), evidence("diabetes", "contradicts")),
            "Denied.",
            (),
            parts,
        ),
        Judgement(
            "E2",
            "violated",
            "documented",
            (drug, replace(low, role="context")),
            "Given 10 days before screening.",
            (),
            (),
        ),
        pregnant,
    )
    return TrialMatch(
        "NCT00000001",
        "P1",
        "ineligible",
        0.2,
        judgements,
        ("signed <consent>",),
        as_of or SCREENING,
        absence,  # type: ignore[arg-type]
        {"matcher": "0.1.0"},
        (),
        warnings=("Nothing was assumed.",),
        _standing=Standing((1.0,) * 5, (False,) * 5),
    )
