"""Short case vignettes, as trials get them: what a clinician reads there."""

from __future__ import annotations

import pytest
from marked import check

import matcher

SAID = [
    # a denial ends where the complaint begins
    "A 40-year-old woman with no past medical history presents to the clinic with <f>chest pain</f>.",
    "A man with no significant history of <f negated>heart disease</f> is brought in because of <f>dyspnea</f>.",
    "The boy's <x>lack of attention</x>, and <f>somnolence</f> worry his parents.",
    "She has no chronic illness and only uses <f type=exposure status=active>vitamin D</f>.",
    "He denies smoking, asthma, or a family history of <f negated family>stroke</f>.",
    "Absence of chest pain, dyspnea, paroxysmal nocturnal dyspnea, palpitations, syncope or <f negated>presyncope</f>.",
    "Diarrhea not associated with <f negated>vomiting</f> or <f negated>fever</f>.",
    "We found no clear explanation for the <f>abdominal pain</f>.",
    "Her symptoms do not appear related to a <f negated>stroke</f>.",
    # offered, not done
    "He was offered a <f hypothetical type=procedure>hysterectomy</f>.",
    "Unable to perform <f negated type=procedure>thyroidectomy</f>.",
    "She is due for her <f hypothetical type=procedure qualifier=planned>mammogram</f>.",
    "He accepts the risks, to include <f hypothetical>infection</f>, <f hypothetical>sepsis</f>, <f hypothetical>heart attack</f>, <f hypothetical>stroke</f>, impotence, bladder injury, and <f hypothetical>pulmonary embolism</f>.",
    # severity belongs to the word it stands with
    "<f severity=None>Hypothyroidism</f> and mild <f severity=mild>psoriasis</f>.",
    "Low-grade fever, <f severity=None>abdominal pain</f>.",
    "Stage 1B of <f stage=Stage_1B>cervical cancer</f>.",
    "<f not_qualifier=metastatic>Esophagitis</f> stage IV.",
    # findings
    "He is <f concept=tachypnea>tachypneic</f> and <f concept=somnolence>drowsy</f>, with <f concept=jugular_venous_distension>JVD</f> and <f concept=neck_stiffness>nuchal rigidity</f>.",
    "<f negated concept=fever>Afebrile</f>, <f negated concept=jaundice>anicteric</f>, abdomen <f negated concept=tenderness>nontender</f>.",
    "<f concept=pulmonary_hypertension>Pulm HTN</f>.",
    # a name that stands for a test
    "PCR for <f negated>adenovirus</f> was negative.",
    "Diagnosed with <f type=condition>HCV</f> 2 years ago.",
    # no facts of the patient
    "He works at a <x>Covid</x> testing site.",
    "FAMILY HISTORY: Patient reports both parents have <f family>hypertension</f>.",
    "We advised a <x>healthy</x> lifestyle.",
    "Stool smear on <x type=exposure>iodine</x>-stained slides.",
]


@pytest.mark.parametrize("sentence", SAID)
def test_marked(sentence: str) -> None:
    check(sentence)


@pytest.mark.parametrize(
    ("sentence", "concept"),
    [
        ("She will give written consent to the study.", "consent"),
        ("The patient is willing to sign the consent form for the trial.", "consent"),
        ("His parents have given informed consent to the trial.", "consent"),
        ("He will comply with the study protocol.", "compliance"),
        ("She can come to the trial visits without any practical problems.", "follow-up"),
    ],
)
def test_promises_are_attestations(sentence: str, concept: str) -> None:
    facts = [fact for fact in matcher.read_notes(sentence).facts if fact.type == "attestation"]
    assert concept in {fact.concept for fact in facts}
    assert not any(fact.negated or fact.hypothetical or fact.family for fact in facts)


@pytest.mark.parametrize(
    "sentence", ["He will not comply with the study protocol.", "She refuses to sign the consent form for the trial."]
)
def test_refusals_are_no_promises(sentence: str) -> None:
    facts = [fact for fact in matcher.read_notes(sentence).facts if fact.type == "attestation"]
    assert facts
    assert all(fact.negated or fact.concept == "refusal" for fact in facts)


def test_a_promise_with_an_if_is_none() -> None:
    (fact,) = (
        fact
        for fact in matcher.read_notes("If she will comply with the protocol she may enter the trial.").facts
        if fact.type == "attestation"
    )
    assert fact.hypothetical


