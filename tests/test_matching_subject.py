"""What a trial is about, and whether that is this patient's problem."""

from __future__ import annotations

import dataclasses

import pytest
from clinic import Said, chart, said, woman

import matcher
from matcher.matching.knowledge import rows
from matcher.trials.types import Trial


def trial(title: str = "", inclusions: tuple[str, ...] = ("Age 18 years or older",), **fields: list[str]) -> Trial:
    text = "\n".join(
        ["Inclusion Criteria:", *(f"* {line}" for line in inclusions), "Exclusion Criteria:", "* Pregnancy"]
    )
    modules = {"identificationModule": {"briefTitle": title}, "eligibilityModule": {"eligibilityCriteria": text}}
    if fields:
        modules["conditionsModule"] = fields  # type: ignore[assignment]
    return matcher.read_trial({"protocolSection": modules})


@pytest.mark.parametrize(
    ("title", "inclusions", "subjects"),
    [
        ("Dupilumab in Asthma or COPD", (), (("asthma", "chronic obstructive pulmonary disease"),)),
        ("Depression in Patients With Parkinson's Disease", (), (("depression",), ("parkinson disease",))),
        ("Drug X in Patients With Cancer and Breast Cancer", (), (("breast cancer",),)),
        ("A Study of Drug X", ("Signed consent", "Diagnosis of gout or psoriasis"), (("gout", "psoriasis"),)),
        ("A Study of Drug X", ("No history of heart failure", "Has ulcerative colitis"), (("ulcerative colitis",),)),
        ("A Study of Drug X", ("Healthy volunteers", "Body mass index 19 to 30"), (("good health",),)),
        ("A Study of Drug X", ("Scheduled for knee replacement",), (("knee replacement",),)),
        ("A Study of Drug X", ("Age 18 years or older", "Signed consent"), ()),
    ],
)
def test_what_a_trial_is_about(title, inclusions, subjects) -> None:
    assert trial(title, inclusions).subjects == subjects


def test_the_field_of_conditions_goes_before_the_title() -> None:
    read = trial("Quality of Life in Asthma", conditions=["Psoriasis", "Plaque psoriasis"])
    assert all("psoriasis" in name for name in read.subjects[0])
    assert read.condition_concepts == read.subjects[0]


GOUT = trial("Colchicine in Gout", ("Age 18 years or older", "No pregnancy"))


@pytest.mark.parametrize(
    ("statement", "relation"),
    [
        (said("condition", "gout", "Known [gout] since 2019."), "documented"),
        (said("condition", "gout", "Perhaps [gout].", uncertain=True), "akin"),
        (said("condition", "gout", "No [gout].", negated=True), "denied"),
        (said("condition", "asthma", "Known [asthma]."), "open"),
        (said("condition", "gout", "Her mother has [gout].", family=True), "open"),
    ],
)
def test_how_the_patient_stands_to_it(statement: Said, relation: str) -> None:
    (about,) = matcher.match(chart(*woman(), statement), GOUT).about
    assert (about.concepts, about.relation) == (("gout",), relation)
    assert about.reason


def test_a_disease_of_the_same_narrow_class_is_akin_and_said_so() -> None:
    patient = chart(*woman(), said("condition", "pleural effusion", "Left [pleural effusion]."))
    (about,) = matcher.match(patient, trial("Talc in Empyema")).about
    assert about.relation == "akin"
    assert "pleural effusion" in about.reason
    assert [quote.role for quote in about.evidence] == ["context"]


def test_the_trial_about_the_patients_disease_comes_first_however_many_criteria_the_other_clears() -> None:
    patient = chart(*woman(), said("condition", "gout", "Known [gout] since 2019."))
    exclusions = tuple(f"No history of {name}" for name in ("stroke", "asthma", "epilepsy", "psoriasis", "hepatitis C"))
    other = trial("Drug X in Ulcerative Colitis", ("Age 18 years or older", *exclusions))
    mine, others = (matcher.match(patient, t, absence="assume") for t in (GOUT, other))
    assert mine.score > others.score
    assert others.score > 0.5


def test_an_override_keeps_what_the_trial_is_about_in_the_score() -> None:
    result = matcher.match(chart(*woman(), said("condition", "gout", "Known [gout].")), GOUT)
    again = result.override("I1", result.judgements[0].verdict, "Seen.", by="Dr. A")
    assert again.score == pytest.approx(result.score)
    assert again.about == result.about


def test_a_trial_that_does_not_say_what_it_is_about_stands_between_one_that_fits_and_one_that_does_not() -> None:
    silent = dataclasses.replace(GOUT, subjects=(), condition_concepts=())
    has = chart(*woman(), said("condition", "gout", "Known [gout]."))
    has_not = chart(*woman(), said("condition", "asthma", "Known [asthma]."))
    assert matcher.match(has, silent).about == ()
    assert matcher.match(has_not, GOUT).score < matcher.match(has_not, silent).score
    assert matcher.match(has, silent).score < matcher.match(has, GOUT).score


@pytest.mark.parametrize(
    ("finding", "sentence", "title"),
    [
        ("granuloma", "Noncaseating [granulomas] on biopsy.", "Methotrexate in Sarcoidosis"),
        ("kayser-fleischer ring", "[Kayser-Fleischer rings] on slit lamp.", "Zinc in Wilson Disease"),
    ],
)
def test_findings_that_suggest_the_disease_make_it_akin_and_decide_no_criterion(finding, sentence, title) -> None:
    result = matcher.match(chart(*woman(), said("condition", finding, sentence)), trial(title, ("Has the disease",)))
    assert [about.relation for about in result.about] == ["akin"]
    assert "violated" not in {judgement.verdict for judgement in result.judgements}


def test_being_well_otherwise_does_not_deny_the_illness_that_brings_the_patient() -> None:
    patient = chart(
        *woman(),
        said("condition", "rash", "Itchy [rash] on both arms."),
        said("condition", "disease", "Otherwise [healthy].", negated=True, qualifiers=("other",)),
    )
    (about,) = matcher.match(patient, trial("Emollients in Atopic Dermatitis")).about
    assert about.relation == "akin"


def test_what_the_trial_is_about_weighs_most() -> None:
    weight = {row["relation"]: float(row["weight"]) for row in rows("subject_weights")}
    assert weight["documented"] > weight["akin"] > weight["open"] == weight["denied"] == 0
    assert weight["documented"] >= 1
    assert weight["open"] < weight["unsaid"] <= weight["akin"]
    by_type = {row["type"]: float(row["inclusion"]) for row in rows("weights")}
    assert max(by_type, key=by_type.__getitem__) == "trial condition"
