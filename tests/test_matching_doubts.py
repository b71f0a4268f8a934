"""A criterion is broken by what it speaks of, not by a wider thing that was all that was understood of it."""

from __future__ import annotations

import pytest
from clinic import Said, chart, lab, man, said, woman

import matcher
from matcher.matching.judge import judge
from matcher.trials.types import Kind

TUMOR = said("condition", "breast cancer", "Invasive [breast cancer] of the left breast.")
APNEA = said("condition", "sleep apnea", "Known [sleep apnea].")
SURGERY = said("procedure", "appendectomy", "Had an [appendectomy].")


def verdict(text: str, kind: Kind, *facts: Said, about: tuple[str, ...] = ()) -> str:
    criterion = matcher.parse_criterion(text, kind, conditions=about)
    return judge(chart(*woman(), *facts), criterion, trial_conditions=about).verdict


@pytest.mark.parametrize(
    ("text", "facts", "expected"),
    [
        ("Appendectomy", (SURGERY,), "violated"),
        ("Appendectomy by the zebra technique", (SURGERY,), "unknown"),
        ("Confirmed appendectomy at screening", (SURGERY,), "violated"),  # how it is known does not narrow it
        ("Sleep disorders", (APNEA,), "violated"),
        ("Other sleep disorders", (APNEA,), "unknown"),  # other than what, this trial does not say
        ("Women", (), "violated"),
        ("All female patients", (), "violated"),
        ("Women who live outside the county", (), "unknown"),
        ("Women who do not speak English", (), "unknown"),
        ("Men who live outside the county", (), "not_applicable"),
    ],
)
def test_an_exclusion_narrowed_by_words_not_understood_is_open(text, facts, expected) -> None:
    assert verdict(text, "exclusion", *facts) == expected


CANCER = ("breast cancer",)


@pytest.mark.parametrize(
    ("text", "kind", "expected"),
    [
        ("Breast cancer", "exclusion", "unknown"),
        ("Malignancy", "exclusion", "unknown"),
        ("Prior breast cancer", "exclusion", "unknown"),
        ("Metastatic breast cancer", "inclusion", "unknown"),
        ("Breast cancer", "inclusion", "satisfied"),
    ],
)
def test_no_trial_shuts_out_all_who_have_its_own_disease(text, kind, expected) -> None:
    assert verdict(text, kind, TUMOR, about=CANCER) == expected


def test_an_earlier_episode_of_the_trials_disease_still_shuts_out() -> None:
    past = said("condition", "breast cancer", "[Breast cancer] of the right breast in 2009.", historical=True)
    assert verdict("Prior breast cancer", "exclusion", past, about=CANCER) == "violated"


def test_another_disease_shuts_out_whatever_the_trial_is_about() -> None:
    assert verdict("Malignancy", "exclusion", TUMOR, about=("gout",)) == "violated"
    assert verdict("Malignancy", "exclusion", TUMOR) == "violated"


@pytest.mark.parametrize(
    ("years", "text", "expected"),
    [
        (40, "Age = 18 years", "satisfied"),
        (12, "Age = 18 years", "violated"),
        (40, "Age = 65 years", "unknown"),  # at least or at most?
        (65, "Age = 65 years", "satisfied"),
        (40, "Older than 6 months and younger than 80 years", "satisfied"),
        (81, "Older than 6 months and younger than 80 years", "violated"),
    ],
)
def test_ages_whose_sign_was_lost_or_whose_units_differ(years, text, expected) -> None:
    assert judge(chart(*man(years)), matcher.parse_criterion(text, "inclusion")).verdict == expected


@pytest.mark.parametrize(
    ("sentence", "flag"),
    [
        ("She was offered a radical hysterectomy.", "hypothetical"),
        ("They were unable to perform the thyroidectomy.", "negated"),
    ],
)
def test_operations_offered_or_not_possible_were_not_done(sentence: str, flag: str) -> None:
    (fact,) = (fact for fact in matcher.read_notes(sentence).facts if fact.type == "procedure")
    assert getattr(fact, flag)


