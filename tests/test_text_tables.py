from pathlib import Path

import pytest

from matcher.errors import InputError
from matcher.text.tables import TABLES, read_table


def write(path: Path, content: str) -> Path:
    path.write_text(content, encoding="utf-8")
    return path


def test_rows_are_read_as_column_to_cell(tmp_path: Path) -> None:
    path = write(
        tmp_path / "t.tsv",
        "# words\nword\tmeaning\tsource\n\nMMF\t mycophenolate \ttextbook\n\\#1\tproblem one\tusage\n",
    )
    assert read_table(path) == [
        {"word": "MMF", "meaning": "mycophenolate", "source": "textbook"},
        {"word": "#1", "meaning": "problem one", "source": "usage"},
    ]


def test_empty_last_cells_count(tmp_path: Path) -> None:
    assert read_table(write(tmp_path / "t.tsv", "a\tb\nx\t\n")) == [{"a": "x", "b": ""}]


@pytest.mark.parametrize(
    ("content", "record"),
    [
        ("a\tb\nx\ty\nz\n", "line 3"),
        ("a\tb\n# c\nx\ty\tz\n", "line 3"),
        ("a\ta\nx\ty\n", "line 1"),
        ("# only a comment\n", None),
    ],
)
def test_a_broken_table_is_named_with_its_line(tmp_path: Path, content: str, record: str | None) -> None:
    with pytest.raises(InputError) as caught:
        read_table(write(tmp_path / "broken.tsv", content))
    assert (caught.value.source, caught.value.record) == ("broken.tsv", record)


def test_a_missing_or_binary_table_is_an_input_error(tmp_path: Path) -> None:
    with pytest.raises(InputError):
        read_table(tmp_path / "absent.tsv")
    (tmp_path / "latin.tsv").write_bytes(b"a\tb\n\xe9\tx\n")
    with pytest.raises(InputError):
        read_table(tmp_path / "latin.tsv")


@pytest.mark.parametrize("path", sorted(TABLES.glob("*.tsv")), ids=lambda path: path.name)
def test_every_table_of_the_package_reads_and_names_its_sources(path: Path) -> None:
    rows = read_table(path)
    assert rows
    assert all(row["source"] for row in rows)
