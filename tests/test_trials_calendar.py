"""Limits in calendar dates: one item each, asked for beside what they limit."""

from __future__ import annotations

import pytest
from trees import lines, tree


@pytest.mark.parametrize(
    "dates",
    [
        "since 01 March, 2019 onwards",
        "on or after March 1, 2019",
        "between 1 May 2014 and October 3, 2015",
        "between 2003 and 2009",
        "from June 2015 to May 2018",
        "from 1990 to present",
        "before 3/15/2020",
    ],
)
@pytest.mark.parametrize("kind", ["inclusion", "exclusion"])
def test_dates_limit_what_stands_before_them(dates: str, kind: str) -> None:
    assert tree(f"Knee replacement {dates}", kind) == lines(  # type: ignore[arg-type]
        "AllOf", "  procedure knee replacement", f'  other "{dates}"'
    )


def test_dates_behind_a_list_limit_all_of_it_and_inside_one_its_member() -> None:
    assert tree("Gout, asthma or stroke since May 2, 2015", "exclusion").startswith("AllOf")
    inside = tree("Stroke since May 2, 2015, asthma or gout", "exclusion")
    assert inside.startswith("AnyOf\n  AllOf\n    condition stroke\n    other")


def test_a_denial_of_what_is_dated_denies_both_together() -> None:
    assert tree("No stroke after 5 May, 2016") == lines(
        "Not", "  AllOf", "    condition stroke", '    other "after 5 May, 2016"'
    )


@pytest.mark.parametrize(
    "text", ["Gout by the 2015 criteria", "Asthma (Able et al., 2010)", "Gout according to Able 2016"]
)
def test_the_year_of_a_source_is_no_limit(text: str) -> None:
    assert "AllOf" not in tree(text)


def test_dates_alone_are_one_leaf() -> None:
    assert tree("Between January 1st, 2004 and December 31st, 2005") == lines(
        'other "Between January 1st, 2004 and December 31st, 2005"'
    )


def test_a_class_said_again_in_other_words_is_one_leaf() -> None:
    assert tree("Any surgery, i.e., invasive procedure with anesthesia", "exclusion") == "procedure surgery"
