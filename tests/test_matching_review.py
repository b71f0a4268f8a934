"""A person's verdicts, corrected facts and private notes, and how they follow the notes."""

from __future__ import annotations

from dataclasses import replace

import pytest

import matcher
from matcher.matching.review import Correction, Decision, Remark, Review

TRIAL = "Inclusion Criteria:\n- Hemoglobin ≥ 80 g/L\nExclusion Criteria:\n- Diabetes mellitus\n"
NOTE = "Hgb 7.6 g/dL. No diabetes. Has gout."


@pytest.fixture(scope="module")
def patient() -> matcher.Patient:
    return matcher.read_notes(matcher.Note(NOTE, "1"))


@pytest.fixture(scope="module")
def result(patient: matcher.Patient) -> matcher.TrialMatch:
    return matcher.match(patient, matcher.read_trial(TRIAL))


def _fact(patient: matcher.Patient, words: str) -> matcher.Fact:
    return next(fact for fact in patient.facts if words in fact.text)


def test_a_verdict_counts_and_the_matchers_own_is_kept(result: matcher.TrialMatch) -> None:
    review = Review().decide(Decision("I1", "satisfied", "repeated: 8.4", "AB"))
    assert result.status == "ineligible"
    decided = review.decided(result)
    assert decided.status == "eligible"
    assert [(o.matcher_verdict, o.verdict) for o in decided.overrides] == [("violated", "satisfied")]


def test_a_later_verdict_takes_the_place_of_an_earlier_one() -> None:
    review = Review().decide(Decision("I1", "satisfied", "", "AB")).decide(Decision("I1", "unknown", "", "AB"))
    assert [d.verdict for d in review.decisions] == ["unknown"]
    assert review.undecide("I1").decisions == ()


def test_a_verdict_on_a_criterion_the_trial_lacks_is_passed_over(result: matcher.TrialMatch) -> None:
    assert Review().decide(Decision("E99", "violated", "", "AB")).decided(result) == result


def test_a_fact_taken_away_no_longer_counts(patient: matcher.Patient) -> None:
    review = Review().correct(Correction("removed", _fact(patient, "Hgb"), "old value", "AB"))
    again = matcher.match(review.revised(patient), matcher.read_trial(TRIAL))
    assert [judged.verdict for judged in again.judgements] == ["unknown", "satisfied"]


def test_a_fact_added_counts(patient: matcher.Patient) -> None:
    gout = _fact(patient, "gout")
    added = replace(gout, fact_id="added-1", concept="diabetes mellitus")
    review = Review().correct(Correction("added", added, "", "AB"))
    bare = patient.without(_fact(patient, "diabetes").fact_id)
    again = matcher.match(review.revised(bare), matcher.read_trial(TRIAL))
    assert again.judgements[1].verdict == "violated"


def test_to_take_an_added_fact_away_is_to_forget_it(patient: matcher.Patient) -> None:
    added = Correction("added", replace(_fact(patient, "gout"), fact_id="added-1"), "", "AB")
    assert len(Review().correct(added).correct(replace(added, action="removed"))) == 0


def test_nothing_to_correct_leaves_the_very_same_patient(patient: matcher.Patient) -> None:
    assert Review().revised(patient) is patient


def test_changes_follow_their_words_into_an_edited_note(patient: matcher.Patient) -> None:
    start = NOTE.index("gout")
    review = Review(
        corrections=(
            Correction("removed", _fact(patient, "Hgb"), "", "AB"),
            Correction("added", replace(_fact(patient, "gout"), fact_id="added-1"), "", "AB"),
        ),
        remarks=(Remark("1", start, start + 4, "gout", "since when?", "AB"),),
    )
    text = "Seen today. " + NOTE
    moved, lost = review.carried_to(matcher.read_notes(matcher.Note(text, "1")))
    assert lost == 0
    assert [text[c.fact.start : c.fact.end] for c in moved.corrections] == ["Hgb 7.6 g/dL", "gout"]
    assert text[moved.remarks[0].start : moved.remarks[0].end] == "gout"


def test_changes_whose_words_are_gone_are_counted_and_left_out() -> None:
    review = Review(remarks=(Remark("1", 0, 4, "gout", "", "AB"), Remark("2", 0, 4, "gout", "", "AB")))
    twice = matcher.read_notes(matcher.Note("No gout, he says; gout runs in the family.", "1"))
    assert review.carried_to(twice) == (Review(), 2)
