"""Units as people write them: "K/uL", "x10⁹/L", "mcg per dl", "mL/min/1.73 m²" read into one way of writing each.

The words stand in `tables/units.tsv`; a unit is put together from parts ("ug", "/", "dL"), so that a new word for a part
serves every unit that holds it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import NamedTuple, TypeVar

from matcher.errors import InputError
from matcher.text.tables import read_table

TABLE = Path(__file__).parent / "tables" / "units.tsv"


class Kind(NamedTuple):
    """What a unit measures, part by part: mg/dL is (("mass",), ("volume",)). Units of one kind convert by a factor."""

    above: tuple[str, ...]
    below: tuple[str, ...]
    logarithm: bool = False


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit read from text: our way of writing it, its kind, its UCUM code."""

    name: str
    kind: Kind
    code: str


@dataclass(frozen=True, slots=True)
class _Part:
    name: str
    kind: str
    code: str


@dataclass(frozen=True, slots=True)
class _Table:
    parts: dict[str, _Part]
    exact_parts: dict[str, _Part]
    wholes: dict[str, str]
    exact_wholes: dict[str, str]


_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")
_SAME = str.maketrans(
    {"µ": "u", "μ": "u", "×": "x", "✕": "x", "∗": "*", "⁄": "/", "∕": "/", "÷": "/"} | dict.fromkeys("−–—‐‑‒", "-")
)
_RAISED = re.compile(r"[⁰¹²³⁴⁵⁶⁷⁸⁹⁻]+")
_POWER_OF_TEN = re.compile(r"(?<![\d.,])10\s*(?:\^|\*\*|\*|[eE]|\()\s*\+?(\d{1,2})\)?")
_SPACED_POWER = re.compile(r"[xX*]\s*10\s?(3|6|9|12)(?=\s*/)")  # print that lost its superscript: "x 10 9/L", "x109/L"
_TIMES_TEN = re.compile(r"^[xX*]\s*(?=10\^|10[3-9]|1012|[KkM]\b)")
_NEGATIVE = re.compile(r"[\s·.*]*(?<![a-zA-Z])([a-zA-Z]+)\^?-1(?!\d)")
_POWER_OF_LENGTH = re.compile(r"(?<![a-zA-Z])([cmd]?m)\s?\^\s?([23])(?!\d)", re.IGNORECASE)
_PER = re.compile(
    r"(?:^|(?<=[\s\d]))(?:per|pro|(?:a|an|each|every)(?=\s+(?:day|week|month|year|hour|minute)\b))\s+", re.IGNORECASE
)
_COUNT = re.compile(r"10\^(\d{1,2})")
_LOG = re.compile(r"^(?:log(?:\s?10|₁₀)?)\s*[(\[]?\s*(?=[A-Za-z])", re.IGNORECASE)
_REMARK = re.compile(r"\s*\([^()]*\)$")  # "mg/dL (calc)"
_LONGEST = 60
_TO_LITRE = {"L": 0, "dL": 1, "mL": 3, "uL": 6, "nL": 9, "pL": 12, "fL": 15}
_COUNTS = {"cells": 0, "beat": 0, "K": 3, "M": 6, "billion": 9, "lakh": 5}
_PER_LITRE = {6: "/uL", 9: "10^9/L", 12: "10^12/L"}
_NUMBER = Unit("", Kind(("number",), ()), "1")


def read_unit(text: str | None) -> Unit | None:
    """The unit a text names, None for words that are no unit; nothing, "" or "ratio" is the plain number ("").

    >>> read_unit("mcg per 100 ml").name
    'ug/dL'
    """
    if text is None:
        return _NUMBER
    if (known := _READ.get(text)) is not None:
        return known
    unit = _read(text)
    if unit is not None and len(_READ) < _REMEMBERED:
        # Only what proved to be a unit is remembered: other words of a note have no place in memory.
        _READ[text] = unit
    return unit


_READ: dict[str, Unit] = {}
_REMEMBERED = 5000


