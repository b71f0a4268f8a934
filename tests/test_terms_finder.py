"""Terms in sentences as clinicians write them: the words found and what they are taken for."""

from __future__ import annotations

import pytest
from growth import exponent
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.terms import TermMatch, vocabulary


def found(text: str, **options: object) -> list[tuple[str, str]]:
    """Words of the text with their concept."""
    return [(text[m.start : m.end], m.concept) for m in vocabulary().find(text, **options)]  # type: ignore[arg-type]


def only(text: str) -> TermMatch:
    matches = vocabulary().find(text)
    assert len(matches) == 1, [match.concept for match in matches]
    return matches[0]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("She has lupus nephritis class III.", [("lupus nephritis class III", "class iii lupus nephritis")]),
        ("secondary Sjögren's syndrome", [("secondary Sjögren's syndrome", "secondary sjogren syndrome")]),
        ("dry eyes from Sjogren", [("dry eyes", "dry eye"), ("Sjogren", "sjogren syndrome")]),
        ("arthritis, rheumatoid", [("arthritis, rheumatoid", "rheumatoid arthritis")]),
        (
            "hypertension, pulmonary embolism",
            [("hypertension", "hypertension"), ("pulmonary embolism", "pulmonary embolism")],
        ),
        ("chronic kidney\ndisease", [("chronic kidney\ndisease", "chronic kidney disease")]),
        ("Lupus\nNephritis", [("Lupus", "systemic lupus erythematosus"), ("Nephritis", "nephritis")]),
        (
            "E. coli and C. diff",
            [("E. coli", "escherichia coli infection"), ("C. diff", "clostridioides difficile infection")],
        ),
        ("anti-CD19 CAR-NK cells", [("anti-CD19 CAR-NK cells", "cd19 car-nk cell therapy")]),
        ("IL-6 inhibitors", [("IL-6 inhibitors", "il-6 inhibitor")]),
        ("no cancer of the breast", [("cancer of the breast", "breast cancer")]),
    ],
)
def test_longest_terms_in_any_spelling(text: str, expected: list[tuple[str, str]]) -> None:
    assert found(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "all patients are seen as planned",
        "ALL PATIENTS OF THE CLINIC",
        "after 30 ms it was as before",
        "SpO2 97% RA".replace("SpO2 ", ""),
        "The PT reports that it is better",
        "does it pad the list or trap it, hrs later",
        "or it was the same",
        "tall balls bite in the cart",
        "injection of the location in addition",
    ],
)
def test_everyday_words_are_no_terms(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "surface", "concept"),
    [
        ("RA on methotrexate, swollen joints", "RA", "rheumatoid arthritis"),
        ("a cousin has RA", "RA", "rheumatoid arthritis"),
        ("SpO2 97% on RA", "RA", None),
        ("sat 95% RA", "RA", None),
        ("PT 12.1 s, INR 1.0", "PT", "prothrombin time"),
        ("PT: 13.5", "PT", "prothrombin time"),
        ("PT denies pain", "PT", None),
        ("MS, on ocrelizumab", "MS", "multiple sclerosis"),
        ("MS 4 mg IV for pain", "MS", "morphine"),
        ("severe AS, mean gradient 45", "AS", "aortic stenosis"),
        ("AS, HLA-B27 positive, back pain", "AS", "ankylosing spondylitis"),
        ("no SOB, no CP", "CP", "chest pain"),
        ("spastic CP, wheelchair", "CP", "cerebral palsy"),
        ("PE and DVT in 2019", "PE", "pulmonary embolism"),
        ("PE: HEENT normal, lungs clear", "PE", None),
        ("relapsed ALL with blasts", "ALL", "acute lymphoblastic leukemia"),
        ("DM with Gottron papules", "DM", "dermatomyositis"),
        ("HTN, DM, HLD", "DM", "diabetes mellitus"),
        ("no HA", "HA", "headache"),
        ("breast CA 2010", "CA", "breast cancer"),
        ("AF on apixaban", "AF", "atrial fibrillation"),
        ("TAH 2019", "TAH", "total abdominal hysterectomy"),
        ("hormonal IUD", "IUD", "levonorgestrel intrauterine device"),
        ("LN on MMF", "LN", "lupus nephritis"),
        ("axillary LN palpable", "LN", None),
        ("pregnant or nursing women", "nursing", "lactation"),
        ("nursing staff was told", "nursing", None),
        ("IMMUNIZATIONS: varicella x2", "varicella", "varicella vaccine"),
        ("varicella at age 5", "varicella", "varicella"),
    ],
)
def test_context_decides_what_a_short_form_means(text: str, surface: str, concept: str | None) -> None:
    senses = [match.concept for match in vocabulary().find(text) if surface in text[match.start : match.end]]
    assert senses == ([] if concept is None else [concept])


