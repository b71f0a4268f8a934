"""Age, sex and birth date of the patient."""

from __future__ import annotations

import datetime as dt

import pytest
from marked import check

import matcher

SAID = [
    "<f type=age value=34.0 unit=year>34-year-old woman</f> with SLE",
    "<f type=age value=45.0>45F</f> w/ HTN",
    "ID: <f type=sex concept=male>28M</f> s/p transplant",
    "J.O., <f type=age value=39.0>39 y F</f>",
    "<f type=age value=23.0>23 y</f> | F | Wt 49 kg",
    "Re: female, <f type=age value=65.0>aged 65</f>",
    "Patient is a <f type=age value=17.0>17 y.o.</f> <f type=sex concept=female>female</f>.",
    "Mr. K., <f type=age value=51.0>51 years</f>, <f type=sex concept=male>male</f>. Bus mechanic.",
    "Sex: <f type=sex concept=female>F</f>      Age: <f type=age value=34.0>34</f>",
    "A retired <f type=age value=71.0>gentleman of 71</f>.",
    "Patient (<f type=age value=44.0>male, 44</f>) was seen.",
    "A <f type=age value=18.0 unit=month>18-month-old</f> boy.",
    "<f type=age value=65.0>sixty-five-year-old</f> <f type=sex concept=male>man</f>",
    "<f type=age value=17.0>17-year-old</f> (DOB 11/02/2007)",
    "<f type=sex concept=male qualifier=title>Mr.</f> Brown has lupus.",
    "Today <f type=sex concept=female qualifier=pronoun>she</f> feels well. She took her tablets.",
]
NOT_THE_PATIENTS = [
    "Her <x type=age>12-year-old</x> son has asthma.",
    "Mother died at <x type=age>age 60</x>. Father, <x type=age>72 years old</x>, has diabetes.",
    "Juvenile SLE since <x type=age>age 13</x>.",
    "Lupus began when she was <x type=age>13 years old</x>.",
    "<x type=age>18 years old</x> at diagnosis in 2010.",
    "<x type=sex>14F</x> Foley placed.",
    "Temp <x type=sex>98 F</x>.",
    "She uses a <x type=sex>female</x> condom.",
    "Patient is <x type=age>XX years old</x>.",
    "A <x type=age>12-year-old</x> kidney graft.",
]


@pytest.mark.parametrize("sentence", [*SAID, *NOT_THE_PATIENTS])
def test_people(sentence: str) -> None:
    check(sentence, date="2025-06-15")


def test_a_birth_date_is_kept_as_a_date() -> None:
    facts = matcher.read_notes("DOB: 03/04/1990. Creatinine 0.8.").facts
    assert [(f.type, f.date, f.date_precision) for f in facts if f.concept == "date of birth"] == [
        ("age", dt.date(1990, 3, 4), "day")
    ]


def test_a_masked_birth_date_is_none() -> None:
    assert not [f for f in matcher.read_notes("DOB: [**1950-1-1**]").facts if f.type == "age"]


def test_pronouns_of_sentences_about_relatives_do_not_count() -> None:
    facts = matcher.read_notes("His brother has lupus. She takes methotrexate. She feels well.").facts
    assert [f.concept for f in facts if f.type == "sex"] == ["female"]


def test_an_age_beyond_the_limit_of_deidentification_keeps_its_sign() -> None:
    (age,) = (f for f in matcher.read_notes("Patient: age > 89, male.").facts if f.type == "age")
    assert (age.value, age.comparator) == (89.0, ">")
