import pytest
from growth import exponent

from matcher.text.times import TimeSpan, find_spans_of_time


def only(text: str) -> TimeSpan:
    found = find_spans_of_time(text)
    assert len(found) == 1, [(text[s.start : s.end], s.kind) for s in found]
    return found[0]


@pytest.mark.parametrize(
    ("text", "comparator", "amount", "unit", "side", "anchor"),
    [
        ("hemodialysis [within 8 weeks prior to screening]", "<=", 8, "week", "before", "screening"),
        ("MI [within the last 3 months]", "<=", 3, "month", "before", None),
        ("cancer [in the past year]", "<=", 1, "year", "before", None),
        ("cancer in the [previous 5 years]".replace("in the [", "[in the "), "<=", 5, "year", "before", None),
        ("stopped [at least 4 weeks before the first dose of study drug]", ">=", 4, "week", "before", "first dose"),
        ("[< 6 months prior to enrolment]", "<", 6, "month", "before", "enrollment"),
        ("[no more than 28 days before randomisation]", "<=", 28, "day", "before", "randomization"),
        ("[within 12 months (365 days) prior to Day 1]", "<=", 12, "month", "before", "first dose"),
        ("[during the 2 weeks before study entry]", "<=", 2, "week", "before", "enrollment"),
        ("stroke [> 6 months ago]", ">", 6, "month", "before", None),
        ("[72 hours before cystoscopy]", "<=", 72, "hour", "before", "cystoscopy"),
        ("[within 24 hours after admission]", "<=", 24, "hour", "after", "admission"),
        ("[within 6 months of symptom onset]", "<=", 6, "month", "after", "onset"),
        ("[within 24 hours from injury]", "<=", 24, "hour", "after", "injury"),
        ("[within 14 days of enrollment]", "<=", 14, "day", "around", "enrollment"),
        ("[within 14 days before or after the second vaccination]", "<=", 14, "day", "around", "second vaccination"),
        ("planned [within the next 6 months]", "<=", 6, "month", "after", None),
        ("[three (3) months prior to signing informed consent]", "<=", 3, "month", "before", "consent"),
        ("[within a fortnight before surgery]", "<=", 2, "week", "before", "surgery"),
        ("[more than one year since the start of symptoms]", ">", 1, "year", "after", "onset"),
        ("[4 weeks or more prior to baseline]", ">=", 4, "week", "before", "baseline"),
        ("surgery planned [during the trial]", "<=", None, None, "around", "study"),
        ("pregnant [at screening]", "<=", None, None, "around", "screening"),
        ("disease [prior to screening], including", "<=", None, None, "before", "screening"),
    ],
)
def test_windows(
    text: str, comparator: str, amount: float | None, unit: str | None, side: str, anchor: str | None
) -> None:
    marked = text[text.index("[") + 1 : text.index("]")]
    plain = text.replace("[", "").replace("]", "")
    span = only(plain)
    assert plain[span.start : span.end] == marked
    assert (span.kind, span.comparator, span.amount, span.unit, span.side, span.anchor) == (
        "window",
        comparator,
        amount,
        unit,
        side,
        anchor,
    )


@pytest.mark.parametrize(
    ("text", "comparator", "amount", "unit"),
    [
        ("for at least 3 months", ">=", 3, "month"),
        ("more than 6 months", ">", 6, "month"),
        ("longer then 6 months", ">", 6, "month"),
        ("≥ 12 weeks", ">=", 12, "week"),
        ("\\>= 12 weeks", ">=", 12, "week"),
        ("lasting over 30 minutes", ">", 30, "minute"),
        ("for 3 months or longer", ">=", 3, "month"),
        ("for a minimum of six (6) months", ">=", 6, "month"),
        ("3 months of conservative treatment", ">=", 3, "month"),
        ("a 1-week washout", ">=", 1, "week"),
    ],
)
def test_durations(text: str, comparator: str, amount: float, unit: str) -> None:
    span = only(text)
    assert (span.kind, span.comparator, span.amount, span.unit, span.anchor) == (
        "duration",
        comparator,
        amount,
        unit,
        None,
    )


def test_a_duration_may_have_an_anchor() -> None:
    span = only("stable for at least 12 weeks prior to randomization")
    assert (span.kind, span.amount, span.side, span.anchor) == ("duration", 12, "before", "randomization")


@pytest.mark.parametrize(
    "text",
    [
        "within 30 days or 5 half-lives, whichever is longer, before the first dose",
        "within 30 days or 5 half-lives (whichever is longer) before dosing",
        "within 5 half-lives or 30 days, whichever is longer, prior to the first dose",
    ],
)
def test_half_lives(text: str) -> None:
    span = only(text)
    assert (span.amount, span.unit, span.half_lives, span.whichever, span.anchor) == (
        30,
        "day",
        5,
        "longer",
        "first dose",
    )


def test_ranges() -> None:
    span = only("between 6 and 12 months before consent")
    assert (span.comparator, span.amount, span.amount_high, span.side) == (">=", 6, 12, "before")


@pytest.mark.parametrize(
    "text",
    [
        "age ≥ 18 years",
        "18 years of age or older",
        "Age range from 18 to 65 years old",
        "Men and women over 50 years",
        "≥ 18 years",
        "patients < 18 years",
        "24-hour urine protein > 1 g",
        "6-minute walk test",
        "twice a week",
        "every 3 weeks",
        "4 hours per week",
        "10 mg/day",
        "10 pack years",
        "one of the following inclusion criteria",
        "anisometropia > 1.5 D",
        "2 or more exacerbations",
    ],
)
def test_ages_rates_and_tests_are_no_spans(text: str) -> None:
    assert find_spans_of_time(text) == []


def test_several_in_one_criterion_keep_their_order() -> None:
    text = "more than 72 hours of hospitalization in the last 30 days, or surgery planned during the study"
    assert [text[s.start : s.end] for s in find_spans_of_time(text)] == [
        "more than 72 hours",
        "in the last 30 days",
        "during the study",
    ]


@pytest.mark.parametrize(
    "unit", ["within ", "2 weeks ", "at least ", "before the study ", "5 half ", "the ", "1 to ", "a:"]
)
def test_time_is_linear(unit: str) -> None:
    assert exponent(find_spans_of_time, unit, 8_000, 60_000, below=1.3) < 1.3
