"""What a hint points at when the notes name it."""

from __future__ import annotations

from clinic import atom, chart, excluding, said, verdict, woman

BREATH = said("condition", "dyspnea", "She is [short of breath] on the stairs, and sleeps on two pillows at night.")
SUGAR = said("condition", "diabetes mellitus", "Her [diabetes] is not well controlled these months.", ongoing=True)
TYPE_2 = said("condition", "type 2 diabetes", "She has [type 2 diabetes].", ongoing=True)
TYPE_1 = excluding(atom("condition", "type 1 diabetes"))


def test_a_class_beside_another_of_its_exclusive_kinds_hints_at_none() -> None:
    assert verdict(chart(*woman(), BREATH, SUGAR), TYPE_1, "assume") == "unknown"
    assert verdict(chart(*woman(), BREATH, SUGAR, TYPE_2), TYPE_1, "assume") == "satisfied"


def test_a_kind_that_is_over_says_nothing_of_the_present_one() -> None:
    over = said(
        "condition", "type 2 diabetes", "Had [type 2 diabetes] before the operation.", ongoing=False, historical=True
    )
    assert verdict(chart(*woman(), BREATH, SUGAR, over), TYPE_1, "assume") == "unknown"


def test_kinds_that_go_together_leave_a_class_open() -> None:
    cancer = said("condition", "breast cancer", "Her [breast cancer] was found last year.")
    receptor = said("condition", "triple-negative breast cancer", "It is [triple-negative breast cancer].")
    metastatic = excluding(atom("condition", "metastatic breast cancer"))
    assert verdict(chart(*woman(), BREATH, cancer, receptor), metastatic, "assume") != "satisfied"


def test_a_drug_for_two_diseases_of_which_the_notes_name_one_hints_at_no_other() -> None:
    inhaler = said("exposure", "tiotropium", "[Tiotropium] daily.", status="active")
    asthma = excluding(atom("condition", "asthma"))
    assert verdict(chart(*woman(), BREATH, inhaler), asthma, "assume") == "unknown"
    copd = said("condition", "chronic obstructive pulmonary disease", "She has [COPD].", ongoing=True)
    assert verdict(chart(*woman(), BREATH, inhaler, copd), asthma, "assume") == "satisfied"
