"""Conditions weighed: kinds and classes, denials, contradictions, complaints, degrees, times."""

from __future__ import annotations

import dataclasses

import pytest
from clinic import (
    LUPUS,
    AllOf,
    Not,
    above,
    atom,
    chart,
    excluding,
    including,
    judged,
    longer_than,
    quotes,
    said,
    verdict,
    within,
)
from lupus_criteria import CRISIS, NO, OTHER, TUBERCULOSIS, UNCONTROLLED

from matcher.trials.types import Bounds


def test_a_kind_counts_and_a_class_leaves_it_open() -> None:
    kidney = including(atom("condition", "kidney disease"))
    nephritis = including(atom("condition", "lupus nephritis"))
    assert verdict(chart(said("condition", "lupus nephritis", "[Lupus nephritis].")), kidney) == "satisfied"
    assert verdict(chart(said("condition", "glomerulonephritis", "[Glomerulonephritis].")), nephritis) == "unknown"


def test_contradiction_on_one_day_decides_nothing_and_shows_both() -> None:
    patient = chart(
        said("condition", "asthma", "History of [asthma]."),
        said("condition", "asthma", "Denies [asthma].", **NO),
    )
    got = judged(patient, excluding(atom("condition", "asthma")))
    assert got.verdict == "unknown"
    assert sorted(quotes(got, "context")) == ["Denies asthma.", "History of asthma."]


def test_the_later_note_corrects_the_earlier() -> None:
    patient = chart(
        said("condition", "asthma", "[Asthma].", "2024-01-10"),
        said("condition", "asthma", "[Asthma] was ruled out.", **NO),
    )
    got = judged(patient, excluding(atom("condition", "asthma")))
    assert (got.verdict, quotes(got), quotes(got, "contradicts")) == (
        "satisfied",
        ["Asthma was ruled out."],
        ["Asthma."],
    )


def test_normal_iga_rules_out_its_deficiency_and_a_low_one_shows_it() -> None:
    deficiency = excluding(atom("condition", "iga deficiency"))

    def iga(value: float) -> str:
        low = said(
            "measurement",
            "iga",
            f"[IgA {value} g/L] (0.7-4.0)",
            value=value,
            unit="g/L",
            reference_low=0.7,
            reference_high=4.0,
        )
        got = judged(chart(low), deficiency)
        assert got.basis == "derived"
        return got.verdict

    assert (iga(1.9), iga(0.05)) == ("satisfied", "violated")
    said_normal = chart(said("measurement", "iga", "[IgA was normal].", quality="normal"))
    assert judged(said_normal, deficiency).basis == "documented"


def test_a_class_denied_at_the_bedside_leaves_its_silent_kinds_open() -> None:
    no_infection = said("condition", "infection", "No sign of [infection].", **NO)
    assert verdict(chart(no_infection), TUBERCULOSIS) == "unknown"
    healthy = said("condition", "disease", "[Otherwise healthy].", **OTHER)
    assert verdict(chart(healthy), excluding(atom("condition", "iga deficiency"))) == "unknown"
    assert verdict(chart(healthy), UNCONTROLLED) == "satisfied"


def test_no_other_disease_leaves_the_forms_of_the_known_one_open() -> None:
    patient = chart(
        said("condition", LUPUS, "Known [lupus]."),
        said("condition", "autoimmune disease", "No other [autoimmune disease].", **OTHER),
    )
    assert verdict(patient, CRISIS) == "unknown"
    assert verdict(patient, excluding(atom("condition", "rheumatoid arthritis"))) == "satisfied"


def test_a_class_of_the_excepted_may_be_it() -> None:
    exempt = excluding(
        AllOf(
            (
                atom("condition", "malignancy", qualifiers=("history",)),
                Not(atom("condition", "squamous cell carcinoma of skin", qualifiers=("adequately treated",))),
            )
        )
    )
    assert (
        verdict(chart(said("condition", "squamous cell carcinoma", "[Squamous cell carcinoma] 2021.")), exempt)
        == "unknown"
    )