@pytest.mark.parametrize(
    ("text", "kind", "expected"),
    [
        ("Transaminases (AST or ALT) <= 3 x ULN", "inclusion", "violated"),
        ("Transaminases (AST or ALT) > 3 x ULN", "exclusion", "violated"),
        ("Transaminases (AST or ALT) > 6 x ULN", "exclusion", "satisfied"),
        ("Raised liver enzymes, such as AST or ALT > 3 x ULN", "inclusion", "satisfied"),
    ],
)
def test_a_limit_on_a_class_of_tests_is_asked_of_each_one_named(text, kind, expected) -> None:
    enzymes = (
        lab("aspartate aminotransferase", "[AST 30 U/L]", 30, "U/L"),
        lab("alanine aminotransferase", "[ALT 190 U/L]", 190, "U/L"),
    )
    assert judge(chart(*woman(), *enzymes), matcher.parse_criterion(text, kind)).verdict == expected


def test_a_male_condom_is_not_asked_of_men_alone() -> None:
    criterion = matcher.parse_criterion("Uses one of these methods: male condom; diaphragm", "inclusion")
    assert all(atom.type != "sex" for atom in criterion.atoms())


@pytest.mark.parametrize(
    ("text", "fact", "expected"),
    [
        ("Hematologic disease", lab("white blood cell count", "[WBC 14,900 /uL]", 14900, "/uL"), "unknown"),
        ("Leukocytosis", lab("white blood cell count", "[WBC 14,900 /uL]", 14900, "/uL"), "violated"),
        ("Arrhythmia", lab("heart rate", "[Pulse 118/min]", 118, "/min"), "unknown"),
        ("Invasive lobular carcinoma", said("condition", "invasive ductal carcinoma", "An [invasive ductal carcinoma]."), "unknown"),
        ("Neurologic disease", said("condition", "obstructive sleep apnea", "Has [OSA]."), "unknown"),
        ("Neurologic disease", said("condition", "narcolepsy", "Has [narcolepsy]."), "violated"),
    ],
)  # fmt: skip
def test_a_sign_or_another_kind_is_not_the_disease(text, fact, expected) -> None:
    criterion = matcher.parse_criterion(text, "exclusion")
    assert judge(chart(*woman(), fact), criterion).verdict == expected


def test_no_other_of_a_kind_tells_of_one() -> None:
    denial = said("condition", "seizure", "Ten years without another [seizure].", negated=True, qualifiers=("other",))
    assert verdict("Seizures", "exclusion", denial) == "unknown"
    assert verdict("No history of seizures", "exclusion", denial) == "unknown"
    others = said("condition", "malignancy", "No other [malignancy].", negated=True, qualifiers=("other",))
    assert verdict("Lymphoma", "exclusion", others) == "satisfied"


def test_a_stage_that_was_not_read_leaves_an_exclusion_open() -> None:
    patient = matcher.read_notes("A 61-year-old man with a bladder tumor, to be resected next week.")
    assert matcher.judge(patient, matcher.parse_criterion("T4 tumors", "exclusion")).verdict == "unknown"
    assert matcher.judge(patient, matcher.parse_criterion("Any tumor", "exclusion")).verdict == "violated"


PREGNANT = said("reproductive", "pregnancy", "She is [pregnant].")


@pytest.mark.parametrize(
    ("text", "facts", "expected"),
    [
        ("Women with a zebroid pregnancy", (PREGNANT,), "unknown"),
        ("Women with a confirmed pregnancy", (PREGNANT,), "satisfied"),
        ("Asthma or zebroid sleep apnea", (APNEA,), "unknown"),
        ("Asthma or sleep apnea", (APNEA,), "satisfied"),
        ("Women with cervical or ovarian cancer", (APNEA,), "unknown"),
        ("Women with breast or ovarian cancer", (TUMOR,), "satisfied"),
    ],
)
def test_an_inclusion_is_not_met_by_part_of_what_it_asks(text, facts, expected) -> None:
    assert verdict(text, "inclusion", *facts) == expected


def test_of_men_and_women_only_those_meant_are_shut_out() -> None:
    criterion = matcher.parse_criterion("Women with breast or ovarian cancer", "exclusion")
    assert judge(chart(*man(), TUMOR), criterion).verdict in ("satisfied", "not_applicable")
    assert judge(chart(*woman(), TUMOR), criterion).verdict == "violated"


@pytest.mark.parametrize("note", ["A 61-year-old man with heart failure.", "A 61-year-old man."])
def test_what_shuts_out_the_healthy_leaves_the_ill_alone(note: str) -> None:
    patient = matcher.read_notes(note)
    criterion = matcher.parse_criterion("Healthy volunteers: known heart disease or use of aspirin", "exclusion")
    assert matcher.judge(patient, criterion).verdict != "violated"
