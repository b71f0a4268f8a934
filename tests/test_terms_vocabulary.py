"""What is a kind of what, and which words name it."""

from __future__ import annotations

import threading

import pytest

from matcher.terms import vocabulary


@pytest.mark.parametrize(
    ("x", "y"),
    [
        ("lupus nephritis", "systemic lupus erythematosus"),
        ("lupus nephritis", "kidney disease"),
        ("discoid lupus", "cutaneous lupus"),
        ("cutaneous lupus", "lupus erythematosus"),
        ("cutaneous lupus", "skin disease"),
        ("secondary sjogren syndrome", "autoimmune disease"),
        ("hiv infection", "immunodeficiency"),
        ("iga deficiency", "congenital immunodeficiency"),
        ("basal cell carcinoma", "malignancy"),
        ("stroke", "central nervous system disease"),
        ("central nervous system disease", "neurologic disease"),
        ("active tuberculosis", "bacterial infection"),
        ("Rituxan", "b-cell-targeted therapy"),
        ("belimumab", "b-cell-targeted therapy"),
        ("telitacicept", "b-cell-targeted therapy"),
        ("blinatumomab", "cd19-targeted therapy"),
        ("inebilizumab", "cd19-targeted therapy"),
        ("Yescarta", "cd19-targeted therapy"),
        ("CD19 CAR-NK", "cell therapy"),
        ("Kymriah", "gene therapy"),
        ("CellCept", "immunosuppressant"),
        ("Medrol", "glucocorticoid"),
        ("MMR", "live vaccine"),
        ("FluMist", "live vaccine"),
        ("yellow fever vaccine", "live vaccine"),
        ("Shingrix", "vaccine"),
        ("hysterectomy", "major surgery"),
        ("total hip arthroplasty", "major surgery"),
        ("kidney transplant", "organ transplantation"),
        ("bone marrow transplant", "hematopoietic stem cell transplantation"),
        ("hemodialysis", "dialysis"),
        ("Mirena", "contraception"),
        ("complement c3", "complement"),
        ("ALT", "liver function tests"),
        ("lisinopril", "antihypertensive"),
        ("SLE", "SLE"),
    ],
)
def test_is_a(x: str, y: str) -> None:
    assert vocabulary().is_a(x, y)


@pytest.mark.parametrize(
    ("x", "y"),
    [
        ("Rituxan", "cd19-targeted therapy"),
        ("inactivated flu shot", "live vaccine"),
        ("Shingrix", "live vaccine"),
        ("Jynneos", "live vaccine"),
        ("skin biopsy", "major surgery"),
        ("cataract surgery", "major surgery"),
        ("colonoscopy", "major surgery"),
        ("corneal transplantation", "organ transplantation"),
        ("hypothyroidism", "hyperthyroidism"),
        ("fever", "disease"),
        ("systemic lupus erythematosus", "lupus nephritis"),
        ("drug-induced lupus", "systemic lupus erythematosus"),
        ("hydroxychloroquine", "immunosuppressant"),
        ("latent tuberculosis", "active tuberculosis"),
        ("no such thing", "disease"),
    ],
)
def test_is_not_a(x: str, y: str) -> None:
    assert not vocabulary().is_a(x, y)


def test_the_names_that_other_parts_rely_on() -> None:
    names = """systemic lupus erythematosus|lupus nephritis|lupus crisis|neuropsychiatric lupus|secondary sjogren syndrome|sjogren syndrome
    |autoimmune disease|central nervous system disease|neurologic disease|infection|bacterial infection|fungal infection|viral infection|tuberculosis
    |active tuberculosis|latent tuberculosis|hepatitis b|hepatitis c|hiv infection|acquired immunodeficiency|congenital immunodeficiency|iga deficiency
    |malignancy|basal cell carcinoma|squamous cell carcinoma of skin|cervical carcinoma in situ|superficial bladder cancer|breast cancer|skin disease
    |cutaneous lupus|lupus erythematosus|drug-induced lupus|pulmonary hemorrhage|disease|psychiatric disease|sle classification criteria
    |glucocorticoid|immunosuppressant|biological agent|b-cell-targeted therapy|cd19-targeted therapy|cell therapy|gene therapy|vaccine|live vaccine
    |inactivated vaccine|antibiotic|antiviral|systemic therapy|tobacco|alcohol|contraception|surgery|major surgery|minor procedure|plasmapheresis
    |hemodialysis|dialysis|organ transplantation|hematopoietic stem cell transplantation|bone marrow transplantation|corneal transplantation|pregnancy
    |lactation|childbearing potential|menopause|sterility|liver function tests|coagulation tests|complement"""
    concepts = vocabulary().concepts
    assert [name for name in "".join(names.split("\n")).replace("    ", "").split("|") if name not in concepts] == []


