"""Where the notes are silent: what a reader would check is shown beside it and decides nothing."""

from __future__ import annotations

from clinic import LUPUS, above, atom, chart, excluding, including, judged, lab, quotes, said, verdict, woman

from matcher.trials.types import Atom


def shown(asked: Atom, *statements: object) -> list[str]:
    got = judged(chart(*woman(), *statements), including(asked))  # type: ignore[arg-type]
    assert (got.verdict, got.basis) == ("unknown", "none")
    assert {quote.role for quote in got.evidence} <= {"context"}
    return quotes(got, "context")


ANKLES = said("condition", "edema", "Her [ankles are swollen] in the evening.")
BREATH = said("condition", "dyspnea", "She is [short of breath] on the stairs.")
KNEE = said("condition", "osteoarthritis", "The left knee has [osteoarthritis].")


def test_findings_that_suggest_a_disease_are_shown() -> None:
    assert shown(atom("condition", "heart failure"), BREATH, KNEE) == ["She is short of breath on the stairs."]


def test_a_finding_that_suggests_only_the_wide_class_is_not() -> None:
    fever = said("condition", "fever", "There was [fever] last night.")
    assert shown(atom("condition", "infection"), fever) == ["There was fever last night."]
    assert shown(atom("condition", "hepatitis b"), fever) == []


def test_denied_findings_suggest_nothing() -> None:
    denied = said("condition", "dyspnea", "Denies [shortness of breath].", negated=True)
    assert shown(atom("condition", "heart failure"), denied) == []


def test_drugs_of_another_kind_are_left_out() -> None:
    tablets = said("exposure", "metformin", "She takes [metformin] twice a day.", status="active")
    vaccine = said("exposure", "influenza vaccine", "[Flu shot] in the autumn.")
    assert shown(atom("exposure", "live vaccine"), tablets, vaccine) == ["Flu shot"]


def test_a_condition_speaks_of_the_value_that_defines_it() -> None:
    known = said("condition", "hypertension", "She has long had [hypertension].")
    pressure = atom("measurement", "systolic blood pressure", bounds=above(150, "mmHg"))
    assert shown(pressure, known, KNEE) == ["She has long had hypertension."]


def test_results_of_the_same_panel_stand_in_for_a_missing_one() -> None:
    counts = lab("white blood cell count", "[WBC 6.1 x10^9/L].", 6.1, "x10^9/L")
    asked = atom("measurement", "platelet count", bounds=above(100, "x10^9/L"))
    assert shown(asked, counts) == ["WBC 6.1 x10^9/L"]


def test_whether_a_question_to_women_applies_hangs_on_age_and_sex() -> None:
    got = judged(chart(*woman(34)), excluding(atom("reproductive", "pregnancy", value="pregnancy")))
    assert got.verdict == "unknown"
    assert any("34" in quote for quote in quotes(got, "context"))


def test_the_disease_the_criterion_leaves_out_is_not_shown() -> None:
    lupus = said("condition", LUPUS, "[Lupus] for nine years.")
    other = atom("condition", "autoimmune disease", excludes=(LUPUS,))
    assert shown(other, lupus) == []


def test_what_suggests_a_disease_taken_as_absent_is_shown_with_it() -> None:
    got = judged(chart(*woman(), ANKLES, BREATH), excluding(atom("condition", "heart failure")), "assume")
    assert (got.verdict, got.basis) == ("satisfied", "assumed")
    assert "She is short of breath on the stairs." in quotes(got, "context")


def test_a_narrow_class_two_steps_above_leaves_one_of_its_kinds_open() -> None:
    known = said("condition", "tuberculosis", "Treated for [tuberculosis] as a child.", historical=True)
    asked = excluding(atom("condition", "pulmonary tuberculosis"))
    assert verdict(chart(*woman(), ANKLES, BREATH, known), asked, "assume") == "unknown"
    assert verdict(chart(*woman(), ANKLES, BREATH), asked, "assume") == "satisfied"


def test_an_illness_named_by_no_word_is_read_against_what_the_patient_has() -> None:
    got = judged(
        chart(*woman(), ANKLES, BREATH), excluding(atom("other", text="suspected with another diagnosis")), "assume"
    )
    assert (got.verdict, got.basis) == ("satisfied", "assumed")
    assert quotes(got) == ["Her ankles are swollen in the evening.", "She is short of breath on the stairs."]


def test_what_suggests_a_disease_is_no_sign_of_its_absence() -> None:
    veins = said("condition", "jugular venous distension", "The [neck veins stand out] when she lies down.")
    got = judged(chart(*woman(), ANKLES, veins), excluding(atom("condition", "heart failure")), "assume")
    assert (got.verdict, got.basis, quotes(got)) == ("satisfied", "assumed", [])
    assert "The neck veins stand out when she lies down." in quotes(got, "context")


def test_being_examined_is_not_akin_to_an_operation() -> None:
    seen = said("procedure", "physical examination", "[Physical examination] was as before, without anything new.")
    got = judged(chart(*woman(), ANKLES, seen), excluding(atom("procedure", "cesarean section")), "assume")
    assert (got.verdict, got.basis, got.evidence) == ("satisfied", "assumed", ())


def test_the_disease_left_out_does_not_support_the_absence_of_others() -> None:
    lupus = said("condition", LUPUS, "[Lupus] for nine years.")
    other = atom("condition", "autoimmune disease", excludes=(LUPUS,))
    got = judged(chart(*woman(), ANKLES, BREATH, lupus), excluding(other), "assume")
    assert (got.verdict, got.basis, quotes(got)) == ("satisfied", "assumed", [])


GOUT = said("condition", "gout", "His history: [gout] and psoriasis.", historical=True)
PSORIASIS = said("condition", "psoriasis", "His history: gout and [psoriasis].", historical=True)


def test_a_list_of_past_diseases_supports_that_another_is_absent() -> None:
    got = judged(chart(*woman(), ANKLES, GOUT, PSORIASIS), excluding(atom("condition", "cystic fibrosis")), "assume")
    assert (got.verdict, got.basis, quotes(got)) == ("satisfied", "assumed", ["His history: gout and psoriasis."])


def test_one_past_disease_is_no_list() -> None:
    got = judged(chart(*woman(), ANKLES, GOUT), excluding(atom("condition", "cystic fibrosis")), "assume")
    assert (got.verdict, got.basis, quotes(got)) == ("satisfied", "assumed", [])


def test_a_complaint_is_not_looked_for_among_past_diseases() -> None:
    got = judged(chart(*woman(), ANKLES, GOUT, PSORIASIS), excluding(atom("condition", "dizziness")), "assume")
    assert (got.verdict, got.basis, quotes(got)) == ("satisfied", "assumed", [])


def test_a_habit_does_not_stand_for_the_drugs_a_patient_takes() -> None:
    smokes = said("exposure", "smoking", "He goes on [smoking] a little.")
    got = judged(chart(*woman(), ANKLES, smokes), excluding(atom("exposure", "immunosuppressant")), "assume")
    assert (got.verdict, got.basis, quotes(got)) == ("satisfied", "assumed", [])
