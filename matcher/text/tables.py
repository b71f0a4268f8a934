"""Reading the tables in which knowledge is kept: tab-separated text with a header row."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from matcher.errors import InputError

TABLES = Path(__file__).parent / "tables"


def read_table(path: Path | str) -> list[dict[str, str]]:
    """The rows of a table, each as column name → cell.

    Cells are stripped of surrounding spaces. Blank lines and lines that begin with `#` are skipped; a cell that itself
    begins with `#` in the first column is written `\\#`.

    Args:
        path: a UTF-8 file; its first line that is not a comment names the columns.

    Raises:
        InputError: the file is missing or not UTF-8, has no header, names a column twice, or a row has another number
            of cells than the header; the message names file and line.
    """
    path = Path(path)
    try:
        lines = path.read_text(encoding="utf-8-sig").split("\n")
    except OSError as error:
        raise InputError(path.name, None, "the table cannot be read; check that the file is there") from error
    except UnicodeDecodeError as error:
        raise InputError(path.name, None, "the table is not UTF-8 text; save it as UTF-8") from error
    header: list[str] | None = None
    rows: list[dict[str, str]] = []
    for number, line in enumerate(lines, 1):
        if not line.strip() or line.startswith("#"):
            continue
        cells = [cell.strip() for cell in line.rstrip("\r").split("\t")]
        if header is None:
            if len(set(cells)) != len(cells) or not all(cells):
                raise InputError(path.name, f"line {number}", "every column needs a name of its own")
            header = cells
            continue
        if len(cells) != len(header):
            mend = f"the row has {len(cells)} cells, the header {len(header)}; separate cells by one tab each"
            raise InputError(path.name, f"line {number}", mend)
        if cells[0].startswith("\\#"):
            cells[0] = cells[0][1:]
        rows.append(dict(zip(header, cells, strict=True)))
    if header is None:
        raise InputError(path.name, None, "the table has no header row")
    return rows


@cache
def words_of(path: Path, form: str, by: str = "form", column: str = "text") -> frozenset[str]:
    """The cells of one column in the rows of one form.

    Args:
        path: a table as in `read_table`.
        form: what the rows hold in the column `by`.
        column: the column that is wanted.

    Raises:
        InputError: as `read_table`.
    """
    return frozenset(row[column] for row in read_table(path) if row[by] == form)
