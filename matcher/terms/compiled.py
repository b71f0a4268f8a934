"""The compiled vocabulary: concepts and forms of large sources, read from a few files that stay on disk until asked.

The files, written by `matcher models build`:

- `concepts.tsv`: a line for each concept (name, type, parents, synonyms, codes, source); the first line is a comment with
  the digest of all that was compiled and the version of the tables beside which it was. A line with the name of a curated concept holds only what the sources add to it.
- `forms.marisa`: a trie of the keys of all surface forms; `forms.bin`: for each key its concept's line and a mark.
- `words.marisa`: a trie of all words of the forms.
"""

from __future__ import annotations

import hashlib
import mmap
import sys
from array import array
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TypeVar, get_args

from matcher.errors import InputError
from matcher.terms.types import Concept, ConceptType

if TYPE_CHECKING:
    import marisa_trie

CONCEPTS, FORMS, NUMBERS, WORDS = "concepts.tsv", "forms.marisa", "forms.bin", "words.marisa"
# Mark of a form turned round at a comma, the highest bit of its number; the rest is its concept's line.
TURNED = 1 << 31
_LINE = TURNED - 1
TYPES: tuple[ConceptType, ...] = get_args(ConceptType)


class Form(NamedTuple):
    """What a key means, and whether the form is turned round at a comma ("hypertension, pulmonary")."""

    concept: str
    type: ConceptType
    turned: bool


def compiled_folder() -> Path | None:
    """Where the compiled vocabulary lies: in the installed package, else in the repository; None where there is none."""
    package = Path(__file__).parent.parent
    for models in (package / "_models", package.parent / "models"):
        folder = models / "vocabulary"
        if (folder / CONCEPTS).is_file():
            return folder
    return None


class Compiled:
    """Concepts and forms of a compiled folder.

    Args:
        folder: holds the files named above.

    Raises:
        InputError: a file is missing or does not belong to the others.
    """

    def __init__(self, folder: Path) -> None:
        import marisa_trie

        mend = "the compiled vocabulary is incomplete; build it again: matcher models build"
        try:
            self._lines = (folder / CONCEPTS).read_bytes().split(b"\n")
            self._forms: marisa_trie.Trie = marisa_trie.Trie().mmap(str(folder / FORMS))
            self._words: marisa_trie.Trie = marisa_trie.Trie().mmap(str(folder / WORDS))
            with (folder / NUMBERS).open("rb") as file:
                data = memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
        except (OSError, ValueError, RuntimeError) as error:
            raise InputError(folder.name, None, mend) from error
        if data.nbytes != 4 * len(self._forms) or not self._lines[0].startswith(b"# "):
            raise InputError(folder.name, None, mend)
        self._numbers = data.cast("I") if sys.byteorder == "little" else _swapped(data)
        self.version, _, self.tables = self._lines[0][2:].decode().partition(" ")
        names = [line[: line.index(b"\t")].decode() for line in self._lines[1:] if line]
        self.line_of = {name: number for number, name in enumerate(names, start=1)}

    def version_with(self, tables: str) -> str:
        """Short hash of the compiled files and of the tables before them."""
        return hashlib.sha256(f"{tables} {self.version}".encode()).hexdigest()[:12]

    def form(self, key: str) -> Form | tuple[()] | None:
        """The form of a key, () where only longer forms begin with it, None where none does."""
        number = self._forms.get(key)
        if number is None:
            return () if next(self._forms.iterkeys(key + " "), None) is not None else None
        packed = self._numbers[number]
        line = self._lines[packed & _LINE]
        name, kind, _ = line.split(b"\t", 2)
        return Form(name.decode(), TYPES[int(kind)], bool(packed & TURNED))

    def has_word(self, word: str) -> bool:
        """Whether any form holds this word."""
        return word in self._words

    def keys_after(self, word: str) -> Iterator[str]:
        """The keys that begin with a word and go on."""
        return iter(self._forms.keys(word + " "))

    def concept(self, name: str) -> Concept | None:
        """What the sources say of a concept, None where they do not have it."""
        number = self.line_of.get(name)
        if number is None:
            return None
        cells = self._lines[number].decode().split("\t")
        return Concept(
            name=cells[0],
            type=TYPES[int(cells[1])],
            parents=_items(cells[2]),
            synonyms=_items(cells[3]),
            codes=tuple((system, code) for system, _, code in (item.partition(":") for item in _items(cells[4]))),
            source=cells[5],
        )

    def edges(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        """Each concept with the classes that the sources give it."""
        for line in self._lines[1:]:
            if line:
                name, _, parents, _ = line.split(b"\t", 3)
                if parents:
                    yield name.decode(), tuple(parents.decode().split("|"))

    def names_by_key(self) -> Iterator[tuple[str, str]]:
        """Each key that is not turned round, with the name of its concept."""
        names = list(self.line_of)
        for key, number in self._forms.iteritems():
            packed = self._numbers[number]
            if not packed & TURNED:
                yield key, names[(packed & _LINE) - 1]


class Concepts(Mapping[str, Concept]):
    """Concepts by name: those of the tables, with what the sources add to them, and those of the sources alone.

    Args:
        own: concepts of the tables.
        compiled: the compiled vocabulary, None where there is none.
    """

    def __init__(self, own: dict[str, Concept], compiled: Compiled | None) -> None:
        self._known = own
        self._compiled = compiled
        self._more = compiled.line_of if compiled is not None else {}
        for name in own.keys() & self._more.keys():
            own[name] = self._joined(own[name])

    def _joined(self, concept: Concept) -> Concept:
        added = self._compiled.concept(concept.name) if self._compiled is not None else None
        if added is None or added.type != concept.type:
            return concept
        return replace(
            concept,
            parents=_union(concept.parents, added.parents),
            synonyms=_union(concept.synonyms, added.synonyms),
            codes=_union(concept.codes, added.codes),
            source=f"{concept.source}; {added.source}",
        )

    def get(self, name: str, default: Concept | None = None) -> Concept | None:  # type: ignore[override]
        """The concept of this name, else the default."""
        found = self._known.get(name)
        if found is None and name in self._more and self._compiled is not None:
            found = self._compiled.concept(name)
            if found is not None:
                self._known[name] = found
        return found or default

    def __getitem__(self, name: str) -> Concept:
        found = self.get(name)
        if found is None:
            raise KeyError(name)
        return found

    def __contains__(self, name: object) -> bool:
        return name in self._known or name in self._more

    def __iter__(self) -> Iterator[str]:
        yield from dict.fromkeys((*self._known, *self._more))

    def __len__(self) -> int:
        return len(self._known.keys() | self._more.keys())


_Item = TypeVar("_Item")


def _union(first: tuple[_Item, ...], second: tuple[_Item, ...]) -> tuple[_Item, ...]:
    return tuple(dict.fromkeys((*first, *second)))


def _items(text: str) -> tuple[str, ...]:
    return tuple(text.split("|")) if text else ()


def _swapped(data: memoryview) -> memoryview:
    numbers = array("I", data.tobytes())
    numbers.byteswap()
    return memoryview(numbers)
