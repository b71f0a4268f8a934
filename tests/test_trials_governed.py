"""A word that governs several objects is said of each of them: contraindications, indications, risks, families."""

from __future__ import annotations

import pytest
from clinic import Said, chart, said, woman
from trees import lines, tree

import matcher
from matcher.matching.judge import judge
from matcher.trials.types import Atom


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Contraindications to anticoagulants and antiarrhythmic drugs", "allergy anticoagulant | antiarrhythmic (contraindication)"),
        ("Contraindication to surgery or general anesthesia", "allergy surgery | general anesthesia (contraindication)"),
        ("Contraindications for bariatric surgery/endoscopy", "allergy bariatric surgery | endoscopy (contraindication)"),
        ("Heparin or aspirin contraindicated", "allergy heparin | aspirin (contraindication)"),
        ("Cannot receive aspirin or clopidogrel", "allergy aspirin | clopidogrel (contraindication)"),
        ("Contraindication to aspirin, clopidogrel or heparin", "allergy aspirin | clopidogrel | heparin (contraindication)"),
        ("Hypersensitivity to eggs, soy or peanuts", "allergy egg | soy | peanut"),
        ("Indicated for hip replacement or cholecystectomy", "procedure hip replacement | cholecystectomy (planned)"),
        ("Scheduled for mastectomy, thyroidectomy and/or cholecystectomy", "procedure mastectomy | thyroidectomy | cholecystectomy (planned)"),
        ("At risk of hypoglycemia or hyperkalemia", "condition hypoglycemia | hyperkalemia (at risk)"),
        ("Family history of sudden death or glaucoma", "condition sudden cardiac death | glaucoma (family history)"),
        ("Suspicion of pneumonia or sepsis", "condition pneumonia | sepsis (suspected)"),
        ("Treatment for depression or gout", "condition depression | gout (treated)"),
    ],
)  # fmt: skip
def test_what_one_word_is_said_of_is_one_leaf(text: str, expected: str) -> None:
    assert tree(text, "exclusion") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Contraindication to heparin or asthma", ("allergy heparin (contraindication)", "condition asthma")),
        ("Contraindication to surgery, pregnancy, dialysis", ("allergy surgery (contraindication)", "reproductive pregnancy", "procedure dialysis")),
        ("Contraindication to MRI or inability to lie flat", ("allergy magnetic resonance imaging (contraindication)", 'other "inability to lie flat"')),
        ("Scheduled for surgery or previous transplantation", ("procedure surgery (planned)", "procedure transplantation (history)")),
        ("Treatment for gout, or evidence of asthma", ("condition gout (treated)", "condition asthma")),
        ("Diagnosis or treatment of gout or asthma", ("condition gout (treated)", "condition asthma")),
        ("Allergy to penicillin, asthma, or eczema", ("allergy penicillin", "condition asthma", "condition eczema")),
    ],
)  # fmt: skip
def test_another_reason_is_one_of_its_own(text: str, expected: tuple[str, ...]) -> None:
    assert tree(text, "exclusion") == lines("AnyOf", *(f"  {line}" for line in expected))


def test_examples_stand_below_all_that_is_contraindicated() -> None:
    assert tree("Contraindications to MRI or CT, such as pacemaker", "exclusion") == lines(
        "allergy magnetic resonance imaging | computed tomography (contraindication)",
        "  such as",
        "    procedure pacemaker implantation",
    )


def test_each_object_keeps_its_own_words() -> None:
    criterion = matcher.parse_criterion(
        "Contraindications to anticoagulants (e.g. heparin) or antiarrhythmic drugs", "exclusion"
    )
    assert isinstance(criterion.expression, Atom)
    assert [kind.text for kind in criterion.expression.kinds] == [
        "Contraindications to anticoagulants",
        "antiarrhythmic drugs",
    ]


