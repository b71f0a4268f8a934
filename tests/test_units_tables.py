"""The tables of analytes, scores and ranges: what is in them, and that a bad row is refused by name."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from matcher.errors import InputError
from matcher.terms.analytes import (
    TABLES,
    analyte_for_unit,
    analyte_names,
    analyte_parents,
    analytes,
    load,
    names_beside_result,
    reference_range,
)
from matcher.terms.units import convert
from matcher.terms.written_units import load_units

FIXED_NAMES = """hemoglobin|white blood cell count|neutrophil count|neutrophil percentage|lymphocyte count|platelet count|
alanine aminotransferase|aspartate aminotransferase|total bilirubin|creatinine|egfr|prothrombin time|
international normalized ratio|left ventricular ejection fraction|oxygen saturation|anti-dsdna antibody|complement c3|
complement c4|antinuclear antibody|sledai-2k|hbsag|anti-hbc|anti-hbs|hbv dna|hcv antibody|hcv rna|hiv antibody|hiv rna|cmv dna|
ebv dna|interferon-gamma release assay|tuberculin skin test|iga|igg|igm|body weight|height|body mass index|
systolic blood pressure|diastolic blood pressure|heart rate|body temperature|respiratory rate|pregnancy test|
urine protein-creatinine ratio|eular/acr 2019 score"""

FORMS = {
    "hemoglobin": "Hgb|Hb|haemoglobin|hemoglobin level|HGB",
    "white blood cell count": "WBC|white cells|white blood cell|leukocytes|WCC",
    "neutrophil count": "ANC|neutrophils|absolute neutrophil count",
    "platelet count": "plt|platelets|thrombocytes",
    "creatinine": "Cr|creat|serum creatinine|SCr",
    "total bilirubin": "T bili|Tbili|bilirubin|total bilirubin",
    "oxygen saturation": "SpO2|O2 sat|saturation",
    "left ventricular ejection fraction": "LVEF|EF|ejection fraction",
    "hbsag": "HBsAg|hepatitis B surface antigen|hep B sAg",
    "anti-hbc": "HBcAb|anti-HBc|hepatitis B core antibody|core antibody",
    "pregnancy test": "hCG|beta-hCG|urine pregnancy test|UPT",
    "interferon-gamma release assay": "QuantiFERON|IGRA|T-SPOT.TB",
    "egfr": "eGFR|estimated GFR|GFR",
    "prostate-specific antigen": "PSA",
    "investigator global assessment": "IGA",
    "iga": "IgA|immunoglobulin A",
}


def named(form: str) -> set[str]:
    return {
        name for known, name, exact in analyte_names() if (known == form if exact else known.lower() == form.lower())
    }


def test_breadth() -> None:
    kinds = [known.kind for known in analytes().values()]
    assert len(kinds) - kinds.count("score") >= 200
    assert kinds.count("score") >= 60
    assert all(
        known.lowest is not None and known.highest is not None for known in analytes().values() if known.kind == "score"
    )


@pytest.mark.parametrize("name", [name.strip() for name in FIXED_NAMES.replace("\n", "").split("|")])
def test_the_names_others_rely_on(name: str) -> None:
    assert name in analytes()


@pytest.mark.parametrize(("form", "name"), [(form, name) for name, forms in FORMS.items() for form in forms.split("|")])
def test_surface_forms(form: str, name: str) -> None:
    assert named(form) == {name}


def test_case_decides() -> None:
    assert named("EGFR") == set()  # the receptor and its gene
    assert named("PsA") == set()  # psoriatic arthritis
    assert named("CR") == set()  # complete response
    assert named("all") == set()


def test_one_form_has_one_meaning() -> None:
    free = {form.lower(): name for form, name, exact in analyte_names() if not exact}
    for form, name, exact in analyte_names():
        # An exact form may share its letters with a free one only where both mean the same.
        assert free.get(form.lower(), name) == name or exact, form


def test_short_forms_need_a_value_beside_them() -> None:
    assert {("K", "serum potassium"), ("HIV", "hiv antibody"), ("T", "body temperature")} <= names_beside_result()


def test_classes() -> None:
    assert "complement" in analyte_parents("complement c3")
    assert "liver function tests" in analyte_parents("alanine aminotransferase")
    assert analyte_parents("nothing of the kind") == ()


@pytest.mark.parametrize(
    ("name", "unit", "meant"),
    [
        ("neutrophil count", "%", "neutrophil percentage"),
        ("neutrophil count", "K/uL", "neutrophil count"),
        ("neutrophil percentage", "x10^9/L", "neutrophil count"),
        ("24-hour urine protein", "g/g", "urine protein-creatinine ratio"),
        ("24-hour urine protein", "dipstick", "urine protein"),
        ("white blood cell count", "/hpf", "urine white blood cells"),
        ("prothrombin time", "", "international normalized ratio"),
        ("prothrombin time", None, "prothrombin time"),
    ],
)
def test_the_unit_tells_which_analyte(name: str, unit: str | None, meant: str) -> None:
    assert analyte_for_unit(name, unit) == meant


def low(name: str, sex: str | None, age: float | None) -> float | None:
    limits = reference_range(name, sex, age)
    return None if limits is None else limits.low


def high(name: str, sex: str | None, age: float | None) -> float | None:
    limits = reference_range(name, sex, age)
    return None if limits is None else limits.high


def test_reference_ranges() -> None:
    assert (low("hemoglobin", "male", 40) or 0) > (low("hemoglobin", "female", 40) or 99)
    assert reference_range("hemoglobin", None, 40) is None  # hangs on the sex
    assert (high("alkaline phosphatase", "male", 14) or 0) > 3 * (high("alkaline phosphatase", "male", None) or 999)
    assert reference_range("uric acid", "male", 6) is None
    alt = reference_range(analytes()["alanine aminotransferase"], "female", 30)
    assert alt is not None
    assert (alt.high, alt.unit, alt.sex) == (40, "U/L", None)
    assert reference_range("no such thing", "male", 40) is None
    assert all(limits.source for known in analytes().values() for limits in known.ranges)


def test_ranges_lie_among_plausible_values() -> None:
    for known in analytes().values():
        for limits in known.ranges:
            for limit in (limits.low, limits.high):
                if limit is None or known.plausible is None or known.kind == "score":
                    continue
                usual = convert(limit, limits.unit, known.units[0], known)
                if usual is not None:
                    assert known.plausible[0] <= usual <= known.plausible[1], (known.name, limit, limits.unit)


def test_assumed_readings_lie_among_plausible_values() -> None:
    for known in analytes().values():
        for unit, low, high in known.assumed_units:
            for limit in (low, high):
                usual = convert(limit, unit, known.units[0], known)
                if usual is not None and known.plausible is not None:
                    low_end, high_end = known.plausible
                    assert low_end * 0.5 <= usual <= high_end * 1.7 or low_end < 0, (known.name, unit, limit)


def folder_with(tmp_path: Path, file: str, old: str, new: str) -> Path:
    """The project's tables with one row changed; `old` must stand in the table."""
    folder = tmp_path / "tables"
    folder.mkdir()
    for name in ("analytes.tsv", "scores.tsv", "panels.tsv", "reference_ranges.tsv", "conversions.tsv", "units.tsv"):
        shutil.copy(TABLES / name, folder / name)
    text = (folder / file).read_text(encoding="utf-8")
    assert old in text
    (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    return folder


def test_the_tables_themselves_load(tmp_path: Path) -> None:
    assert set(load(folder_with(tmp_path, "panels.tsv", "iron studies", "iron studies")).analytes) == set(analytes())


@pytest.mark.parametrize(
    ("file", "old", "new", "words"),
    [
        ("analytes.tsv", "g/dL|g/L|mmol/L\t16114", "g/dL|furlong\t16114", 'the unit "furlong" is not known'),
        ("analytes.tsv", "g/dL 2..25|g/L 26..260", "g/dL 2..27|g/L 26..260", "overlap"),
        ("analytes.tsv", "g/dL 2..25|g/L 26..260", "kg 2..25", "no unit of this analyte"),
        ("analytes.tsv", "1..26\tg/dL", "26..1\tg/dL", "low is not below high"),
        ("analytes.tsv", "1..26\tg/dL", "1-26\tg/dL", "low..high"),
        ("analytes.tsv", "hematocrit\tlab\t", "hemoglobin\tlab\t", "the name is taken"),
        ("analytes.tsv", "hematocrit\tlab\t", "hematocrit\tlab\thgb|", "already names"),
        ("analytes.tsv", "hematocrit\tlab\t", "hematocrit\tguess\t", "is no kind"),
        ("analytes.tsv", "\t16114\t718-7", "\theavy\t718-7", "is no number"),
        ("analytes.tsv", "%=neutrophil percentage", "%=neutrophil share", "is no analyte"),
        ("analytes.tsv", "hematocrit\tlab\t", "hematocrit\t", "cells"),
        ("scores.tsv", "\t0\t105\tworse", "\t105\t0\tworse", "lowest must be below highest"),
        ("scores.tsv", "\t0\t105\tworse", "\t0\t105\tbad", "higher_is"),
        (
            "reference_ranges.tsv",
            "hemoglobin\tfemale\t18\t\t12.0\t16.0",
            "hemoglobin\tfemale\t18\t\t16.0\t12.0",
            "low must be below",
        ),
        ("reference_ranges.tsv", "hemoglobin\tfemale\t18", "hemoglobin\twoman\t18", "sex is"),
        ("reference_ranges.tsv", "hemoglobin\tfemale\t18", "haemoglobine\tfemale\t18", "no analyte has this name"),
        ("reference_ranges.tsv", "12.0\t16.0\tg/dL", "12.0\t16.0\tkg", "no unit of this analyte"),
        ("conversions.tsv", "mmol/mol\t%\t0.09148", "mmol/mol\t%\t0", "slope of 0"),
    ],
)
def test_a_bad_row_is_refused_with_file_and_line(tmp_path: Path, file: str, old: str, new: str, words: str) -> None:
    folder = folder_with(tmp_path, file, old, new)
    with pytest.raises(InputError) as error:
        load(folder)
    assert words in str(error.value)
    assert file in str(error.value)
    if "by_unit" not in str(error.value):
        line = int(str(error.value).split("line ")[1].split(":")[0].split(" ")[0])
        changed = (folder / file).read_text(encoding="utf-8").split("\n")[line - 1]
        assert changed not in (TABLES / file).read_text(encoding="utf-8").split("\n") or "haemoglobine" in changed


def test_two_units_with_one_writing_are_refused(tmp_path: Path) -> None:
    folder = folder_with(tmp_path, "units.tsv", "kilo|kilos", "kilo|mcg|kilos")
    with pytest.raises(InputError, match=r"units.tsv, line \d+.*already names another unit"):
        load_units(folder / "units.tsv")
