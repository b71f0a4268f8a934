"""Three-valued logic, windows with imprecise dates, values against bounds."""

from __future__ import annotations

import datetime as dt
import itertools
import pickle

import pytest
from clinic import AllOf, AnyOf, atom, chart, excluding, including, judged, said

import matcher
from matcher.matching.logic import all_of, any_of, at_least, if_then, negated
from matcher.matching.values import Range, place
from matcher.matching.windows import Span, Stretch, frame_of, lasted, shifted, span_of
from matcher.trials.types import Bounds, Duration, Window

TRUTHS = ("true", "false", "unknown", "not_applicable")
DAY = dt.date


@pytest.mark.parametrize("pair", itertools.product(TRUTHS, repeat=2))
def test_de_morgan_holds(pair) -> None:
    assert negated(all_of(pair)) == any_of([negated(truth) for truth in pair])


@pytest.mark.parametrize("truth", TRUTHS)
def test_what_does_not_apply_is_neutral(truth) -> None:
    assert all_of([truth, "not_applicable"]) == any_of([truth, "not_applicable"]) == truth


@pytest.mark.parametrize("triple", itertools.product(TRUTHS[:3], repeat=3))
def test_at_least_agrees_with_its_limits(triple) -> None:
    assert at_least(1, triple) == any_of(triple)
    assert at_least(3, triple) == all_of(triple)


def test_an_unknown_condition_with_a_fulfilled_demand_is_fulfilled() -> None:
    assert if_then("unknown", "true") == "true"
    assert if_then("unknown", "false") == "unknown"
    assert if_then("false", "false") == "not_applicable"


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        (span_of(DAY(2025, 5, 5), "day"), "in"),
        (span_of(DAY(2025, 5, 4), "day"), "out"),
        (span_of(DAY(2025, 5, 1), "month"), "open"),
        (span_of(DAY(2025, 4, 1), "month"), "out"),
        (span_of(DAY(2025, 1, 1), "year"), "open"),
        (span_of(None, "none"), "open"),
        (Stretch(span_of(DAY(2024, 1, 1), "year"), Span(DAY(2025, 5, 20), None)), "in"),
        (Stretch(span_of(DAY(2024, 1, 1), "year"), span_of(DAY(2025, 5, 1), "month")), "open"),
        (Stretch(span_of(DAY(2024, 1, 1), "year"), span_of(DAY(2025, 3, 1), "month")), "out"),
    ],
)
def test_four_weeks_back_from_the_second_of_june(event, expected) -> None:
    frame = frame_of(Window("<=", 4, "week", "before", "screening"), DAY(2025, 6, 2))
    assert event.position_in(frame) == expected


def test_months_are_counted_by_the_calendar() -> None:
    assert shifted(DAY(2025, 5, 31), -3, "month") == DAY(2025, 2, 28)
    assert shifted(DAY(2024, 2, 29), 1, "year") == DAY(2025, 2, 28)


@pytest.mark.parametrize(
    ("days", "expected"), [((200, 230), "in"), ((170, 200), "open"), ((10, 90), "out"), ((0, float("inf")), "open")]
)
def test_more_than_six_months(days, expected) -> None:
    assert lasted(*days, Duration(">", 6, "month")) == expected


@pytest.mark.parametrize(
    ("values", "bound", "expected"),
    [
        (Range(80, True, 80, True), Bounds(lower=80), "in"),
        (Range(80, True, 80, True), Bounds(lower=80, lower_inclusive=False), "out"),
        (Range(low=90), Bounds(lower=30), "in"),
        (Range(low=90), Bounds(lower=120), "open"),
        (Range(high=0.08), Bounds(upper=0.1), "in"),
        (Range(high=0.08), Bounds(lower=0.08), "out"),
        (Range(3, True, 5, True), Bounds(upper=4), "open"),
        (Range(50, True, 50, True), Bounds(18, True, 65, True), "in"),
    ],
)
def test_values_against_bounds(values, bound, expected) -> None:
    assert place(values, bound) == expected


def test_one_false_part_decides_whatever_is_open_beside_it() -> None:
    patient = chart(said("condition", "asthma", "No [asthma].", negated=True))
    both = including(AllOf((atom("condition", "asthma"), atom("condition", "gout"))))
    either = excluding(AnyOf((atom("condition", "asthma"), atom("condition", "gout"))))
    assert (judged(patient, both).verdict, judged(patient, either).verdict) == ("violated", "unknown")


def test_an_unknown_has_context_only_and_says_what_is_missing() -> None:
    got = judged(
        chart(said("condition", "asthma", "Possible [asthma].", uncertain=True)), excluding(atom("condition", "asthma"))
    )
    assert (got.verdict, got.basis, [e.role for e in got.evidence]) == ("unknown", "none", ["context"])
    assert got.missing == ("Clarify asthma.",)
    assert got.reason == "Asthma is mentioned and not settled."


def test_a_judgement_survives_pickling_and_becomes_plain_data() -> None:
    got = judged(chart(said("condition", "asthma", "[Asthma].")), excluding(atom("condition", "asthma")))
    copy = pickle.loads(pickle.dumps(got))
    assert copy == got
    data = got.to_dict()
    assert data["verdict"] == "violated"
    assert data["evidence"][0]["text"] == "Asthma."
    assert data["parts"][0]["truth"] == "true"


def test_bad_arguments_are_input_errors() -> None:
    patient, criterion = chart(), excluding(atom("condition", "asthma"))
    with pytest.raises(matcher.InputError):
        matcher.judge(patient, criterion, absence="maybe")
    with pytest.raises(matcher.InputError):
        matcher.judge(patient, criterion, as_of="soon")
