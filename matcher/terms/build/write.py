"""Writing the compiled vocabulary: the same bytes for the same concepts."""

from __future__ import annotations

import hashlib
import sys
from array import array
from collections.abc import Iterable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from matcher.terms.build.filters import joined_code
from matcher.terms.build.merge import Merged, Merger
from matcher.terms.compiled import CONCEPTS, FORMS, NUMBERS, TURNED, TYPES, WORDS
from matcher.terms.normal import keys_of
from matcher.terms.variants import Head, variants


def write_vocabulary(merger: Merger, heads: Mapping[str, Head], folder: Path, tables: str = "") -> dict[str, int]:
    """Writes the four files of `matcher.terms.compiled` into a folder.

    Args:
        merger: the linked concepts.
        heads: last words that stand for one another, for further forms ("renal disorder" for "renal disease").
        folder: made if it is not there.
        tables: version of the curated tables.

    Returns:
        Counts of what the files hold, by what is counted.
    """
    import marisa_trie

    kept = sorted((merged for merged in merger.concepts.values() if _adds(merged)), key=lambda merged: merged.name)
    numbers, spelled = _numbered(kept, merger, heads)
    lines = [_line(merged) for merged in kept]
    trie = marisa_trie.Trie(sorted(numbers))
    packed = array("I", [0] * len(trie))
    for key, value in numbers.items():
        packed[trie[key]] = value
    if packed.itemsize != 4:
        raise AssertionError("numbers of forms are four bytes wide")
    if sys.byteorder == "big":
        packed.byteswap()
    words = marisa_trie.Trie(sorted({word for key in numbers for word in key.split(" ") if word.isalnum()}))
    text = "\n".join(lines)
    digest = hashlib.sha256(text.encode())
    digest.update("\n".join(f"{key}\t{numbers[key]}" for key in sorted(numbers)).encode())
    folder.mkdir(parents=True, exist_ok=True)
    # A running process reads these through a memory map: it must keep the old file, never see one being written.
    with TemporaryDirectory(dir=folder) as fresh:
        made = Path(fresh)
        (made / CONCEPTS).write_bytes(f"# {digest.hexdigest()[:12]} {tables}\n{text}\n".encode())
        trie.save(str(made / FORMS))
        words.save(str(made / WORDS))
        (made / NUMBERS).write_bytes(packed.tobytes())
        for name in (CONCEPTS, FORMS, WORDS, NUMBERS):
            (made / name).replace(folder / name)
    new = sum(not merged.curated for merged in kept)
    return {
        "concepts of the sources": new,
        "concepts of the tables with added names, codes or classes": len(kept) - new,
        "concepts in all, with the tables": len(merger.concepts),
        "surface forms of sources and tables that are recognised": len(spelled),
        "keys of forms that the tables do not have": len(numbers),
        "is-a steps": sum(len(merged.parents) for merged in kept),
        **{f"concepts with {system} codes": count for system, count in sorted(_systems(kept).items())},
    }


def _numbered(kept: list[Merged], merger: Merger, heads: Mapping[str, Head]) -> tuple[dict[str, int], set[str]]:
    """Key → line number of its concept with its mark, and all forms as they are spelled."""
    numbers: dict[str, int] = {}
    spelled = set(merger.known_already) | {_spelled(key) for key in merger.table_keys}
    classes = {parent for merged in merger.concepts.values() for parent in merged.parents}

    def file(form: str, number: int, merged: Merged) -> None:
        code = joined_code(form) if merged.type == "exposure" else ""
        keys = [code] if code else keys_of(form, inverted=merged.type == "condition")
        for key in keys:
            if key in numbers or key in merger.table_keys or not merger.owns(merged, key):
                continue
            numbers[key] = number | (TURNED if " , " in key and merged.type == "condition" else 0)
            spelled.add(_spelled(key))
        if any(numbers.get(key, 0) & ~TURNED == number for key in keys):
            spelled.add(form)

    for number, merged in enumerate(kept, start=1):
        for form in _forms(merged):
            file(form, number, merged)
    # After all names, so that a form made by rule never takes the place of one that a source has.
    for number, merged in enumerate(kept, start=1):
        for form in _forms(merged):
            for variant in variants(form, merged.type, merged.name in classes, heads):
                file(variant, number, merged)
    return numbers, spelled


def _spelled(key: str) -> str:
    return key.replace(" , ", ", ").replace(" / ", "/")


def _adds(merged: Merged) -> bool:
    return not merged.curated or bool(merged.names or merged.parents or merged.codes)


def _forms(merged: Merged) -> Iterable[str]:
    return merged.names if merged.curated else [merged.name, *merged.names]


def _line(merged: Merged) -> str:
    codes = "|".join(f"{system}:{code}" for system, code in sorted(set(merged.codes)))
    cells = [
        merged.name,
        str(TYPES.index(merged.type)),
        "|".join(merged.parents),
        "|".join(merged.names),
        codes,
        ", ".join(merged.sources),
    ]
    return "\t".join(" ".join(cell.split()) for cell in cells)


def _systems(kept: Iterable[Merged]) -> dict[str, int]:
    found: dict[str, int] = {}
    for merged in kept:
        for system in {system for system, _ in merged.codes}:
            found[system] = found.get(system, 0) + 1
    return found
