import re

import pytest
from growth import exponent
from hypothesis import given
from hypothesis import strategies as st

from matcher.text.characters import normalise
from matcher.text.numbers import parse_number
from matcher.text.quantities import Quantity, find_quantities


def one(text: str) -> Quantity:
    found = find_quantities(normalise(text))
    assert len(found) == 1, [text[q.start : q.end] for q in found]
    return found[0]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("4,500", 4500),
        ("1,250,000", 1_250_000),
        ("100 000", 100_000),
        ("1.5", 1.5),
        (".5", 0.5),
        ("1·5", 1.5),
        ("2½", 2.5),
        ("1 1/2", 1.5),
        ("0,5", 0.5),
        ("three", 3),
        ("sixty-six", 66),
        ("one and a half", 1.5),
        ("a hundred and twenty", 120),
        ("two thousand five hundred", 2500),
        ("half", 0.5),
        ("twice", 2),
        ("lupus", None),
        ("", None),
        ("1.2.3", None),
    ],
)
def test_parse_number(text: str, value: float | None) -> None:
    assert parse_number(text) == value


def test_decimal_comma_is_read_only_when_asked() -> None:
    assert (parse_number("3,512"), parse_number("3,512", decimal_comma=True)) == (3512, 3.512)


def test_digits_inside_words_are_no_numbers() -> None:
    text = "C3 104, CD19, SLEDAI-2K 7, COVID-19, IL-6, three (3) joints"
    assert [quantity.value for quantity in find_quantities(text)] == [104, 7, 3]


@pytest.mark.parametrize(
    ("text", "comparator", "value", "unit"),
    [
        ("C4 <0.08 g/L", "<", 0.08, "g/L"),
        ("creatinine >= 1.5", ">=", 1.5, None),
        ("ANC ≥ 1.2 × 10^9/L", ">=", 1.2, "× 10^9/L"),
        ("ANC ≥1,500/mm3", ">=", 1500, "/mm3"),
        ("WBC > 3000 cells/mm^3", ">", 3000, "cells/mm^3"),
        ("platelets 100x109/L", None, 100, "x109/L"),
        ("platelets 100 x 10 9/L", None, 100, "x 10 9/L"),
        ("platelets 0.9 x 10³/µL", None, 0.9, "x 10³/µL"),
        ("HBV DNA 2 x 10^5 copies/mL", None, 2, "x 10^5 copies/mL"),
        ("WBC 4.1 K/uL", None, 4.1, "K/uL"),
        ("plt 45k", None, 45, "k"),
        ("eGFR >90 mL/min/1.73m2", ">", 90, "mL/min/1.73m2"),
        ("eGFR 55 mL/min/1.73 m²", None, 55, "mL/min/1.73 m²"),
        ("bilirubin 2.0 mg/dL", None, 2.0, "mg/dL"),
        ("creatinine 88 micromol per litre", None, 88, "micromol per litre"),
        ("LVEF 60 per cent", None, 60, "per cent"),
        ("saturation 97 %", None, 97, "%"),
        ("T 36.7 C", None, 36.7, "C"),
        ("weight 62 kg", None, 62, "kg"),
        ("0.5 mg/kg/d", None, 0.5, "mg/kg/d"),
        ("oxygen 2 L NC", None, 2, "L"),
        ("Age \\>= 18", ">=", 18, None),
        ("no less than 18 years", ">=", 18, "years"),
        ("not exceeding 10 mg/day", "<=", 10, "mg/day"),
        ("greater than or equal to (≥) 18 years", ">=", 18, "years"),
        ("INR of 1.5 or less", "<=", 1.5, None),
        ("18 years of age or older", ">=", 18, "years"),
        ("platelets > or = 50", ">=", 50, None),
        ("up to 3 (three) cycles", "<=", 3, "cycles"),
        ("T-score ≤ -2.5", "<=", -2.5, None),
        ("about 5 mg", None, 5, "mg"),
    ],
)
def test_comparator_value_unit(text: str, comparator: str | None, value: float, unit: str | None) -> None:
    quantity = one(text)
    assert (quantity.comparator, quantity.value, quantity.unit) == (comparator, value, unit)


@pytest.mark.parametrize("text", ["WBC 3.1 L", "Hgb 9.0 H", "glucose 120 H,"])
def test_flags_are_no_units(text: str) -> None:
    assert one(text).unit is None


