"""Criteria the notes are silent on, judged once for all patients; what is shown where silence is taken for absence."""

from __future__ import annotations

import dataclasses

import pytest
from clinic import (
    AnyOf,
    Not,
    Said,
    above,
    atom,
    chart,
    excluding,
    including,
    judged,
    lab,
    man,
    quotes,
    said,
    verdict,
    within,
    woman,
)

import matcher
from matcher.matching.case import case_of
from matcher.matching.judge import judge_in
from matcher.matching.ontology import kinds
from matcher.matching.silence import silence_on
from matcher.trials.types import Atom

TOLD = said("condition", "asthma", "He has had [asthma] since he was a boy and is otherwise well at present.")
BARRED = excluding(AnyOf((atom("condition", "psoriasis"), atom("exposure", "rituximab"))))


def test_one_patient_s_answer_is_not_another_s() -> None:
    silent = chart(*man(), TOLD)
    given = chart(*man(), TOLD, said("exposure", "rituximab", "Had [rituximab] in 2019.", date="2019"))
    kind = chart(*man(), TOLD, said("condition", "psoriatic arthritis", "Has [psoriatic arthritis]."))
    above_it = matcher.vocabulary().concepts["psoriasis"].parents[0]
    wider = chart(*man(), TOLD, said("condition", above_it, "Has [some disease of the skin]."))
    for _ in range(2):
        assert verdict(silent, BARRED, "assume") == "satisfied"
        assert verdict(silent, BARRED) == "unknown"
        assert verdict(given, BARRED, "assume") == "violated"
        assert verdict(wider, BARRED, "assume") == "unknown"
        assert verdict(kind, excluding(atom("condition", "arthritis")), "assume") == "violated"


@pytest.mark.parametrize(
    ("criterion", "statement"),
    [
        (including(atom("measurement", "heart rate", bounds=above(90, "/min"))), said("condition", "tachycardia", "[Tachycardic].")),
        (including(atom("measurement", "platelet count", bounds=above(90, "10^9/L"))), lab("platelet count", "[Plt 210]", 210, "10^9/L")),
        (including(atom("measurement", "body weight", bounds=above(5, "kg"))), None),
    ],
)  # fmt: skip
def test_a_value_breaks_the_silence(criterion, statement) -> None:
    assert verdict(chart(), criterion) == "unknown"
    told = chart(*man(40), *([statement] if statement else []))
    assert verdict(told, criterion) == "satisfied"


def test_what_depends_on_the_patient_s_words_is_asked_anew() -> None:
    unmapped = excluding(atom("condition", text="glumatous zerodermia"))
    speaking = said(
        "condition", "asthma", "He has [asthma]; his brother was told of zerodermia once, he himself never."
    )
    assert verdict(chart(*man(), TOLD), unmapped, "assume") == "satisfied"
    assert verdict(chart(*man(), TOLD, speaking), unmapped, "assume") == "unknown"


def test_ages_and_sexes_are_never_silent() -> None:
    case = case_of(chart(), None)
    for criterion in (including(atom("age", value="child")), including(atom("sex", value="male"))):
        assert silence_on(criterion, case, True) is None


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        (atom("attestation", value="consent"), said("attestation", "consent", "She [will sign the consent form].")),
        (atom("attestation", value="consent"), said("attestation", "refusal", "She [refuses to sign].")),
        (atom("attestation", value="follow-up"), said("attestation", "compliance", "She [will follow the protocol].")),
        (atom("participation"), said("participation", "clinical trial", "She is [in a trial] of a cream.")),
        (atom("allergy"), said("allergy", "any allergen", "[No known allergies].", negated=True)),
    ],
)
def test_a_word_on_the_matter_breaks_the_silence(asked: Atom, told: Said) -> None:
    criterion = including(asked)
    assert silence_on(criterion, case_of(chart(), None), False) is not None
    assert silence_on(criterion, case_of(chart(told), None), False) is None
    assert verdict(chart(), criterion) == "unknown" != verdict(chart(told), criterion)


def test_a_disease_defined_by_a_limit_is_absent_where_neither_is_told() -> None:
    asked = matcher.parse_criterion("Severe renal failure (creatinine > 3 mg/dL)", kind="exclusion")
    told = "A 60-year-old man has had gout for ten years and comes because his left knee hurts and is swollen, and he cannot sleep."
    assert matcher.judge(matcher.read_notes(told), asked, absence="assume").verdict == "satisfied"
    assert matcher.judge(matcher.read_notes(told), asked).verdict == "unknown"
    high = matcher.read_notes(f"{told} Creatinine 4.1 mg/dL.")
    assert matcher.judge(high, asked, absence="assume").verdict == "violated"
    named = matcher.read_notes(f"{told} Renal failure is suspected.")
    assert matcher.judge(named, asked, absence="assume").verdict == "unknown"
    bare = matcher.parse_criterion("Creatinine > 3 mg/dL", kind="exclusion")
    assert matcher.judge(matcher.read_notes(told), bare, absence="assume").verdict == "unknown"


