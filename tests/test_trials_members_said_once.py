"""What is no alternative: how often, one of several places, ways of a class named again, examples no vocabulary has, demands behind a label."""

from __future__ import annotations

import pytest
from trees import lines, tree


@pytest.mark.parametrize(
    "text",
    [
        "Seizure (> 4 attacks / week)",
        "Breakthrough pain 3 episodes/day",
        "Exercise program of more than 2 sessions/ week",
    ],
)
def test_how_often_is_no_alternative(text: str) -> None:
    assert "AnyOf" not in tree(text)
    assert '"day' not in tree(text)
    assert '"week' not in tree(text)


@pytest.mark.parametrize(
    ("place", "kind"),
    [
        ("in one of the villages", "inclusion"),
        ("at one of our clinics", "inclusion"),
        ("in at least one of the non-rural districts", "inclusion"),
    ],
)
def test_one_of_several_places_makes_no_union_of_what_follows(place: str, kind: str) -> None:
    said = tree(f"Living {place}, being married, age 40 and over and asthma")
    assert said.startswith("AllOf")
    assert "AnyOf" not in said
    assert "Not" not in said


def test_a_count_of_what_is_listed_stays_one() -> None:
    assert tree("Positive in at least one of the following: ANA, anti-dsDNA").startswith("AnyOf")


def test_a_class_no_vocabulary_has_keeps_its_unknown_examples() -> None:
    assert tree("Players of table games (e.g. Froop, Blick and Dorn)", "exclusion").startswith(
        'other "Players of table games'
    )
    assert "AnyOf" not in tree("Players of table games (e.g. Froop, Blick and Dorn)", "exclusion")


def test_known_examples_stand_for_a_class_without_a_name() -> None:
    assert tree("Certain medicines such as aspirin or heparin", "exclusion").startswith("exposure aspirin | heparin")


def test_ways_of_a_class_named_again_in_brackets_add_nothing() -> None:
    assert tree("Spinal surgery (includes surgery with an open, endoscopic or assisted approach)") == lines(
        "procedure spinal surgery"
    )


def test_demands_behind_a_label_are_all_asked_for() -> None:
    said = tree(
        "On insulin for 6 months as per notes: the patient will have kept a diary once AND will have seen a nurse once"
    )
    assert said.startswith("AllOf\n  exposure insulin")
    assert said.count("other") == 2
