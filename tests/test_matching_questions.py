"""Open questions of a whole trial: worded as requests, each once, the most decisive first."""

from __future__ import annotations

import dataclasses

from clinic import LUPUS, AllOf, AnyOf, Not, atom, chart, excluding, including, judged, said, within, woman

import matcher
from matcher.trials.types import Criterion, Trial


def trial(*criteria: Criterion) -> Trial:
    numbered = tuple(dataclasses.replace(c, id=f"{c.kind[0].upper()}{n}") for n, c in enumerate(criteria, 1))
    return Trial("NCT00000000", None, (), (), "all", None, None, "text", "test", numbered, (LUPUS,))


def asked(*criteria: Criterion, absence: str = "unknown", **more: object) -> tuple[str, ...]:
    return matcher.match(more.pop("of", None) or chart(*woman()), trial(*criteria), absence=absence).missing  # type: ignore[arg-type]


HBSAG = excluding(atom("measurement", "hbsag", quality="positive"))
HEPATITIS = excluding(
    AnyOf((atom("measurement", "hbsag", quality="positive"), atom("measurement", "anti-hbc", quality="positive")))
)
IGA = excluding(atom("measurement", "iga", quality="low"))


def test_criteria_that_ask_alike_share_a_line_and_nothing_is_asked_twice() -> None:
    assert asked(HBSAG, HEPATITIS, IGA) == ("Ask for HBsAg, IgA and anti-HBc.",)


def test_what_weighs_more_is_asked_first_and_on_a_line_of_its_own() -> None:
    lupus = including(atom("condition", LUPUS))
    other = including(atom("condition", "asthma"))
    assert asked(IGA, other, lupus)[:2] == ("Clarify systemic lupus erythematosus.", "Clarify asthma.")


def test_among_equals_what_hangs_on_one_answer_goes_before_what_hangs_on_several() -> None:
    several = including(AllOf((atom("procedure", "biopsy"), atom("condition", "asthma"))))
    single = including(atom("exposure", "rituximab"))
    questions = asked(several, single)
    assert questions[0].startswith("Ask for rituximab")


def test_what_is_settled_at_the_visit_comes_late_and_what_must_be_read_last() -> None:
    consent = including(atom("attestation", value="consent"))
    unread = including(atom("other", text="speaks the dialect of the region"))
    questions = asked(consent, unread, IGA)
    assert questions[-2] == "Signed consent."
    assert questions[-1] == "Read I2 against the notes: not all of their words were understood."


def test_what_is_settled_at_the_visit_shares_a_line() -> None:
    promised = including(AllOf((atom("attestation", value="consent"), atom("attestation", value="compliance"))))
    assert asked(IGA, promised)[1:] == ("Settle at the visit: signed consent; willingness to follow the protocol.",)


def test_the_date_of_a_drug_that_was_given_some_time_is_asked_for_by_its_name() -> None:
    patient = chart(
        *woman(), said("exposure", "rituximab", "Had [rituximab] in the past.", date="2025", historical=True)
    )
    recent = excluding(atom("exposure", "b-cell-targeted therapy", window=within(4, "week")))
    assert judged(patient, recent).verdict == "unknown"
    assert asked(recent, of=patient) == ("Ask for the date of the last dose of rituximab.",)


def test_an_answer_by_a_person_takes_its_question_away() -> None:
    result = matcher.match(chart(*woman()), trial(HBSAG, IGA))
    assert result.missing == ("Ask for HBsAg and IgA.",)
    assert result.override("E1", "satisfied", "Seen the result.", by="Dr. A").missing == ("Ask for IgA.",)
    assert result.override("E1", "unknown", "Not sure.", by="Dr. A").missing == ("Ask for HBsAg.", "Ask for IgA.")


def test_a_contradiction_is_told_with_both_sides_and_their_days() -> None:
    patient = chart(
        said("condition", "asthma", "History of [asthma]."),
        said("condition", "asthma", "Denies [asthma].", negated=True),
    )
    assert judged(patient, excluding(atom("condition", "asthma"))).reason == (
        "The notes contradict each other on asthma (“History of asthma.”, 27 May 2025 against “Denies asthma.”, 27 May 2025)."
    )


TRANSPLANT = atom("procedure", "organ transplantation")
HEART = atom("procedure", "heart transplantation")


def test_of_a_class_and_its_kinds_only_the_class_is_asked_for() -> None:
    (question,) = asked(excluding(AnyOf((TRANSPLANT, HEART))))
    assert question.startswith("Ask for organ transplantation: ")
    (question,) = asked(excluding(AnyOf((HEART, atom("procedure", "lung transplantation")))))
    assert "heart transplantation and lung transplantation" in question


def test_an_example_is_not_asked_for_beside_its_class() -> None:
    brain = atom("condition", "central nervous system disease", qualifiers=("clinically significant",))
    stroke = atom("condition", "stroke", example_of=("central nervous system disease",))
    assert asked(excluding(AnyOf((brain, stroke)))) == (
        "Clarify clinically significant central nervous system disease.",
    )


def test_an_exception_is_asked_for_once_there_is_something_to_except_it_from() -> None:
    cancer = excluding(AllOf((atom("condition", "malignancy"), Not(atom("condition", "basal cell carcinoma")))))
    assert asked(cancer) == ("Clarify malignancy.",)
    suspected = chart(*woman(), said("condition", "malignancy", "Perhaps a [tumour].", uncertain=True))
    assert "basal cell carcinoma" in " ".join(asked(cancer, of=suspected))


def test_a_disease_a_test_decides_is_asked_for_by_the_test() -> None:
    assert asked(excluding(atom("condition", "iga deficiency"))) == ("Ask for serum IgA (IgA deficiency).",)
    assert asked(IGA, excluding(atom("condition", "hiv infection")))[0] == (
        "Ask for HIV antigen/antibody test (HIV infection)."
    )
    past = excluding(atom("condition", "hepatitis b", qualifiers=("history",)))
    assert asked(past) == ("Clarify history of hepatitis B.",)
