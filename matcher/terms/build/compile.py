"""`matcher models build`: the data packages and the curated tables compiled into `models/`."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from matcher.terms.build.card import write_card
from matcher.terms.build.checking import check_keys, check_targets
from matcher.terms.build.filters import FormFilter
from matcher.terms.build.hpo import read_hpo
from matcher.terms.build.icd import read_icd
from matcher.terms.build.merge import Merger
from matcher.terms.build.mesh import malignant_name, neoplasm_words, read_mesh
from matcher.terms.build.substances import read_substances
from matcher.terms.build.write import write_vocabulary
from matcher.terms.variants import read_heads
from matcher.terms.vocabulary import HEADS, Vocabulary, table_vocabulary
from matcher.text.tables import read_table

TABLES = Path(__file__).parent / "tables"


@dataclass(frozen=True, slots=True)
class Built:
    """What a build wrote: the folder, counts of its contents and of what was left out, by reason."""

    folder: Path
    counts: dict[str, int]
    left_out: dict[str, int]


def build_models(out: Path) -> Built:
    """Compiles the vocabulary into `out`/vocabulary and writes the card `out`/README.md.

    Args:
        out: the folder of models; files of an earlier build are replaced.

    Raises:
        InputError: a data package is missing, or a curated table has a mistake, named with its file and line.
    """
    from matcher.terms.checking import check_tables

    check_tables()
    curated = table_vocabulary()
    merger = curated_merger(curated)
    check_targets(TABLES, merger)
    merger.add(read_mesh())
    merger.add(read_hpo())
    merger.add(read_icd())
    merger.add(read_substances(lambda name: merger.is_curated(name, "exposure")))
    check_keys(TABLES, merger)
    merger.link()
    counts = write_vocabulary(merger, read_heads(read_table(HEADS)), out / "vocabulary", curated.version)
    left_out = dict(sorted(merger.counts.items()))
    write_card(out / "README.md", counts, left_out)
    return Built(out / "vocabulary", counts, left_out)


def curated_merger(curated: Vocabulary, tables: Path = TABLES) -> Merger:
    """A merger that holds the curated concepts, with the rules of the build's tables."""
    same_as = {row["key"]: row["concept"] for row in read_table(tables / "same_as.tsv")}
    edges = [(row["child"], row["parent"]) for row in read_table(tables / "dropped_edges.tsv")]
    words = neoplasm_words(read_table(tables / "neoplasm_words.tsv"))
    forms = FormFilter(_measured(curated.find), _known(curated))
    return Merger(curated, forms, same_as, edges, lambda name: malignant_name(name, words))


def _measured(find: Callable[..., Iterable[object]]) -> Callable[[str], bool]:
    return lambda form: any(True for _ in find(form, types={"measurement"}, fuzzy=False))


def _known(curated: Vocabulary) -> Callable[[str], bool]:
    return lambda form: any(concept.type == "condition" for concept in curated.lookup(form))