def _read(text: str) -> Unit | None:
    written = text.strip()
    if not written:
        return _NUMBER
    if len(written) > _LONGEST:
        return None
    found = _whole(written) or _composed(_normal(written))
    if found is None and (bare := _REMARK.sub("", written)) != written and bare:
        found = _whole(bare) or _composed(_normal(bare))
    if found is None and (trimmed := written.strip(" .,;:")) != written and trimmed:
        found = _whole(trimmed) or _composed(_normal(trimmed))
    if found is None and (start := _LOG.match(written)):
        inner = _read(written[start.end() :].rstrip(")] "))
        if inner is not None and not inner.kind.logarithm:
            return Unit(f"log10 {inner.name}", inner.kind._replace(logarithm=True), inner.code)
    return found


def _whole(written: str) -> Unit | None:
    table = _table()
    name = table.exact_wholes.get(written.strip())
    if name is None and (key := _key(written)) in table.wholes:
        name = table.wholes[key]
    return None if name is None else _composed(name)


def _normal(written: str) -> str:
    """One way of writing powers, products and quotients; blanks are kept, they part words."""
    text = _RAISED.sub(
        lambda m: ("^" if m.string[: m.start()].endswith("10") else "") + m[0].translate(_SUPERSCRIPTS), written
    )
    text = text.translate(_SAME)
    text = _POWER_OF_TEN.sub(r"10^\1 ", text)
    text = _SPACED_POWER.sub(r"10^\1 ", text)
    text = _TIMES_TEN.sub("", text)
    text = _POWER_OF_LENGTH.sub(r"\1\2", text)
    text = _NEGATIVE.sub(r"/\1", text)
    text = _PER.sub("/", text)
    text = text.replace("{", " ").replace("}", " ")
    return re.sub(r"\s*/\s*", "/", text).replace("*", "·").strip()


def _key(written: str) -> str:
    return re.sub(r"\s+", "", _normal(written)).lower()


def _composed(text: str) -> Unit | None:
    if (part := _part(text, shouted=False)) is not None:  # also "per cent" and "mm/Hg", whose slash divides nothing
        return _count([part], []) if _exponent(part) is not None else _unit([part], [], [])
    # A bracket after a slash only groups what is divided by: ng/(mL·h) is ng/mL/h.
    if "/(" in text and text.endswith(")"):
        head, _, tail = text.partition("/(")
        text = head + "/" + re.sub(r"[·.]", "/", tail[:-1])
    # In capitals the case says nothing: MIU/ML is mIU/mL, and nobody counts millions of units in a millilitre.
    quotient = "/" in text
    above: list[_Part] = []
    below: list[_Part] = []
    marks: list[_Part] = []
    for position, side in enumerate(text.split("/")):
        if not side.strip():
            if position:
                return None
            continue
        parts = _parts(side, quotient and side == side.upper())
        if parts is None:
            return None
        marks += [part for part in parts if part.kind == "annotation" and part.code]
        (below if position else above).extend(part for part in parts if part.kind != "annotation")
    if not above and not below:
        return None
    if all(_exponent(part) is not None for part in above):
        return _count(above, below)
    return _unit(above, below, marks)


def _parts(side: str, shouted: bool) -> list[_Part] | None:
    """The parts between two slashes; only a sign multiplies ("mL·h"), a blank parts what says how many of what."""
    if (part := _part(side, shouted)) is not None:
        return [part]
    found: list[_Part] = []
    for factor in re.split(r"\s*·\s*|(?<=[A-Za-z])\.(?=[A-Za-z])", side):
        parts = _run(factor.split(), shouted)
        if parts is None:
            return None
        found += parts
    return found


def _run(words: list[str], shouted: bool) -> list[_Part] | None:
    """Words such as "K cells", "10^3 copies", "g creatinine": one unit at most, with a count before or a remark behind."""
    found: list[_Part] = []
    while words:
        for stop in range(len(words), 0, -1):
            part = _part(" ".join(words[:stop]), shouted)
            if part is not None:
                found.append(part)
                del words[:stop]
                break
        else:
            return None
    units = sum(part.kind not in ("", "annotation") for part in found)
    return found if found and units <= 1 and len(found) <= 4 else None


