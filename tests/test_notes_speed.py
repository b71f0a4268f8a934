"""What reading notes costs: time against length, memory, threads and processes."""

from __future__ import annotations

import multiprocessing
import subprocess
import sys
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import pytest
from growth import exponent

import matcher

NOTES = Path(__file__).parent.parent / "corpora" / "lupus" / "notes"
_PROSE = (
    "The patient is a 54-year-old woman with type 2 diabetes since 2011 who denies chest pain. She takes metformin 500 mg "
    "twice daily and was started on lisinopril 10 mg three weeks ago. Her mother had breast cancer. Creatinine was 1.4 mg/dL. "
)
KINDS = {
    "prose": _PROSE,
    "wrapped lines": _PROSE.replace(". ", ".\n"),
    "list": "- Hypertension, well controlled\n- Metformin 500 mg BID\n3. Asthma since 2009\n",
    "table": "Test        03/01/2025  04/01/2025\nHemoglobin  9.8 L       10.4 L\nPlatelets   181         204\n\n",
    "piped table": "| Creatinine | 1.4 | mg/dL | 0.6-1.1 | H |\n",
    "explained in brackets": "ALLERGIES: vancomycin (flushing when run fast), shellfish (itchy mouth)\n",
    "a result again and again": "Echo 02/2024: LVEF 60-65% ",
    "headers": "PAST MEDICAL HISTORY: Gout. ALLERGIES: Penicillin. MEDICATIONS: Aspirin 81 mg daily. ",
    "repeated cues": "no fever, no cough and no mother with possible history of asthma; ",
    "no line break and no stop": "asthma and gout with fever since March and aspirin 81 mg daily then ",
    "a colon after each letter": "a:",
    "one word": "x",
    "stops": "a.",
    "numbers": "12 ",
    "apostrophes": "'",
    "brackets": "( ",
}


@pytest.mark.parametrize("kind", ["prose", "repeated cues", "no line break and no stop", "a colon after each letter"])
def test_time_is_linear_in_the_length_of_a_note(kind: str) -> None:
    assert exponent(matcher.read_notes, KINDS[kind], 4_000, 24_000, below=1.3) < 1.3


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
def test_time_is_linear_up_to_half_a_million_characters(kind: str) -> None:
    assert exponent(matcher.read_notes, KINDS[kind], 60_000, 500_000, below=1.25) < 1.25


def test_a_hundred_thousand_characters_without_a_space_do_no_harm() -> None:
    run = "".join(chr(97 + number % 26) for number in range(100_000))
    note = f"She has asthma. {run} No pneumonia."
    conditions = [fact for fact in matcher.read_notes(note).facts if fact.type == "condition"]
    assert [(fact.concept, fact.negated) for fact in conditions] == [("asthma", False), ("pneumonia", True)]


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="reads the peak memory of a process from Linux")
def test_memory_stays_below_700_mb() -> None:
    """All notes of the corpus, a note of half a million characters, and a trial held against a patient."""
    code = (
        "import sys\n"
        "from pathlib import Path\n"
        "import matcher\n"
        "notes = [path.read_text() for path in sorted(Path(sys.argv[1]).glob('*.txt'))]\n"
        "patients = [matcher.read_notes(note) for note in notes]\n"
        "matcher.read_notes(sys.argv[2] * (500_000 // len(sys.argv[2])))\n"
        "trial = matcher.read_trial(Path(sys.argv[3]))\n"
        "print(len(patients), len(matcher.match(patients[0], trial).judgements))\n"
        # Not `getrusage`: there a process inherits the peak of the one that started it.
        "peak = next(line for line in Path('/proc/self/status').read_text().splitlines() if line.startswith('VmHWM'))\n"
        "print(int(peak.split()[1]) / 1024)\n"
    )
    trial = NOTES.parent.parent / "NCT06421701.txt"
    run = [sys.executable, "-c", code, str(NOTES), _PROSE, str(trial)]
    done = subprocess.run(run, capture_output=True, text=True, timeout=300, check=True)
    counts, megabytes = done.stdout.splitlines()
    assert all(int(count) > 10 for count in counts.split())
    assert float(megabytes) < 700


@pytest.mark.slow
def test_processes_read_as_one() -> None:
    """Plain strings and numbers go to and from the workers of a pool, however they are started."""
    notes = [path.read_text() for path in sorted(NOTES.glob("*.txt"))[:12]]
    alone = [matcher.read_notes(note).facts for note in notes]
    with ProcessPoolExecutor(2, mp_context=multiprocessing.get_context("spawn")) as pool:
        together = [patient.facts for patient in pool.map(matcher.read_notes, notes)]
    assert together == alone


def test_the_pipeline_and_read_notes_find_the_same() -> None:
    """`read_notes` runs the components without a Doc of all tokens; on a Doc they must find what it finds."""
    from matcher.notes.pipeline import findings_of, load_pipeline

    text = (NOTES / "C03-1.txt").read_text()
    found, doc = findings_of(text), load_pipeline()(text)
    assert doc.text == found.text
    assert doc._.clinical_terms == found.terms
    assert doc._.clinical_sections == found.sections
    assert doc._.clinical_sentences == found.sentences
    assert dict(doc._.clinical_cues) == dict(found.cues)
    assert len(found.terms) > 10
    assert len(found.cues) > 5
    assert {doc[0].idx, *(sentence[0].idx for sentence in doc.sents)} == {start for start, _ in found.sentences} | {0}
