"""What a criterion means where its words leave something out."""

from __future__ import annotations

import pytest
from clinic import AllOf, AnyOf, IfThen, Not, atom, chart, excluding, including, man, said, verdict, woman

import matcher
from matcher.matching.direction import meant

PROMISE = said("attestation", "compliance", "She [will follow the protocol].", hypothetical=True)


@pytest.mark.parametrize(
    "text", ["complete the diary", "return all questionnaires", "understand", "attend scheduled visits"]
)
def test_duties_are_attestations(text: str) -> None:
    asked = including(atom("other", text=text))
    assert verdict(chart(PROMISE), asked) == "satisfied"
    assert verdict(chart(), asked) == verdict(chart(), asked, "assume") == "unknown"


@pytest.mark.parametrize("text", ["able to climb stairs", "complete fifty pedal turns"])
def test_what_no_one_promised_stays_open(text: str) -> None:
    assert verdict(chart(PROMISE), including(atom("other", text=text))) == "unknown"


def test_an_exclusion_for_want_of_them() -> None:
    assert verdict(chart(PROMISE), excluding(atom("other", text="unable to answer questions"))) == "satisfied"
    assert meant(excluding(atom("other", text="refused"))) == Not(
        atom("attestation", text="refused", value="compliance")
    )


def test_fragments_that_tell_nothing_are_left_out() -> None:
    asthma = atom("condition", "asthma")
    assert meant(including(AllOf((asthma, atom("other", text="defined"))))) == asthma
    assert meant(including(IfThen(asthma, atom("other", text="included")))) == asthma
    two = AnyOf((asthma, atom("condition", "gout")))
    assert meant(including(two)) == two


def test_an_exclusion_of_women_does_not_concern_men() -> None:
    nursing = excluding(AllOf((atom("sex", value="female"), atom("condition", "gout"))))
    assert verdict(chart(*man()), nursing) == "not_applicable"
    gout = said("condition", "gout", "[Gout] of the big toe.")
    assert verdict(chart(*woman(), gout), nursing) == "violated"
    assert verdict(chart(*woman()), nursing) == "unknown"


def test_words_that_found_no_place_may_narrow() -> None:
    short = matcher.read_notes("A 40-year-old man is short of breath on stairs.")
    criterion = matcher.parse_criterion("Dyspnea", kind="exclusion")
    assert matcher.judge(short, criterion).verdict == "violated"
    import dataclasses

    narrower = dataclasses.replace(criterion, text="Dyspnea frobbing", unparsed=((8, 16),))
    assert matcher.judge(short, narrower).verdict == "unknown"
    empty = dataclasses.replace(criterion, text="Dyspnea present", unparsed=((8, 15),))
    assert matcher.judge(short, empty).verdict == "violated"