def test_a_demand_in_the_wrong_list() -> None:
    demand = dataclasses.replace(
        excluding(Not(atom("exposure", "rituximab"))), text="Patients must not have received rituximab"
    )
    given = said("exposure", "rituximab", "Had [rituximab] in 2019.", date="2019")
    assert verdict(chart(*man(), TOLD, given), demand) == "violated"
    assert verdict(chart(*man(), TOLD), demand, "assume") == "satisfied"
    plain = excluding(Not(atom("exposure", "rituximab")))
    assert verdict(chart(*man(), TOLD, given), plain) == "satisfied"


def test_an_assumption_shows_where_the_matter_would_have_been_named() -> None:
    drugs = [
        said("exposure", "lisinopril", "Takes [lisinopril] every day.", status="active"),
        said("exposure", "ibuprofen", "Some [ibuprofen] for the knee.", status="active"),
    ]
    got = judged(chart(*man(), TOLD, *drugs), excluding(atom("exposure", "captopril")), "assume")
    assert got.basis == "assumed"
    assert quotes(got) == ["lisinopril", "ibuprofen"]
    none = said("exposure", "drug", "[Takes no medication].", negated=True)
    got = judged(chart(*man(), TOLD, none), excluding(atom("exposure", "captopril")), "assume")
    assert quotes(got) == ["Takes no medication."]
    mood = said("condition", "bipolar disorder", "Known [bipolar disorder].")
    got = judged(chart(*man(), mood, TOLD), excluding(atom("condition", "schizophrenia")), "assume")
    assert quotes(got) == ["Known bipolar disorder."]


def test_no_drugs_now_answers_what_is_taken_now() -> None:
    none = said("exposure", "drug", "[Takes no medication].", negated=True, qualifiers=("other",))
    now = excluding(atom("exposure", "captopril", qualifiers=("current",)))
    got = judged(chart(*woman(), none), now)
    assert (got.verdict, got.basis) == ("satisfied", "documented")
    assert verdict(chart(*woman(), none), excluding(atom("exposure", "captopril"))) == "unknown"
    taken = said("exposure", "captopril", "Takes [captopril].", status="active")
    assert verdict(chart(*woman(), none, taken), now) == "violated"


@pytest.mark.parametrize(
    "note", ["She takes no medications.", "MEDICATIONS: none", "He does not take any medicines.", "On no medication."]
)
def test_no_drugs_at_all_as_notes_say_it(note: str) -> None:
    assert ("drug", True) in {(fact.concept, fact.negated) for fact in matcher.read_notes(note).facts}


def test_what_is_asked_of_one_patient_is_not_asked_of_another() -> None:
    washed_out = excluding(atom("exposure", "rituximab", window=within(6, "month")))
    undated = chart(
        *man(), said("exposure", "rituximab", "He was given [rituximab] at another hospital.", status="stopped")
    )
    silent = chart(*man(), TOLD)
    for _ in range(2):
        (of_silence,) = judged(silent, washed_out).missing
        (of_a_drug,) = judged(undated, washed_out).missing
        assert "last dose" in of_a_drug
        assert "last dose" not in of_silence
        assert "rituximab" in of_silence


def test_facts_in_the_light_of_another_trial_are_the_same_and_their_meaning_may_not_be() -> None:
    patient = chart(*woman(), said("condition", "breast cancer", "She has [breast cancer]."))
    barred = excluding(atom("condition", "breast cancer"))
    other, own = case_of(patient, None, ("asthma",)), case_of(patient, None, ("breast cancer",))
    assert other.index is own.index
    for case, expected in ((other, "violated"), (own, "unknown"), (own.about(("asthma",)), "violated")):
        assert judge_in(case, barred, "unknown").verdict == expected


def test_denials_of_classes_come_in_an_order_no_process_changes() -> None:
    concept = "systemic lupus erythematosus"
    classes = sorted(kinds(concept))
    assert len(classes) >= 5
    patient = chart(*(said("condition", name, "There is [none].", negated=True) for name in reversed(classes)))
    assert [claim.concept for claim in case_of(patient, None).index.claims_above(concept)] == classes


@pytest.mark.parametrize(
    ("words", "silent"),
    [
        ("[infection] of the skin", True),  # that there is one infection says nothing of malaria
        ("no [infection]", False),
        ("[malaria] last summer", False),
    ],
)
def test_a_wide_class_breaks_the_silence_on_its_kinds_only_where_it_is_denied(words: str, silent: bool) -> None:
    name = "malaria" if "malaria" in words else "infection"
    patient = chart(said("condition", name, f"The chart has {words}.", negated=words.startswith("no")))
    criterion = matcher.parse_criterion("Malaria", kind="exclusion")
    assert (silence_on(criterion, case_of(patient, None), False) is not None) == silent
