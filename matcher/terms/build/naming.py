"""Names as people write them: natural order, singular, American spelling."""

from __future__ import annotations

from collections.abc import Iterable

from matcher.terms.normal import key_of, tokenize

# Words that only join the others: "neoplasm of the lung" has the words of "lung neoplasm".
_JOINING = frozenset({"of", "the"})
_SINGULAR_ENDINGS = {
    "diseases": "disease",
    "disorders": "disorder",
    "neoplasms": "neoplasm",
    "syndromes": "syndrome",
    "infections": "infection",
    "abnormalities": "abnormality",
    "injuries": "injury",
    "manifestations": "manifestation",
    "complications": "complication",
    "fractures": "fracture",
    "cysts": "cyst",
    "agents": "agent",
    "calculi": "calculus",
    "diverticula": "diverticulum",
}


def natural_order(heading: str) -> str:
    """A catalogue heading as it is said: "Lupus Erythematosus, Systemic" → "Systemic Lupus Erythematosus"."""
    parts = [part.strip() for part in heading.split(", ") if part.strip()]
    if any(part.lower().startswith("and ") for part in parts):  # "Neoplasms, Cystic, Mucinous, and Serous"
        return f"{', '.join(parts[1:-1])} {parts[-1]} {parts[0]}".strip()
    return " ".join(reversed(parts))


def singular(name: str) -> str:
    """The name with its last word in the singular, for the endings that class names have."""
    head, _, last = name.rpartition(" ")
    last = _SINGULAR_ENDINGS.get(last, last)
    return f"{head} {last}" if head else last


def best_name(wanted: str, names: Iterable[str]) -> str:
    """The preferred spelling of `wanted` among `names`: of those with its key the shortest, which is singular and American."""
    key = key_of(wanted)
    same = [name.lower() for name in names if key_of(name) == key and "," not in name]
    return singular(min([*same, singular(wanted.lower())], key=lambda name: (len(name), name.endswith("es"), name)))


def bag_of(name: str) -> tuple[str, ...]:
    """The words of a name without order and joining words; () for names of one word, whose key says it all."""
    words = sorted(words_of(name))
    return tuple(words) if len(words) > 1 else ()


def words_of(name: str) -> frozenset[str]:
    """The words of a name without order and joining words."""
    return frozenset(token.norm for token in tokenize(name)) - _JOINING