def _part(word: str, shouted: bool) -> _Part | None:
    table = _table()
    squeezed = re.sub(r"\s+", "", word)
    if power := _COUNT.fullmatch(squeezed):
        return _Part(squeezed, "", f"10*{power[1]}")
    if not shouted and (part := table.exact_parts.get(squeezed)) is not None:
        return part
    return table.parts.get(squeezed.lower()) or table.exact_parts.get(squeezed)


def _exponent(part: _Part) -> int | None:
    if power := _COUNT.fullmatch(part.name):
        return int(power[1])
    return _COUNTS.get(part.name)


def _count(above: list[_Part], below: list[_Part]) -> Unit | None:
    """Counts have many writings and few names: K/uL and 10^3/mm3 are 10^9/L, cells/mm3 are /uL."""
    power = sum(_exponent(part) or 0 for part in above)
    if len(below) == 1 and below[0].name in _TO_LITRE and (above or power):
        name = _PER_LITRE.get(power + _TO_LITRE[below[0].name])
        if name is not None:
            above = [_Part(name.split("/")[0], "", "10*" + name[3:].split("/")[0])] if name[0] == "1" else []
            below = [_table().exact_parts[name.split("/")[1]]]
            return _unit(above, below, [])
    if not below:
        return _unit(above, [], []) if above else None
    return _unit([_Part(f"10^{power}", "", f"10*{power}")] if power else [], below, [])


def _unit(above: list[_Part], below: list[_Part], marks: Iterable[_Part]) -> Unit:
    marks = list(marks)
    name = "·".join(part.name for part in above) + "".join(f"/{part.name}" for part in below)
    name = re.sub(r"(10\^\d+)·", r"\1 ", name)
    if name == "ratio":
        return _NUMBER
    kind = Kind(
        tuple(sorted(part.kind for part in above if part.kind) + sorted(mark.name for mark in marks)),
        tuple(sorted(part.kind for part in below if part.kind)),
    )
    code = ".".join(part.code for part in above) + "".join(f"/{part.code}" for part in below)
    return Unit(" ".join([name, *(mark.name for mark in marks)]), kind, code)


@cache
def _table() -> _Table:
    return load_units(TABLE)


def load_units(path: Path) -> _Table:
    """Reads and checks a table of units.

    Raises:
        InputError: two units claim one writing; the message names file and line.
    """
    table = _Table({}, {}, {}, {})
    for line, row in numbered_rows(path):
        aliases = split_list(row["aliases"])
        if row["kind"] or row["code"]:
            part = _Part(row["unit"], row["kind"], row["code"])
            for form in aliases:
                _claim(table.parts, _squeezed(form).lower(), part, (path.name, line))
            for form in [row["unit"], *split_list(row["exact"])]:
                _claim(table.exact_parts, _squeezed(form), part, (path.name, line))
            # mU and MU differ by case alone: in another case the row that stands first is meant.
            table.parts.setdefault(_squeezed(row["unit"]).lower(), part)
        else:
            for form in [row["unit"], *aliases]:
                _claim(table.wholes, _key(form), row["unit"], (path.name, line))
            for form in split_list(row["exact"]):
                _claim(table.exact_wholes, form, row["unit"], (path.name, line))
    return table


def _squeezed(form: str) -> str:
    return re.sub(r"\s+", "", _normal(form))


_Owner = TypeVar("_Owner")


def _claim(forms: dict[str, _Owner], form: str, owner: _Owner, where: tuple[str, int]) -> None:
    if forms.setdefault(form, owner) != owner:
        raise InputError(where[0], f"line {where[1]}", f'"{form}" already names another unit; give it to one of them')


def split_list(cell: str) -> list[str]:
    """The entries of a list cell, which "|" separates."""
    return [entry for entry in (part.strip() for part in cell.split("|")) if entry]


def numbered_rows(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """The rows of a table, each with its line number, so that a bad row can be named."""
    rows = read_table(path)
    lines = path.read_text(encoding="utf-8-sig").split("\n")
    numbers = [number for number, line in enumerate(lines, 1) if line.strip() and not line.startswith("#")]
    return zip(numbers[1:], rows, strict=True)
