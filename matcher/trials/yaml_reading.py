"""Reading the reviewed YAML of a trial back, naming line and field of a mistake."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from typing import Any, get_args, get_type_hints

from matcher.errors import InputError
from matcher.trials.fields import age
from matcher.trials.notation import read_bounds
from matcher.trials.types import (
    AllOf,
    AnyOf,
    AtLeast,
    Atom,
    AtomType,
    Comparator,
    Criterion,
    Duration,
    Expression,
    IfThen,
    Kind,
    Not,
    Quality,
    TimeUnit,
    Trial,
    Window,
)

FORMAT = "matcher-trial/1"

_LISTS = ("concepts", "qualifiers", "excludes", "example_of")
_TEXTS = ("text", "analyte", "value", "route", "response")
_NODES = ("all", "any", "not", "at_least", "if")


class _Reading:
    """Reads YAML nodes with their line numbers; every mistake names its place."""

    def __init__(self, source: str) -> None:
        self.source = source

    def wrong(self, node: Any, path: str, mend: str) -> InputError:
        return InputError(self.source, f"line {node.start_mark.line + 1}, {path}", mend)

    def mapping(self, node: Any, path: str, allowed: tuple[str, ...] | None = None) -> dict[str, Any]:
        """The entries of a mapping as nodes."""
        if node.id != "mapping":
            raise self.wrong(node, path, "name and value pairs are expected here")
        entries: dict[str, Any] = {}
        for key, value in node.value:
            name = str(key.value)
            if name in entries:
                raise self.wrong(key, f"{path}.{name}".lstrip("."), "this field stands twice; keep one")
            if allowed is not None and name not in allowed:
                raise self.wrong(
                    key, f"{path}.{name}".lstrip("."), f"no such field; the fields here are {', '.join(allowed)}"
                )
            entries[name] = value
        return entries

    def sequence(self, node: Any, path: str) -> list[Any]:
        if node.id != "sequence":
            raise self.wrong(node, path, "a list is expected here")
        return list(node.value)

    def text(self, node: Any, path: str) -> str | None:
        if node.id != "scalar":
            raise self.wrong(node, path, "one text is expected here")
        return None if node.tag.endswith(":null") else str(node.value)

    def texts(self, node: Any, path: str) -> tuple[str, ...]:
        if node.id == "scalar" and not node.tag.endswith(":null"):
            return (str(node.value),)
        if node.id == "scalar":
            return ()
        return tuple(self.text(item, f"{path}[{n}]") or "" for n, item in enumerate(self.sequence(node, path)))

    def groups(self, node: Any, path: str) -> tuple[tuple[str, ...], ...]:
        return tuple(self.texts(item, f"{path}[{n}]") for n, item in enumerate(self.sequence(node, path)))

    def number(self, node: Any, path: str) -> float:
        try:
            return float(self.text(node, path) or "")
        except ValueError:
            raise self.wrong(node, path, "a number is expected here") from None

    def whole(self, node: Any, path: str) -> int | None:
        said = self.text(node, path)
        if said is None:
            return None
        if not said.lstrip("-").isdigit():
            raise self.wrong(node, path, "a whole number is expected here")
        return int(said)

    def choice(self, node: Any, path: str, choices: tuple[str, ...]) -> str:
        said = self.text(node, path)
        if said not in choices:
            raise self.wrong(node, path, f"one of {', '.join(choices)} is expected here")
        return said

    def limit(self, node: Any, path: str) -> Any:
        try:
            return read_bounds(self.text(node, path) or "")
        except ValueError as error:
            raise self.wrong(node, path, str(error)) from None


_TRIAL = (
    "format", "nct_id", "title", "conditions", "condition_concepts", "subjects", "phase", "sex", "min_age", "max_age", "source", "criteria",
    "text",
)  # fmt: skip
_CRITERION = ("id", "kind", "kind_guessed", "origin", "text", "start", "end", "unparsed", "expression")


def from_yaml(text: str, source: str) -> Trial:
    """A trial from its reviewed YAML.

    Raises:
        InputError: it is no YAML, or a field is missing, unknown or of the wrong kind; the message names line and field.
    """
    import yaml

    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise InputError(source, f"line {line}", "this is not valid YAML; check indentation and quotes") from None
    except yaml.YAMLError:
        raise InputError(source, None, "this is not valid YAML") from None
    if root is None:
        raise InputError(source, None, f'the file is empty; a trial file begins with "format: {FORMAT}"')
    read = _Reading(source)
    entries = read.mapping(root, "", _TRIAL)
    if "format" not in entries or read.text(entries["format"], "format") != FORMAT:
        raise InputError(source, "format", f'the file must say "format: {FORMAT}"')
    if "criteria" not in entries:
        raise InputError(source, "criteria", "the list of criteria is missing")
    criteria = [
        _criterion(read, node, f"criteria[{n}]")
        for n, node in enumerate(read.sequence(entries["criteria"], "criteria"))
    ]
    _check_ids(read, entries["criteria"], criteria)

    def get(name: str, how: Callable[[Any, str], Any], otherwise: Any) -> Any:
        return how(entries[name], name) if name in entries else otherwise

    whole = get("text", read.text, None)
    return Trial(
        nct_id=get("nct_id", read.text, None),
        title=get("title", read.text, None),
        conditions=get("conditions", read.texts, ()),
        phase=get("phase", read.texts, ()),
        sex=get("sex", lambda node, path: read.choice(node, path, ("all", "female", "male")), "all"),
        min_age=get("min_age", lambda node, path: _age(read, node, path), None),
        max_age=get("max_age", lambda node, path: _age(read, node, path), None),
        text=whole if whole is not None else "\n".join(criterion.text for criterion in criteria),
        source=get("source", read.text, None) or source,
        criteria=tuple(criteria),
        condition_concepts=get("condition_concepts", read.texts, ()),
        subjects=get("subjects", read.groups, ()),
    )


def _age(read: _Reading, node: Any, path: str) -> tuple[float, str] | None:
    said = read.text(node, path)
    if said is None:
        return None
    limit = age(said)
    if limit is None:
        raise read.wrong(node, path, 'an age is written like "18 year"')
    return limit


def _check_ids(read: _Reading, node: Any, criteria: list[Criterion]) -> None:
    seen: set[str] = set()
    for number, criterion in enumerate(criteria):
        if criterion.id in seen:
            raise read.wrong(node.value[number], f"criteria[{number}].id", f'the id "{criterion.id}" stands twice')
        seen.add(criterion.id)


def _criterion(read: _Reading, node: Any, path: str) -> Criterion:
    entries = read.mapping(node, path, _CRITERION)
    for name in ("id", "kind", "text", "expression"):
        if name not in entries:
            raise read.wrong(node, f"{path}.{name}", "this field is missing")
    text = read.text(entries["text"], f"{path}.text") or ""
    unparsed = entries.get("unparsed")
    stretches = read.sequence(unparsed, f"{path}.unparsed") if unparsed is not None else []
    return Criterion(
        id=read.text(entries["id"], f"{path}.id") or "",
        kind=read.choice(entries["kind"], f"{path}.kind", get_args(Kind)),  # type: ignore[arg-type]
        text=text,
        expression=_expression(read, entries["expression"], f"{path}.expression", text),
        start=read.whole(entries["start"], f"{path}.start") if "start" in entries else None,
        end=read.whole(entries["end"], f"{path}.end") if "end" in entries else None,
        kind_guessed="kind_guessed" in entries and read.text(entries["kind_guessed"], path) == "true",
        origin=read.choice(entries["origin"], f"{path}.origin", ("text", "field")) if "origin" in entries else "text",  # type: ignore[arg-type]
        unparsed=tuple(_stretch(read, item, f"{path}.unparsed[{n}]") for n, item in enumerate(stretches)),
    )


def _stretch(read: _Reading, node: Any, path: str) -> tuple[int, int]:
    ends = [read.whole(item, path) for item in read.sequence(node, path)]
    if len(ends) != 2 or ends[0] is None or ends[1] is None:
        raise read.wrong(node, path, "a stretch is its two offsets, [start, end]")
    return ends[0], ends[1]


def _expression(read: _Reading, node: Any, path: str, text: str) -> Expression:
    entries = read.mapping(node, path)
    said = [name for name in _NODES if name in entries]
    if "type" in entries:
        return _atom(read, node, path, text)
    if len(said) != 1:
        raise read.wrong(node, path, f"one of {', '.join(_NODES)}, or an atom with its type, is expected here")
    kind = said[0]
    allowed = {"at_least": ("at_least", "of"), "if": ("if", "then")}.get(kind, (kind,))
    entries = read.mapping(node, path, allowed)
    for name in allowed:
        if name not in entries:
            raise read.wrong(node, f"{path}.{name}", "this field is missing")

    def below(name: str) -> Expression:
        return _expression(read, entries[name], f"{path}.{name}", text)

    def items(name: str) -> tuple[Expression, ...]:
        nodes = read.sequence(entries[name], f"{path}.{name}")
        if not nodes:
            raise read.wrong(entries[name], f"{path}.{name}", "the list is empty")
        return tuple(_expression(read, item, f"{path}.{name}[{n}]", text) for n, item in enumerate(nodes))

    match kind:
        case "all":
            return AllOf(items("all"))
        case "any":
            return AnyOf(items("any"))
        case "not":
            return Not(below("not"))
        case "if":
            return IfThen(below("if"), below("then"))
    members = items("of")
    number = read.whole(entries["at_least"], f"{path}.at_least")
    if number is None or not 1 <= number <= len(members):
        raise read.wrong(
            entries["at_least"], f"{path}.at_least", "a number from 1 to the length of the list is expected here"
        )
    return AtLeast(number, members)


_ATOM = tuple(field.name for field in fields(Atom))


def _atom(read: _Reading, node: Any, path: str, text: str) -> Atom:
    entries = read.mapping(node, path, _ATOM)
    if "type" not in entries:
        raise read.wrong(node, f"{path}.type", "this field is missing")
    values: dict[str, Any] = {"type": read.choice(entries["type"], f"{path}.type", get_args(AtomType))}
    for name, value in entries.items():
        place = f"{path}.{name}"
        if name in _LISTS:
            values[name] = read.texts(value, place)
        elif name in _TEXTS:
            values[name] = read.text(value, place)
        elif name in ("start", "end"):
            values[name] = read.whole(value, place)
        elif name == "bounds":
            values[name] = tuple(read.limit(item, f"{place}[{n}]") for n, item in enumerate(_several(value)))
        elif name == "count":
            values[name] = read.limit(value, place)
        elif name in ("kinds", "examples"):
            nodes = read.sequence(value, place)
            values[name] = tuple(_atom(read, item, f"{place}[{n}]", text) for n, item in enumerate(nodes))
        elif name == "quality":
            values[name] = read.choice(value, place, get_args(Quality))
        elif name in ("window", "duration"):
            values[name] = _time(read, value, place, Window if name == "window" else Duration)
    if values.get("analyte") and "concepts" not in values:
        values["concepts"] = (values["analyte"],)
    if len(kinds := values.get("kinds", ())) == 1 or any(kind.kinds or kind.examples for kind in kinds):
        raise read.wrong(entries["kinds"], f"{path}.kinds", "two or more plain atoms are expected here")
    return Atom(**_placed(values, text))


def _several(node: Any) -> list[Any]:
    return list(node.value) if node.id == "sequence" else [node]


def _placed(values: dict[str, Any], text: str) -> dict[str, Any]:
    """Offsets of an atom a person wrote: where its text stands in the criterion, else the whole criterion."""
    if "start" in values and "end" in values:
        values.setdefault("text", text[values["start"] : values["end"]])
        return values
    words = values.get("text") or text
    start = text.find(words)
    if start < 0:
        words, start = text, 0
    return values | {"text": words, "start": start, "end": start + len(words)}


def _time(read: _Reading, node: Any, path: str, kind: type[Window] | type[Duration]) -> Window | Duration:
    names = tuple(field.name for field in fields(kind))
    entries = read.mapping(node, path, names)
    choices = {
        "comparator": get_args(Comparator),
        "unit": get_args(TimeUnit),
        "side": get_args(get_type_hints(Window)["side"]),
    }
    values: dict[str, Any] = {}
    for name, value in entries.items():
        place = f"{path}.{name}"
        if name == "amount":
            values[name] = read.number(value, place)
        elif name in choices:
            values[name] = read.choice(value, place, choices[name])
        else:
            values[name] = read.text(value, place) or ("" if name == "text" else None)
    return kind(**values)
