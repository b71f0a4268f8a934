"""The output made of the shards: it appears complete or not at all."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from matcher.bulk.formats import WRITERS, TableWriter, format_of
from matcher.bulk.options import Format
from matcher.bulk.records import Failed
from matcher.bulk.safe_files import flush, flush_folder
from matcher.bulk.tables import TABLES, VERDICTS, Scored, schema
from matcher.errors import InputError

SUMMARY, RUN = "summary.html", "run.json"


@dataclass(frozen=True, slots=True)
class Output:
    """Where a result goes: a folder of tables, or a file for the pairs with the other tables beside it.

    Attributes:
        path: the folder, or the file of the pairs.
        format: of the tables.
        single: whether `path` is a file.
        judgements: whether there is a table of judgements.
    """

    path: Path
    format: Format
    single: bool
    judgements: bool

    def names(self) -> dict[str, str]:
        """Part of the result → name of its file; the pairs last."""
        suffix = self.path.suffix if self.single else f".{self.format}"
        parts = {table: f"{table}{suffix}" for table in reversed(TABLES) if self.judgements or table != "judgements"}
        parts = {"summary": SUMMARY, "run": RUN} | parts
        if not self.single:
            return parts
        return {part: f"{self.path.stem}.{name}" for part, name in parts.items()} | {"pairs": self.path.name}

    def existing(self) -> list[Path]:
        """What is there already and would be replaced."""
        if not self.single:
            return [self.path] if self.path.exists() else []
        return [path for name in self.names().values() if (path := self.path.parent / name).exists()]


def output_of(path: Path, format_: Format | None, judgements: bool) -> Output:
    """The output a path and a format stand for.

    Raises:
        InputError: the suffix of the path says another format than asked for, or its folder is not there.
    """
    said = format_of(path)
    if said is not None and format_ is not None and said != format_:
        raise InputError(str(path), None, f"the name ends in {path.suffix} and the format asked for is {format_}")
    if path.is_dir():
        said = None
    if not path.absolute().parent.is_dir():
        raise InputError(str(path.parent), None, "no such folder; make it first")
    return Output(path.absolute(), format_ or said or "parquet", said is not None, judgements)


class Draft:
    """The files of an output while they are written, under another name."""

    def __init__(self, output: Output) -> None:
        self.output = output
        name = output.path.name
        self.folder = output.path.with_name(f".{name}.part")
        self._names = output.names()

    def path(self, part: str) -> Path:
        """Where a part is written for now."""
        return self.folder / self._names[part]

    def begin(self) -> None:
        """An empty draft; one that a killed run left is discarded."""
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir()

    def publish(self) -> None:
        """Gives the finished files their names: the folder in one step; of single files the pairs come last."""
        for path in self.folder.iterdir():
            with path.open("rb+") as file:
                flush(file)
        flush_folder(self.folder)
        target = self.output.path
        if self.output.single:
            for name in self._names.values():
                os.replace(self.folder / name, target.parent / name)
            self.folder.rmdir()
        else:
            old = target.with_name(f".{target.name}.old")
            shutil.rmtree(old, ignore_errors=True)
            if target.exists():
                os.replace(target, old)
            os.replace(self.folder, target)
            shutil.rmtree(old, ignore_errors=True)
        flush_folder(target.parent)

    def discard(self) -> None:
        """Deletes what is written so far."""
        shutil.rmtree(self.folder, ignore_errors=True)


class Tables:
    """The open tables of a draft."""

    def __init__(self, draft: Draft, quotes: bool) -> None:
        self._stack = ExitStack()
        self._quotes = quotes
        self._writers: dict[str, TableWriter] = {}
        for table in TABLES:
            if table == "judgements" and not draft.output.judgements:
                continue
            columns = schema(table, quotes)
            if VERDICTS in columns.names:
                columns = columns.remove(columns.get_field_index(VERDICTS))
            file = self._stack.enter_context(draft.path(table).open("wb"))
            self._writers[table] = WRITERS[draft.output.format](file, columns)

    def write(self, table: str, batch: Any) -> None:
        """Some rows of a table."""
        if table not in self._writers or not batch.num_rows:
            return
        if VERDICTS in batch.schema.names:
            batch = batch.drop_columns([VERDICTS])
        self._writers[table].write(batch)

    def fail(self, failures: Iterator[Failed] | tuple[Failed, ...]) -> int:
        """Rows of the table of failures; how many."""
        scored, total = Scored.empty(self._quotes), 0
        for failed in failures:
            scored.fail(failed)
            total += 1
            if not total % 10_000:
                self.write("failures", scored.failures.batch())
                scored = Scored.empty(self._quotes)
        self.write("failures", scored.failures.batch())
        return total

    def close(self) -> None:
        """Finishes all tables."""
        for writer in self._writers.values():
            writer.close()
        self._stack.close()

    def abandon(self) -> None:
        """Closes the files as they are."""
        self._stack.close()


@contextmanager
def drafted(output: Output) -> Iterator[Draft]:
    """A draft that is published at the end, or leaves nothing behind if anything goes wrong."""
    draft = Draft(output)
    draft.begin()
    try:
        yield draft
        draft.publish()
    except BaseException:
        draft.discard()
        raise


def write_run(draft: Draft, facts: dict[str, Any]) -> None:
    """What the result was made with, and its accounts."""
    draft.path("run").write_text(json.dumps(facts, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