def test_an_entry_of_an_old_list_is_corrected_by_the_current_note() -> None:
    entry = said("condition", "rheumatoid arthritis", "[Rheumatoid arthritis]", "2023-02-01", section="problem list")
    now = said("condition", "autoimmune disease", "No other [autoimmune disease].", **OTHER)
    disease = excluding(atom("condition", "autoimmune disease", excludes=(LUPUS,)))
    got = judged(chart(entry, now), disease)
    assert (got.verdict, quotes(got, "contradicts")) == ("satisfied", ["Rheumatoid arthritis"])
    assert verdict(chart(entry), disease) == "violated"


def test_copied_text_was_said_on_the_day_it_was_copied_from() -> None:
    copied = {"qualifiers": ("copied forward",), "section": "history"}
    patient = chart(
        said(
            "condition",
            "pneumonia",
            "[Pneumonia] ruled out.",
            date="2025-03-12",
            date_precision="note",
            negated=True,
            **copied,
        ),
        said("condition", "pneumonia", "[Pneumonia] on the film of 05/20.", date="2025-05-20"),
    )
    got = judged(patient, excluding(atom("condition", "pneumonia")))
    assert (got.verdict, quotes(got, "contradicts")) == ("violated", ["Pneumonia ruled out."])


def test_a_skin_test_by_its_size() -> None:
    def test(size: float) -> str:
        return verdict(
            chart(said("measurement", "tuberculin skin test", f"[PPD {size} mm]", value=size, unit="mm")), TUBERCULOSIS
        )

    assert (test(0), test(15)) == ("satisfied", "unknown")


def test_any_illness_that_might_interfere_is_not_decided_by_some_illness() -> None:
    patient = chart(said("condition", "hypertension", "[Hypertension]."))
    assert verdict(patient, excluding(atom("condition", "disease"))) == "unknown"


def test_a_healthy_past_says_nothing_of_the_illness_of_today() -> None:
    healthy = chart(said("condition", "disease", "[No past medical history].", negated=True, qualifiers=("other",)))
    assert verdict(healthy, including(atom("condition", "heart failure"))) == "unknown"
    assert verdict(healthy, excluding(atom("condition", "heart failure"))) == "satisfied"
    assert verdict(healthy, excluding(atom("condition", "shock"))) == "unknown"


def test_a_complaint_is_no_disease_of_its_class() -> None:
    dizzy = chart(said("condition", "dyspnea", "Short of [breath] on stairs."))
    assert verdict(dizzy, excluding(atom("condition", "dyspnea"))) == "violated"
    assert verdict(dizzy, excluding(atom("condition", "respiratory disease"))) == "unknown"


def test_a_limit_no_disease_can_meet_leaves_it_open() -> None:
    patient = chart(said("condition", "hypertension", "Has [hypertension]."))
    limited = excluding(atom("condition", "hypertension", bounds=above(170.0)))
    assert verdict(patient, limited) == verdict(patient, limited, "assume") == "unknown"


@pytest.mark.parametrize(
    ("concept", "words", "expected"),
    [("anxiety disorder", "anxious", "unknown"), ("anxiety disorder", "GAD", "violated")],
)
def test_a_feeling_is_no_disorder_yet(concept: str, words: str, expected: str) -> None:
    patient = chart(said("condition", concept, f"She is [{words}]."))
    assert verdict(patient, excluding(atom("condition", "psychiatric disease"))) == expected


def test_a_route_narrows_no_disease() -> None:
    patient = chart(said("condition", "gout", "Has [gout]."))
    assert verdict(patient, including(atom("condition", "gout", qualifiers=("intravenous",)))) == "satisfied"