def test_objects_of_several_sorts_are_one_leaf_and_each_is_judged_as_what_it_is() -> None:
    assert tree("Hypersensitivity to rituximab or to any of its excipients", "exclusion") == lines(
        "allergy rituximab",
        "  any kind of",
        "    allergy rituximab",
        '    allergy "excipients" (product ingredient)',
    )
    criterion = matcher.parse_criterion("Scheduled for surgery or chemotherapy within 2 months", "exclusion")
    assert isinstance(criterion.expression, Atom)
    assert [kind.type for kind in criterion.expression.kinds] == ["procedure", "exposure"]
    assert {kind.window for kind in criterion.expression.kinds} == {criterion.expression.window}


AMIODARONE = said("exposure", "amiodarone", "Takes [amiodarone] daily.", status="active")
NOT_BORNE = said("allergy", "amiodarone", "Intolerance to [amiodarone].", qualifiers=("intolerance",))
EMG = said("procedure", "electromyography", "[EMG] was done.")
GLAUCOMA = said("condition", "glaucoma", "She has [glaucoma].")
CHEMOTHERAPY = said("exposure", "chemotherapy", "[Chemotherapy] in 2019.", date="2019", status="stopped")


@pytest.mark.parametrize(
    ("text", "told", "verdict"),
    [
        ("Contraindications to anticoagulants and antiarrhythmic drugs", AMIODARONE, "unknown"),
        ("Contraindications to anticoagulants and antiarrhythmic drugs", NOT_BORNE, "violated"),
        ("Contraindications to CT or electromyography", EMG, "unknown"),
        ("Family history of sudden death or glaucoma", GLAUCOMA, "unknown"),
        ("Indication for surgery or chemotherapy", CHEMOTHERAPY, "unknown"),
    ],
)
def test_having_the_object_is_not_what_is_said_of_it(text: str, told: Said, verdict: str) -> None:
    assert judge(chart(*woman(), told), matcher.parse_criterion(text, "exclusion")).verdict == verdict


def test_an_allergy_to_something_unread_is_not_any_allergy() -> None:
    penicillin = said("allergy", "penicillin", "Allergies: [penicillin].")
    criterion = matcher.parse_criterion("Contraindication to sports or swimming", "exclusion")
    assert judge(chart(*woman(), penicillin), criterion).verdict == "unknown"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Hypersensitivity to any of the following: aspirin, heparin", "allergy aspirin | heparin"),
        ("Contraindication to any of the following: MRI, CT", "allergy magnetic resonance imaging | computed tomography (contraindication)"),
        ("Indication for one of the following: hip replacement, cholecystectomy", "procedure hip replacement | cholecystectomy (planned)"),
        ("Asthma with allergy to aspirin", lines("AllOf", "  condition asthma", "  allergy aspirin")),
        ("Pregnancy or allergy to any of: penicillin, latex", lines("AnyOf", "  reproductive pregnancy", "  allergy penicillin | latex")),
        ("Use of certain medications, including diuretics or antibiotics", "exposure diuretic | antibiotic"),
        ("Hypersensitivity to Xyzmab or aspirin", lines("allergy aspirin", "  any kind of", '    allergy "Hypersensitivity to Xyzmab"', "    allergy aspirin")),
    ],
)  # fmt: skip
def test_what_is_counted_behind_a_word_is_governed_by_it(text: str, expected: str) -> None:
    assert tree(text, "exclusion") == expected


ASPIRIN = said("exposure", "aspirin", "Takes [aspirin].", status="active")
ASTHMA = said("condition", "asthma", "She has [asthma].")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Hypersensitivity to any of the following: aspirin, heparin", ASPIRIN),
        ("Allergy to any of the study drugs or aspirin", ASPIRIN),
        ("Asthma with allergy to aspirin", ASTHMA),
    ],
)
def test_taking_a_drug_is_no_allergy_to_it(text: str, told: Said) -> None:
    assert judge(chart(*woman(), told), matcher.parse_criterion(text, "exclusion")).verdict == "unknown"


def test_kinds_in_brackets_stand_below_their_class() -> None:
    assert tree("Planned operation (resection or biopsy)") == lines(
        "procedure surgery (planned)", "  such as", '    procedure "resection"', "    procedure biopsy"
    )