def test_members_of_a_class_are_all_its_kinds_without_itself() -> None:
    members = vocabulary().members("cd19-targeted therapy")
    assert {"inebilizumab", "blinatumomab", "tisagenlecleucel", "cd19 car-nk cell therapy"} <= members
    assert "cd19-targeted therapy" not in members
    assert "rituximab" not in members


def test_size_of_the_tables() -> None:
    types = [concept.type for concept in vocabulary().concepts.values()]
    drugs = vocabulary().members("drug")
    classes = [name for name in drugs if vocabulary().members(name)]
    assert types.count("condition") >= 900
    assert len(drugs) - len(classes) >= 800
    assert len(classes) >= 130
    assert types.count("procedure") >= 250


@pytest.mark.parametrize(
    ("surface", "name"),
    [
        ("Rituxan", "rituximab"),
        ("MMF", "mycophenolate mofetil"),
        ("HCQ", "hydroxychloroquine"),
        ("haemolytic anaemia", "hemolytic anemia"),
        ("Sjögren's syndrome", "sjogren syndrome"),
        ("tumour", "neoplasm"),
        ("oesophageal cancer", "esophageal cancer"),
        ("hypertension, pulmonary", "pulmonary hypertension"),
        ("Kidney Diseases", "kidney disease"),
        ("β-blockers", "beta blocker"),
        ("TNF-α inhibitor", "tnf inhibitor"),
        ("type II diabetes", "type 2 diabetes"),
        ("antidsDNA", "anti-dsdna antibody"),
        ("cancer of the breast", "breast cancer"),
        ("metastases", "metastatic cancer"),
        ("lupus", "systemic lupus erythematosus"),
    ],
)
def test_spellings_of_one_concept(surface: str, name: str) -> None:
    concept = vocabulary().concept(surface)
    assert concept is not None
    assert concept.name == name


def test_a_short_form_is_read_in_its_own_case_only() -> None:
    v = vocabulary()
    assert v.lookup("all") == ()
    assert [concept.name for concept in v.lookup("ALL")] == ["acute lymphoblastic leukemia"]
    assert {concept.name for concept in v.lookup("MS")} >= {"multiple sclerosis", "mitral stenosis", "morphine"}


def test_one_word_of_a_drug_and_a_lab_gives_both() -> None:
    assert {c.type for c in vocabulary().lookup("calcium")} == {"exposure", "measurement"}


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("rituxi", "rituximab"),
        ("nephritis", "lupus nephritis"),
        ("metfomin", "metformin"),
        ("SLE", "systemic lupus erythematosus"),
    ],
)
def test_search_for_people(typed: str, name: str) -> None:
    assert name in [concept.name for concept in vocabulary().search(typed)]


def test_analytes_are_found_by_name_and_surface_form() -> None:
    v = vocabulary()
    assert v.analyte("hemoglobin") == v.analyte("Hgb")
    assert v.analyte("rituximab") is None


def test_unknown_words_are_no_concept() -> None:
    assert vocabulary().concept("xyzzy") is None
    assert vocabulary().members("xyzzy") == frozenset()
    assert vocabulary().ancestors("xyzzy") == frozenset()
    assert vocabulary().search("  ") == []


def test_all_threads_share_one_vocabulary() -> None:
    seen: list[int] = []
    threads = [threading.Thread(target=lambda: seen.append(id(vocabulary()))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(seen) == 8
    assert len(set(seen)) == 1


def test_the_version_is_a_short_hash() -> None:
    assert len(vocabulary().version) == 12
    int(vocabulary().version, 16)