def test_a_complaint_is_no_hint_at_any_serious_illness() -> None:
    patient = chart(said("condition", "headache", "Came for [headache]; takes nothing and has never been in hospital."))
    serious = excluding(atom("condition", "disease", qualifiers=("severe",)))
    assert verdict(patient, serious, "assume") == "satisfied"
    sick = chart(said("condition", "gout", "Came for [gout]; takes nothing and has never been in hospital."))
    assert verdict(sick, serious, "assume") == "unknown"


NO_HEART = said("condition", "cardiovascular disease", "No history of [heart disease].", negated=True)


@pytest.mark.parametrize(
    ("criterion", "expected"),
    [
        (excluding(atom("condition", "heart failure")), "satisfied"),
        (including(atom("condition", "heart failure")), "unknown"),
        (excluding(atom("condition", "pulmonary embolism")), "unknown"),
        (including(atom("condition", "pulmonary embolism")), "unknown"),
        (excluding(atom("condition", "pulmonary embolism", example_of=("cardiovascular disease",))), "satisfied"),
        (excluding(atom("condition", "pulmonary embolism", qualifiers=("history",))), "satisfied"),
        (including(atom("condition", "cardiovascular disease")), "violated"),
    ],
)
def test_no_history_of_a_class_says_nothing_of_today(criterion, expected) -> None:
    assert verdict(chart(NO_HEART), criterion) == expected


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({"duration": 21}, "satisfied"),
        ({"duration": 3}, "violated"),
        ({}, "unknown"),
        ({"date": "2025-04-01"}, "satisfied"),
        ({"date": "2025-05-30"}, "violated"),
    ],
)
def test_a_condition_goes_on_for_as_long_as_is_asked(more, expected) -> None:
    patient = chart(said("condition", "fever", "Has had [fever].", **more))
    asked = including(atom("condition", "fever", duration=longer_than(2, "week")))
    assert verdict(patient, asked) == expected


def test_episodes_are_not_counted() -> None:
    patient = chart(said("condition", "seizure", "Had a [seizure]."))
    assert verdict(patient, including(atom("condition", "seizure", count=Bounds(lower=3)))) == "unknown"


def test_recent_is_what_the_window_says() -> None:
    asked = excluding(atom("condition", "myocardial infarction", qualifiers=("recent",), window=within(3, "month")))
    assert (
        verdict(chart(said("condition", "myocardial infarction", "[MI] in May.", date="2025-05")), asked) == "violated"
    )
    assert verdict(chart(said("condition", "myocardial infarction", "[MI] 2019.", date="2019")), asked) == "unknown"


@pytest.mark.parametrize(("severity", "expected"), [("severe", "violated"), (None, "unknown"), ("mild", "unknown")])
def test_another_degree_is_another_condition(severity: str | None, expected: str) -> None:
    patient = chart(said("condition", "cognitive impairment", "Marked [cognitive impairment].", severity=severity))
    assert verdict(patient, including(atom("condition", "mild cognitive impairment"))) == expected


@pytest.mark.parametrize(("historical", "expected"), [(True, "unknown"), (False, "violated")])
def test_history_without_any_date_may_lie_before_the_window(historical: bool, expected: str) -> None:
    patient = chart(said("condition", "stroke", "[Stroke].", historical=historical), as_of=None)
    undated = dataclasses.replace(patient, notes=tuple(dataclasses.replace(n, date=None) for n in patient.notes))
    asked = excluding(atom("condition", "stroke", window=within(3, "month")))
    assert verdict(undated, asked) == expected


@pytest.mark.parametrize(("historical", "expected"), [(False, "satisfied"), (True, "unknown")])
def test_a_complaint_of_today_is_no_history_of_a_class(historical: bool, expected: str) -> None:
    sentence = "Came for [stiff legs] and a tremor of both hands that began a month ago and is growing slowly worse."
    patient = chart(said("condition", "spasticity", sentence, historical=historical))
    asked = excluding(atom("condition", "neurologic disease", qualifiers=("history",)))
    assert verdict(patient, asked, "assume") == expected