@pytest.mark.parametrize(
    ("text", "low", "high", "unit"),
    [
        ("(0-33)", 0, 33, None),
        ("10.0-13.5 s", 10.0, 13.5, "s"),
        ("18 to 65 years", 18, 65, "years"),
        ("between 3 and 5", 3, 5, None),
        ("BMI 18.5~24.9 kg/m2", 18.5, 24.9, "kg/m2"),
        ("250-500mg", 250, 500, "mg"),
        ("150 mg to 300 mg", 150, 300, "mg"),
    ],
)
def test_ranges(text: str, low: float, high: float, unit: str | None) -> None:
    quantity = one(text)
    assert (quantity.value, quantity.value_high, quantity.unit) == (low, high, unit)


@pytest.mark.parametrize(
    ("text", "comparator", "value", "multiplier"),
    [
        ("ALT ≤ 1.5 × ULN", "<=", 1.5, "uln"),
        ("ALT 2.5 times the upper limit of normal (ULN)", None, 2.5, "uln"),
        ("creatinine < 2 x normal", "<", 2, "uln"),
        ("AST 3 times normal", None, 3, "uln"),
        ("ALT > ULN x 3", ">", 3, "uln"),
        ("DNA exceeding the normal upper limits", ">", 1, "uln"),
        ("AST > ULN", ">", 1, "uln"),
        ("twice the ULN", None, 2, "uln"),
        ("150% of ULN", None, 1.5, "uln"),
        ("below the lower limit of normal", "<", 1, "lln"),
        ("creatinine < 1.5 x baseline", "<", 1.5, "baseline"),
    ],
)
def test_multiples_of_a_limit(text: str, comparator: str | None, value: float, multiplier: str) -> None:
    quantity = one(text)
    assert (quantity.comparator, quantity.value, quantity.multiplier, quantity.unit) == (
        comparator,
        value,
        multiplier,
        None,
    )


def test_titres() -> None:
    found = find_quantities("ANA 1:640, dsDNA <1:10, RF 1:1,280")
    assert [(q.is_titre, q.comparator, q.value) for q in found] == [
        (True, None, 640),
        (True, "<", 10),
        (True, None, 1280),
    ]


@pytest.mark.parametrize(("text", "pair"), [("BP 124/78", (124, 78)), ("132 over 76 mmHg", (132, 76))])
def test_blood_pressure_is_a_pair(text: str, pair: tuple[float, float]) -> None:
    assert (one(text).value, one(text).second) == pair


def test_dates_and_times_of_day_are_no_quantities() -> None:
    assert find_quantities("on 05/12/2025 at 10:40, 3/2024, 2025-01-31, 14.05.2025, SLEDAI-2K, CD19") == []


def test_only_the_stretch_is_read() -> None:
    text = "less than 5 mg and 6 kg"
    assert [(q.comparator, q.value) for q in find_quantities(text, 10, 14)] == [(None, 5)]


def test_further_units() -> None:
    assert one("44 furlongs").unit is None
    assert find_quantities("44 furlongs", units=re.compile("furlongs"))[0].unit == "furlongs"
    assert find_quantities("44 furlongs.", units=lambda word: word == "furlongs")[0].unit == "furlongs"


def test_a_bare_power_is_its_own_number() -> None:
    quantity = one("platelets ≥ 10^9/L")
    assert (quantity.value, quantity.unit) == (1, "10^9/L")
    assert "platelets ≥ 10^9/L"[quantity.number_start : quantity.number_end] == "10"


@given(st.text(st.sampled_from("0123456789.,:/-x×^<>≥=() mgLULNand tofive%"), max_size=60))
def test_offsets_hold(text: str) -> None:
    for quantity in find_quantities(text):
        assert 0 <= quantity.start <= quantity.number_start < quantity.number_end <= quantity.end <= len(text)
        if quantity.unit is not None:
            assert text[quantity.unit_start : quantity.unit_end] == quantity.unit


@pytest.mark.parametrize(
    "unit", ["1", "1 ", "1,", "1/", "a:", "<", "one and ", "two hundred thousand ", "mg/", "5 (", "upper limit of "]
)
def test_time_is_linear(unit: str) -> None:
    assert exponent(find_quantities, unit, 8_000, 60_000, below=1.3) < 1.3
