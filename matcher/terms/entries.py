"""What a key of the vocabulary may mean, and how the form must then be written."""

from __future__ import annotations

from typing import NamedTuple

from matcher.terms.senses import ShortForm
from matcher.terms.types import ConceptType


class Entry(NamedTuple):
    """What a key may mean: a concept, or a short form whose context decides.

    `sign` must follow the last word ("neutrophils %"); `beside_result` holds only where a value or a result stands
    beside the form ("K 4.1", "HIV neg").
    """

    concept: str
    type: ConceptType
    exact: str | None = None
    form: ShortForm | None = None
    inverted: bool = False
    sign: str = ""
    beside_result: bool = False

    def is_free(self) -> bool:
        """Whether the form may be written in any way and stand anywhere."""
        return self.exact is None and not self.sign and not self.inverted

    def ends(self, text: str, end: int) -> int:
        """Where the form ends with its sign, which at most a space parts from the word that ends at `end`; -1 without it."""
        if self.sign:
            for start in (end, end + 1):
                if text.startswith(self.sign, start) and not text[end:start].strip():
                    return start + len(self.sign)
            return -1
        return end

    def is_written(self, raw: str) -> bool:
        """Whether a case-sensitive form stands as it must; a plural "s" may follow it ("PEs")."""
        exact = self.exact
        return exact is None or raw == exact or raw == exact + "s" or raw == exact.replace("-", " ")