@pytest.mark.parametrize(
    ("sentence", "concept"),
    [
        ("PMH: none.", "disease"),
        ("PAST MEDICAL HISTORY: , None.,MEDICATIONS: , Aspirin.", "disease"),
        ("His past medical history is non-significant.", "disease"),
        ("PMH: gout, otherwise unremarkable.", "disease"),
        ("Medications: none.", "drug"),
        ("He takes no medications.", "drug"),
        ("Past surgical history: none.", "surgery"),
        ("Non-diabetic.", "diabetes mellitus"),
        ("He is not diabetic.", "diabetes mellitus"),
    ],
)
def test_documented_absence_of_a_class(sentence: str, concept: str) -> None:
    denied = {fact.concept for fact in matcher.read_notes(sentence).facts if fact.negated}
    assert concept in denied


def test_a_disease_named_non_diabetic_denies_no_diabetes() -> None:
    assert not [f for f in matcher.read_notes("Non-diabetic nephropathy.").facts if f.negated]


def test_healthy_looks_deny_no_disease() -> None:
    assert not [f for f in matcher.read_notes("He is healthy appearing.").facts if f.concept == "disease"]


@pytest.mark.parametrize(
    ("text", "counts"),
    [
        ("30 yo G2P1.", {"gravidity": 2, "parity": 1}),
        ("G3P2012 woman.", {"gravidity": 3, "parity": 2}),
        ("Gravida 4 para 3.", {"gravidity": 4, "parity": 3}),
        ("Nulliparous.", {"parity": 0}),
        ("Her mother is G5P5.", {}),
        ("G6PD normal.", {}),
    ],
)
def test_pregnancies_and_births_are_counted(text: str, counts: dict[str, int]) -> None:
    facts = matcher.read_notes(text).facts
    assert {f.concept: f.value for f in facts if f.concept in ("gravidity", "parity")} == counts


def test_who_was_pregnant_is_female() -> None:
    assert [f.concept for f in matcher.read_notes("30 yo G2P1.").facts if f.type == "sex"] == ["female"]


@pytest.mark.parametrize(
    ("text", "age", "sex"),
    [
        ("A 6-month-old male infant with fever.", (6, "month"), "male"),
        ("A 25-year-old G1P1 pregnant woman.", (25, "year"), "female"),
        ("64 yo man.", (64, "year"), "male"),
    ],
)
def test_age_and_sex(text: str, age: tuple[float, str], sex: str) -> None:
    facts = matcher.read_notes(text).facts
    assert [(f.value, f.unit) for f in facts if f.type == "age"] == [age]
    assert {f.concept for f in facts if f.type == "sex"} == {sex}


@pytest.mark.parametrize(
    ("text", "concept", "value", "unit"),
    [
        ("BP 115/80 mm Hg.", "diastolic blood pressure", 80, "mm Hg"),
        ("WBC 25,000, with 20% eosinophils.", "white blood cell count", 25000, None),
        ("FENa 1.2%.", "fractional excretion of sodium", 1.2, "%"),
        ("Alk P: 53 U/L", "alkaline phosphatase", 53, "U/L"),
        ("BI-RADS category 4.", "bi-rads category", 4, None),
    ],
)
def test_values(text: str, concept: str, value: float, unit: str | None) -> None:
    assert [(f.value, f.unit) for f in matcher.read_notes(text).facts if f.concept == concept] == [(value, unit)]


def test_words_before_a_hyphen_are_no_results() -> None:
    facts = matcher.read_notes("2 WBC per high-power field; the culture grew low-angle hyphae.").facts
    assert not [f for f in facts if f.quality in ("elevated", "low")]


def test_a_birth_date_dates_nothing_else() -> None:
    patient = matcher.read_notes("DOB: 03/04/1970, female with asthma.")
    assert [f.date for f in patient.facts if f.concept == "asthma"] == [None]


def test_two_people_in_one_paste_are_reported() -> None:
    patient = matcher.read_notes(
        "DOB: 01/02/1960 MRN: 123456\n65-year-old man with gout.\n\nDOB: 03/04/1970 MRN: 999888\n45-year-old woman with gout."
    )
    for phrase in ("two sexes", "birth dates", "record numbers"):
        assert any(phrase in warning for warning in patient.warnings), phrase
    assert not any(word in warning for warning in patient.warnings for word in ("1960", "123456", "gout"))


@pytest.mark.parametrize(
    "text", ["[**2139-3-4**] seen by [**Name**].", "XXXX ___ [**12**]", "Pt is XX yo, DOB [**1-2**]."]
)
def test_masked_text_gives_no_facts(text: str) -> None:
    assert matcher.read_notes(text).facts == ()
