"""The reading of criteria against labels: what they name, their limits, windows and operators."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from matcher.errors import InputError
from matcher.evaluation.metrics import matched, rates_of, ratio
from matcher.evaluation.records import Labelled, files, read
from matcher.evaluation.types import Evaluation
from matcher.text.files import read_text
from matcher.text.tables import read_table

if TYPE_CHECKING:
    from matcher.trials.types import Atom, Criterion, Expression

_TABLES = Path(__file__).parent / "tables"
_OPERATORS = {"AllOf": "all", "AnyOf": "any", "Not": "not", "AtLeast": "at least", "IfThen": "if then"}
_FLAGS = (
    ("negation", "has_neg", ("not",)),
    ("union", "has_union", ("any", "at least")),
    ("if-then", "has_if_then", ("if then",)),
    ("exception", "has_except", ("exception",)),
)
_GOLDEN = (".yaml", ".yml")

Limit = tuple[str, float, str]
Stretch = tuple[str, float, str]


def evaluate_criteria(data: Path, limit: int | None = None) -> Evaluation:
    """Reads every labelled criterion.

    Args:
        data: a golden trial (NAME.golden.yaml beside NAME.txt, a list of `id`, `kind`, `text`, `tree`), or JSON Lines with `text`, `kind` and
            any of `entities`, `bounds`, `windows`, `tree`, `has_neg`, `has_union`, `has_if_then`, `has_except`; or a folder of them.
        limit: read so many records of each file.

    Raises:
        InputError: the data cannot be read.
    """
    done = Evaluation("Criteria")
    scores = _Scores()
    for path in [data] if data.suffix in _GOLDEN else files(data, ("criteria", "lines")):
        records = _golden(path) if path.suffix in _GOLDEN else list(read(path))
        types = _types_in(records)
        trial = _criteria_beside(path, done) if path.suffix in _GOLDEN else {}
        for record in records[:limit]:
            scores.records += 1
            _labelled(record, types, trial.get(str(record.get("text"))), scores, done)
    done.metrics |= scores.metrics()
    return done.finish()


class _Scores:
    """Counts of what was found, by what was asked."""

    def __init__(self) -> None:
        self.records = 0
        self.counts: dict[str, Counter[str]] = {}
        self.equal: list[bool] = []

    def add(self, name: str, **counts: int) -> None:
        self.counts.setdefault(name, Counter()).update(counts)

    def metrics(self) -> dict[str, Any]:
        found: dict[str, Any] = {"criteria": self.records}
        if self.equal:
            found["trees equal"] = ratio(sum(self.equal), len(self.equal))
        return found | {name: rates_of(counts) for name, counts in sorted(self.counts.items())}


@cache
def _entity_types() -> dict[str, tuple[str, ...]]:
    table = read_table(_TABLES / "entity_types.tsv")
    return {row["label"]: tuple(row["types"].split("|")) for row in table if row["types"] != "-"}


def _types_in(records: Iterable[Labelled]) -> dict[str, tuple[str, ...]]:
    """What the labels of a file stand for: first type of each label to all that may stand for it. A type no label of the file has is
    not scored on it."""
    labels = {str(entity.get("type", "")).lower() for record in records for entity in _marked(record)}
    return {types[0]: types for label in sorted(labels) if (types := _entity_types().get(label)) is not None}


def _marked(record: Labelled) -> list[dict[str, Any]]:
    return [entity for entity in record.get("entities") or () if isinstance(entity.get("start"), int)]


def _golden(path: Path) -> list[Labelled]:
    import yaml

    try:
        rows = yaml.safe_load(read_text(path))
    except yaml.YAMLError:
        raise InputError(str(path), None, "this is not valid YAML") from None
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise InputError(str(path), None, "a golden trial is a list of criteria with id, kind, text and tree")
    return [Labelled(row, path, number) for number, row in enumerate(rows, 1)]


def _criteria_beside(path: Path, done: Evaluation) -> dict[str, Criterion]:
    """The criteria of the text beside a golden trial, by their words; empty where there is none."""
    import matcher

    text = path.parent / f"{path.name.split('.', 1)[0]}.txt"
    with done.catching(text.name):
        if text.exists():
            return {criterion.text: criterion for criterion in matcher.read_trial(text).criteria}
    return {}


def _labelled(
    record: Labelled,
    types: dict[str, tuple[str, ...]],
    read_already: Criterion | None,
    scores: _Scores,
    done: Evaluation,
) -> None:
    import matcher

    text = str(record.need("text", "criterion"))
    kind = record.one_of(record.get("kind") or "inclusion", ("inclusion", "exclusion"), "kind")
    atoms: list[Atom] = []
    criterion: Criterion | None = None
    with done.catching(record.name):
        about = tuple(record.get("conditions") or ())
        criterion = read_already or matcher.parse_criterion(text, kind, conditions=about)  # type: ignore[arg-type]
        atoms = list(criterion.atoms())
    before = {name: dict(counts) for name, counts in scores.counts.items()}
    if types:
        _count_places([(e["start"], e["end"], str(e["type"]).lower()) for e in _marked(record)], atoms, types, scores)
    if (limits := _limits_in(record)) is not None:
        _count_limits(limits, atoms, scores)
    if (windows := _windows_in(record)) is not None:
        _count_windows(windows, atoms, scores)
    shape = operators(criterion.expression) if criterion is not None else None
    for name, flag, operators_of in _FLAGS:
        if (wanted := record.fields.get(flag)) is not None:
            has = (not wanted) if shape is None else any(shape[o] for o in operators_of)
            scores.add(f"operators: {name}", hits=int(wanted and has), predicted=int(has), gold=int(wanted))
    if (tree := record.get("tree")) is not None:
        _count_tree(str(tree), criterion, scores)
    _note_errors(record, kind, text, before, scores, done)


def _count_tree(tree: str, criterion: Criterion | None, scores: _Scores) -> None:
    from matcher.trials.notation import outline

    said = outline(criterion.expression) if criterion is not None else ""
    wanted, lines = tree.rstrip("\n").split("\n"), said.split("\n")
    scores.equal.append(said == tree.rstrip("\n"))
    scores.add("lines of the tree", hits=matched(lines, wanted), predicted=len(lines), gold=len(wanted))


def _limits_in(record: Labelled) -> list[Limit] | None:
    """`bounds`: [[sign, number, unit] …]; or `numeric` as in the Leaf logical forms, of which the limits of values count."""
    if (bounds := record.get("bounds")) is not None:
        return [(str(b[0]), float(b[1]), _unit(b[2] if len(b) > 2 else "")) for b in bounds]
    if (numeric := record.get("numeric")) is None:
        return None
    slots = [n for n in numeric if n.get("slot") == "num_filter"]
    return [(str(o), float(v), _unit(n.get("unit"))) for n in slots for o, v in n.get("bounds") or ()]


def _windows_in(record: Labelled) -> list[Stretch] | None:
    """`windows`: [[sign, length, unit] …]; or `temporal` as in the Leaf logical forms."""
    if (windows := record.get("windows")) is not None:
        return [_length(str(w[0]), float(w[1]), str(w[2])) for w in windows]
    if (temporal := record.get("temporal")) is None:
        return None
    said = [t for t in temporal if t.get("slot") == "temporality" and t.get("value") is not None and t.get("unit")]
    return [_length(str(t.get("op") or "<="), float(t["value"]), str(t["unit"])) for t in said]


def _note_errors(
    record: Labelled, kind: str, text: str, before: dict[str, dict[str, int]], scores: _Scores, done: Evaluation
) -> None:
    """A row for each part of a criterion in which something is missing or too much."""
    for name, counts in scores.counts.items():
        if ": " not in name and name == "entities":
            continue
        old = before.get(name, {})
        new = {key: counts[key] - old.get(key, 0) for key in counts}
        found = new.get("hit_gold", new.get("hits", 0))
        if found < new.get("gold", 0) or new.get("hits", 0) < new.get("predicted", 0):
            wanted = f"{new.get('gold', 0)} labelled, {found} found"
            said = f"{new.get('predicted', 0)} said, {new.get('hits', 0)} right"
            row = {"record": record.name, "kind": kind, "criterion": text, "what": name, "label": wanted, "found": said}
            done.errors.append(row)


def _count_places(
    places: Sequence[tuple[int, int, str]],
    atoms: Sequence[Atom],
    types: dict[str, tuple[str, ...]],
    scores: _Scores,
) -> None:
    """Relaxed: an entity is found by an atom of a type that may stand for it and overlaps it; atoms that touch only what is not scored
    are left out."""
    known = [(start, end, _entity_types().get(label)) for start, end, label in places]
    for start, end, accepted in known:
        if accepted is not None:
            hit = int(any(atom.type in accepted and atom.start < end and start < atom.end for atom in atoms))
            for name in ("entities", f"entities: {accepted[0]}"):
                scores.add(name, gold=1, hit_gold=hit)
    for atom in atoms:
        group = (
            atom.type if atom.type in types else next((name for name, all_ in types.items() if atom.type in all_), None)
        )
        touched = [accepted for start, end, accepted in known if atom.start < end and start < atom.end]
        if group is None or (touched and not any(touched)):
            continue
        right = int(any(accepted is not None and atom.type in accepted for accepted in touched))
        for name in ("entities", f"entities: {group}"):
            scores.add(name, predicted=1, hits=right, hit_gold=0)


def limits_of(atom: Atom) -> list[Limit]:
    """The limits of an atom as (sign, number, unit)."""
    found: list[Limit] = []
    for bound in atom.bounds:
        unit = _unit(bound.unit if bound.relative_to == "value" else bound.relative_to)
        if bound.lower is not None and bound.lower == bound.upper:
            found.append(("=", bound.lower, unit))
            continue
        if bound.lower is not None:
            found.append((">=" if bound.lower_inclusive else ">", bound.lower, unit))
        if bound.upper is not None:
            found.append(("<=" if bound.upper_inclusive else "<", bound.upper, unit))
    return found


def _unit(unit: Any) -> str:
    """One spelling for a unit, as far as two writers of the same one differ."""
    from matcher.terms.units import canonical_unit

    said = str(unit or "")
    return (canonical_unit(said) or said.lower().replace(" ", "").rstrip("s")) if said else ""


def _count_limits(gold: Iterable[Limit], atoms: Sequence[Atom], scores: _Scores) -> None:
    wanted = list(dict.fromkeys(gold))
    said = list(dict.fromkeys(limit for atom in atoms for limit in limits_of(atom)))
    for name, key in (("limits: number", lambda x: x[:2]), ("limits: number and unit", lambda x: x)):
        mine, its = list(dict.fromkeys(map(key, said))), list(dict.fromkeys(map(key, wanted)))
        scores.add(name, hits=matched(mine, its), predicted=len(mine), gold=len(its))


_DAYS = {"minute": 1 / 1440, "hour": 1 / 24, "day": 1.0, "week": 7.0}


def _length(comparator: str, amount: float, unit: str) -> Stretch:
    """A window as (within or beyond, length, days or months), so that "4 weeks" is "28 days"."""
    way = "beyond" if comparator.startswith(">") else "within"
    unit = unit.lower().rstrip("s")
    if unit in _DAYS:
        return way, round(amount * _DAYS[unit], 3), "day"
    return way, amount * (12 if unit == "year" else 1), "month"


def window_of(atom: Atom) -> Stretch | None:
    """The window of an atom, None where it has no length."""
    window = atom.window
    if window is None or window.amount is None or window.unit is None:
        return None
    return _length(window.comparator, window.amount, window.unit)


def _count_windows(gold: Iterable[Stretch], atoms: Sequence[Atom], scores: _Scores) -> None:
    wanted = list(dict.fromkeys(gold))
    said = list(dict.fromkeys(w for atom in atoms if (w := window_of(atom)) is not None))
    scores.add("windows", hits=matched(said, wanted), predicted=len(said), gold=len(wanted))


def operators(expression: Expression) -> Counter[str]:
    """How often each operator stands in an expression; `AllOf` with plain and negated items is an exception as well."""
    from matcher.trials.types import children

    found: Counter[str] = Counter()
    left = [expression]
    while left:
        node = left.pop()
        below = children(node)
        left += below
        name = type(node).__name__
        if name in _OPERATORS:
            found[_OPERATORS[name]] += 1
        if name == "AllOf" and 0 < sum(type(item).__name__ == "Not" for item in below) < len(below):
            found["exception"] += 1
    return found
