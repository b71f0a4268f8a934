"""What stands in a criterion stands in its tree: classes beside their examples, diseases beside their limits, members behind others."""

from __future__ import annotations

import pytest

import matcher
from matcher.trials.types import AllOf, AnyOf, Atom, Expression, IfThen, Not, children


def _said(node: Expression) -> str:
    """A tree in one line: concepts (or words), examples in angles."""
    if isinstance(node, Not):
        return f"no {_said(node.item)}"
    if isinstance(node, IfThen):
        return f"if {_said(node.condition)}: {_said(node.then)}"
    if isinstance(node, AllOf | AnyOf):
        joint = " & " if isinstance(node, AllOf) else " | "
        return "(" + joint.join(_said(child) for child in children(node)) + ")"
    assert isinstance(node, Atom)
    name = "/".join(node.concepts) or node.value or node.text
    return name + (f"<{', '.join(_said(example) for example in node.examples)}>" if node.examples else "")


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("Gout (urate 6-9 mg/dL)", "(gout & uric acid)"),
        ("Type 1 diabetes defined as HbA1c of 6.5-10%", "(type 1 diabetes & hba1c)"),
        ("Psoriasis (PASI >= 12)", "(psoriasis & psoriasis area and severity index)"),
        ("Ischemic cardiomyopathy (LVEF < 35%)", "(ischemic cardiomyopathy & left ventricular ejection fraction)"),
        ("Moderate gout with tophi (urate > 9 mg/dL)", "(gout & tophi & uric acid)"),
        ("Anemia (hemoglobin < 10 g/dL)", "hemoglobin"),
        ("Obesity (BMI >= 30 kg/m2)", "body mass index"),
        ("No gout (urate > 6 mg/dL)", "no uric acid"),
    ],
)
def test_an_inclusion_asks_for_the_disease_beside_its_limit_unless_the_value_makes_it(text: str, tree: str) -> None:
    assert _said(matcher.parse_criterion(text).expression) == tree


def test_the_number_of_a_reference_is_no_limit() -> None:
    expression = matcher.parse_criterion("Gout as defined by the European society (7)", "exclusion").expression
    assert isinstance(expression, Atom)
    assert expression.concepts == ("gout",)


def test_the_limit_of_another_diabetes_does_not_satisfy() -> None:
    patient = matcher.read_notes("48-year-old woman with type 2 diabetes. HbA1c 8.0%.")
    criterion = matcher.parse_criterion("Type 1 diabetes (HbA1c 7-10%)")
    assert matcher.judge(patient, criterion).verdict != "satisfied"


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("Any of the following: epilepsy, strong CYP3A4 inhibitors including ketoconazole and clarithromycin",
         "(epilepsy | strong cyp3a4 inhibitor<ketoconazole, clarithromycin>)"),
        ("One of the following: gout; skin disease (e.g. eczema or psoriasis)", "(gout | skin disease<eczema, psoriasis>)"),
        ("Serious heart disease, including an ejection fraction < 30%", "heart disease<left ventricular ejection fraction>"),
    ],
)  # fmt: skip
def test_a_class_stands_beside_its_examples_in_a_list(text: str, tree: str) -> None:
    assert _said(matcher.parse_criterion(text, "exclusion").expression) == tree


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("Systemic diseases such as gout and asthma or using statins, pregnant women",
         "(systemic disease<gout, asthma> | statin | pregnancy)"),
        ("Autoimmune disease such as psoriasis, allergy to penicillin", "(autoimmune disease<psoriasis> | penicillin)"),
        ("Autoimmune disease such as psoriasis, vitiligo or lupus", "autoimmune disease<psoriasis, vitiligo, systemic lupus erythematosus>"),
        ("Psoriasis requiring systemic therapy (i.e., methotrexate or ustekinumab)", "(psoriasis & (methotrexate | ustekinumab))"),
        ("Patients with gout patients with asthma", "(gout | asthma)"),
        ("Subjects who have gout subjects who refuse to give consent", "(gout | no consent)"),
        ("Gout in patients with asthma", "if asthma: gout"),
    ],
)  # fmt: skip
def test_examples_and_statements_end_where_another_begins(text: str, tree: str) -> None:
    assert _said(matcher.parse_criterion(text, "exclusion").expression) == tree


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("Diseases which are eligible include, gout, asthma, eczema", "(gout | asthma | eczema)"),
        ("Eligible diagnoses: gout, asthma, eczema", "(gout | asthma | eczema)"),
        ("To be eligible patients must have: gout, asthma", "(gout & asthma)"),
        ("Gout in remission without colchicine or with allopurinol", "(gout & (no colchicine | allopurinol))"),
        ("No diabetes or with HbA1c < 7%", "(no diabetes mellitus | hba1c)"),
        ("Gout not treated with colchicine or with allopurinol", "(gout & no colchicine & no allopurinol)"),
    ],
)
def test_what_an_inclusion_leaves_to_choice_is_a_choice(text: str, tree: str) -> None:
    assert _said(matcher.parse_criterion(text).expression) == tree


def test_a_drug_for_another_disease_is_no_treated_autoimmune_disease() -> None:
    patient = matcher.read_notes("60-year-old man with asthma, on prednisone 10 mg daily.")
    text = "Autoimmune disease that required systemic treatment (i.e., corticosteroids or immunosuppressive drugs)"
    assert matcher.judge(patient, matcher.parse_criterion(text, "exclusion")).verdict != "violated"


@pytest.mark.parametrize(
    ("text", "lost"),
    [
        ("Rectal cancer stage: cT1-2, cN0", ["Rectal cancer"]),
        ("Asthma with or without eczema", []),
        ("Written informed consent regarding plasmapheresis", []),
        ("Renal impairment (creatinine > 3 mg/dL)", []),
        ("Gout as shown by ultrasound", []),
    ],
)
def test_what_the_tree_lost_is_told(text: str, lost: list[str]) -> None:
    criterion = matcher.parse_criterion(text)
    assert [text[start:end] for start, end in criterion.unparsed] == lost