def test_a_short_form_without_any_cue_keeps_its_other_senses() -> None:
    match = only("MS since 2012")
    assert match.concept == "multiple sclerosis"
    assert "mitral stenosis" in match.ambiguous


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("calcium 600 mg bid", "calcium supplement"),
        ("calcium 9.1 mg/dL", "serum calcium"),
        ("calcium level normal", "serum calcium"),
        ("K 4.1", "serum potassium"),
        ("HIV: 40 copies", "hiv antibody"),
        ("HIV negative", "hiv antibody"),
        ("has HIV", "hiv infection"),
        ("eGFR 62", "egfr"),
    ],
)
def test_a_number_or_result_beside_a_word_makes_it_a_measurement(text: str, expected: str) -> None:
    assert only(text).concept == expected


@pytest.mark.parametrize("text", ["K. was well", "Na and so on", "Mrs. T said"])
def test_single_letters_are_measured_only_beside_a_result(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "concept"),
    [
        ("on hydralzine", "hydralazine"),
        ("belizumab", "belimumab"),
        ("metfomin", "metformin"),
        ("rheumatiod arthritis", "rheumatoid arthritis"),
        ("systemic lupus erythmatosus", "systemic lupus erythematosus"),
    ],
)
def test_typing_errors_are_found_and_marked(text: str, concept: str) -> None:
    match = only(text)
    assert (match.concept, match.fuzzy) == (concept, True)
    assert vocabulary().find(text, fuzzy=False) != [match]


@pytest.mark.parametrize(
    ("text", "concept"),
    [("hypothyroidism", "hypothyroidism"), ("hypothyroidsm", "hypothyroidism"), ("hyperthyroidsm", "hyperthyroidism")],
)
def test_hypo_is_never_hyper(text: str, concept: str) -> None:
    assert [match.concept for match in vocabulary().find(text)] in ([concept], [])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("hepatitis B or C", ["hepatitis b", "hepatitis c"]),
        ("basal cell or squamous cell skin cancer", ["basal cell carcinoma", "squamous cell carcinoma of skin"]),
        (
            "bacterial, fungal, viral or other infections",
            ["bacterial infection", "fungal infection", "viral infection", "infection"],
        ),
        ("active or latent tuberculosis", ["active tuberculosis", "latent tuberculosis"]),
        ("influenza and pneumococcal vaccines", ["influenza vaccine", "pneumococcal vaccine"]),
        (
            "heart, lung, or kidney transplant",
            ["heart transplantation", "lung transplantation", "kidney transplantation"],
        ),
        ("drug or food allergy", ["drug allergy", "food allergy"]),
        ("lupus and kidney disease", ["systemic lupus erythematosus", "kidney disease"]),
        ("class III or IV lupus nephritis", ["class iii lupus nephritis", "class iv lupus nephritis"]),
        ("type 1 or 2 diabetes", ["type 1 diabetes", "type 2 diabetes"]),
        ("lupus nephritis class III or IV", ["class iii lupus nephritis", "class iv lupus nephritis"]),
    ],
)
def test_terms_that_share_a_word(text: str, expected: list[str]) -> None:
    assert [match.concept for match in vocabulary().find(text)] == expected


def test_a_class_narrowed_by_an_unknown_word_says_so() -> None:
    assert only("no brachial thrombosis").narrowed
    assert not only("no severe thrombosis").narrowed
    assert found("no Vandermeulen disease") == []
    assert found("no other disease") == [("disease", "disease")]


def test_only_wanted_types() -> None:
    text = "lupus on prednisone after hysterectomy"
    assert found(text, types=("exposure",)) == [("prednisone", "prednisone")]


def test_a_stretch_of_the_text() -> None:
    text = "asthma. gout. asthma."
    matches = vocabulary().find(text, 8, 12)
    assert [(m.start, m.end, m.concept) for m in matches] == [(8, 12, "gout")]


@settings(max_examples=150)
@given(st.text(alphabet=st.sampled_from("aeilnprstu,/-.%'\n ()BCK47αö"), max_size=120))
def test_matches_are_ordered_lie_in_the_text_and_never_overlap(text: str) -> None:
    last = 0
    for match in vocabulary().find(f"lupus {text} or nephritis"):
        assert last <= match.start < match.end <= len(text) + 19
        last = match.end


def test_time_grows_with_length_only() -> None:
    sentence = "Patient with lupus nephritis on MMF, prednisone and hydralzine denies chest pain or a:" * 8
    assert exponent(vocabulary().find, sentence + " ", 3_000, 30_000, below=1.3) < 1.3
