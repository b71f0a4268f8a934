"""The trial library keeps what it is given, finds it again, and stands several writers."""

from __future__ import annotations

import sqlite3
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import postgres
import pytest
import sqlalchemy as sa

from matcher.errors import Failure, InputError
from matcher.store import schema
from matcher.store.database import Database
from matcher.store.library import Added, TrialLibrary
from matcher.store.location import locate
from matcher.trials.reader import read_trial
from matcher.trials.types import Trial
from matcher.trials.yaml_form import to_yaml

TEXT = "Inclusion Criteria:\n* Adults with asthma\nExclusion Criteria:\n* Smoking\n"


def study(number: int, title: str = "A study", conditions: tuple[str, ...] = (), text: str = TEXT) -> dict[str, Any]:
    return {
        "protocolSection": {
            "identificationModule": {"nctId": f"NCT0000{number:04}", "briefTitle": title},
            "conditionsModule": {"conditions": list(conditions)},
            "eligibilityModule": {"eligibilityCriteria": text, "minimumAge": "6 Months", "sex": "FEMALE"},
        }
    }


@pytest.fixture
def library(tmp_path: Path) -> Iterator[TrialLibrary]:
    with TrialLibrary(tmp_path / "deep" / "library.sqlite") as opened:
        yield opened


def changes(library: TrialLibrary, source: Any, **options: str) -> list[str]:
    return [one.change if isinstance(one, Added) else one.mend for one in library.add(source, **options)]


def same(left: Trial, right: Trial) -> bool:
    return left.criteria == right.criteria and left.to_dict() | {"source": ""} == right.to_dict() | {"source": ""}


PAGE = (
    "Menu\nSkip to main content\nSign in\n\nA Study of a New Drug in Asthma\n\nRecruiting\n18-65 years\nAll\nPhase 2\n\nEligibility\n\n"
    "Inclusion Criteria:\n\n  • Asthma\n\nExclusion Criteria:\n\n  • Smoking\n\nStudy details\n    Asthma\n\nNCT09999994\n\nPrimary Contact\n"
)


@pytest.mark.parametrize(
    "source",
    [
        study(1, "Sjögren's study", ("Sjögren Syndrome",)),
        TEXT,
        PAGE,
        {"nct_id": "NCT00000009", "title": "T", "conditions": ["Gout"], "eligibility": "Adults with gout"},
        to_yaml(read_trial(TEXT)).replace("Smoking", "Heavy smoking"),
    ],
    ids=["record", "text", "page", "flat", "yaml"],
)
def test_a_trial_comes_back_as_it_was_read(library: TrialLibrary, source: Any) -> None:
    (added,) = library.add(source)
    assert isinstance(added, Added)
    assert added.has_criteria
    assert same(library.get(added.key), read_trial(source))


def test_adding_again_changes_nothing_and_a_new_text_makes_a_version(library: TrialLibrary) -> None:
    assert changes(library, study(1)) == ["added"]
    assert changes(library, study(1)) == ["unchanged"]
    assert changes(library, study(1, text=TEXT + "* Gout\n")) == ["updated"]
    entry = library.entry("nct00000001")
    assert entry is not None
    assert (entry.version, len(library)) == (2, 1)
    assert [version.version for version in library.history("NCT00000001")] == [2, 1]
    assert len(library.get("NCT00000001").criteria) == len(library.get("NCT00000001", version=1).criteria) + 1
    assert changes(library, study(1)) == ["updated"]
    assert library.get("NCT00000001").text == TEXT


def test_a_trial_without_an_id_goes_by_its_file_or_a_given_name(library: TrialLibrary, tmp_path: Path) -> None:
    (tmp_path / "our asthma trial.txt").write_text(TEXT)
    for _ in range(2):
        (added,) = library.add(tmp_path / "our asthma trial.txt")
    assert isinstance(added, Added)
    assert (added.key, added.change) == ("our-asthma-trial", "unchanged")
    (named,) = library.add(TEXT, key="asthma-1")
    assert isinstance(named, Added)
    assert named.key == "asthma-1"


def test_two_trials_of_one_name_are_not_taken_for_one(library: TrialLibrary, tmp_path: Path) -> None:
    for place, text in (("a", TEXT), ("b", TEXT.replace("asthma", "gout"))):
        (tmp_path / "trials" / place).mkdir(parents=True)
        (tmp_path / "trials" / place / "ours.txt").write_text(text)
    assert changes(library, tmp_path / "trials") == [
        "another trial of this source is called 'ours', and neither has an NCT id; add it alone, with a name",
        "added",
    ]
    assert changes(library, tmp_path / "trials" / "b" / "ours.txt", key="gout") == ["added"]


def test_what_cannot_be_read_is_named_and_the_rest_is_kept(library: TrialLibrary) -> None:
    found = list(library.add([study(1), {"protocolSection": 3}, study(2, text="a\x00b"), study(3, text="")]))
    assert [type(one) for one in found] == [Failure, Failure, Added, Added]
    assert [one.has_criteria for one in found if isinstance(one, Added)] == [True, False]


def test_removed_trials_are_gone_with_their_versions(library: TrialLibrary) -> None:
    changes(library, [study(1, "Gout"), study(2, "Gout")])
    assert library.remove("NCT00000001")
    assert not library.remove("NCT00000001")
    assert [entry.key for entry in library.search("gout")] == ["NCT00000002"]
    assert library.history("NCT00000001") == ()
    with pytest.raises(InputError, match="NCT00000001: there is no such trial in the library"):
        library.get("NCT00000001")


TRIALS = [
    study(1, "A Study of Ravulizumab", ("Lupus Nephritis", "IgA Nephropathy")),
    study(2, "Exercise in Lupus", ("Fatigue",)),
    study(3, "Tumor vaccine", ("Sjögren Syndrome",)),
    study(5, "Care after acute myocardial infarction", ("Coronary Disease",)),
    study(4, "Long-term follow-up of 100% of patients", ("Non-small Cell Lung Cancer",)),
]
SEARCHES = [
    ("lupus", ["NCT00000001", "NCT00000002"]),
    ("LUPUS nephr", ["NCT00000001"]),
    ("nct00000003", ["NCT00000003"]),
    ("NCT0000", [f"NCT0000000{number}" for number in range(1, 6)]),
    ("lung unheard-of", ["NCT00000004"]),
    ("small cell", ["NCT00000004"]),
    ("heart attack", ["NCT00000005"]),
    ("NSCLC follow", ["NCT00000004"]),
    ("upus", []),
    ('"; DROP TABLE trials; --', []),
    ("100%", ["NCT00000004"]),
    ("  ", []),
    ("sjögren", ["NCT00000003"]),
]


@pytest.mark.parametrize(("words", "keys"), SEARCHES)
@pytest.mark.parametrize("index", [True, False], ids=["index", "letters"])
def test_search(library: TrialLibrary, words: str, keys: list[str], index: bool) -> None:
    changes(library, TRIALS)
    if not index:
        with library.database.writing() as connection:
            connection.execute(sa.text("DROP TABLE trial_words"))
        library.database.engine.dispose()
    found = [entry.key for entry in library.search(words)]
    assert sorted(found) == sorted(keys)
    if words == "lupus":
        assert found == keys


def test_the_index_finds_other_forms_of_a_word(library: TrialLibrary) -> None:
    changes(library, TRIALS)
    assert [entry.key for entry in library.search("tumors sjogren")] == ["NCT00000003"]
    assert len(library.search("nct", limit=2)) == 2


def test_a_list_comes_in_pages(library: TrialLibrary) -> None:
    changes(library, TRIALS)
    assert [entry.key for entry in library.list(limit=2, offset=1)] == ["NCT00000002", "NCT00000003"]
    assert [trial.nct_id for trial in library.trials() if isinstance(trial, Trial)] == [
        f"NCT0000000{n}" for n in range(1, 6)
    ]
    assert [type(one) for one in library.trials(["NCT00000002", "none"])] == [Trial, Failure]


def test_the_file_is_private_and_may_be_named_by_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "named" / "my.sqlite"
    monkeypatch.setenv("MATCHER_LIBRARY", str(file))
    with TrialLibrary() as library:
        changes(library, study(1))
        for path in file.parent.iterdir():
            assert stat.S_IMODE(path.stat().st_mode) == 0o600, path.name
        assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    monkeypatch.delenv("MATCHER_LIBRARY")
    assert locate().path is not None
    assert locate("postgres://u:secret@h/db?x=1").name == "postgresql+psycopg://h/db"


def test_a_library_that_is_not_there_is_made_only_to_write(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no library yet; add trials first"):
        TrialLibrary(tmp_path / "none.sqlite", create=False)
    assert not (tmp_path / "none.sqlite").exists()


@pytest.mark.parametrize(
    ("content", "message"),
    [(b"some words of somebody", "is no library"), (b"SQLite format 3\x00" + b"x" * 200, "library")],
)
def test_other_files_are_refused_untouched(tmp_path: Path, content: bytes, message: str) -> None:
    file = tmp_path / "other.sqlite"
    file.write_bytes(content)
    with pytest.raises(InputError, match=message):
        TrialLibrary(file)
    assert file.read_bytes() == content
    with pytest.raises(InputError, match="folder"):
        TrialLibrary(tmp_path)


def test_a_url_of_another_database_is_refused() -> None:
    with pytest.raises(InputError, match="SQLite file or a PostgreSQL URL"):
        TrialLibrary("mysql://u:secret@h/db")
    with pytest.raises(InputError, match="cannot be reached") as raised:
        TrialLibrary("postgresql://u:secret@127.0.0.1:9/db")
    assert "secret" not in str(raised.value)


def test_a_newer_schema_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "library.sqlite"
    TrialLibrary(file).close()
    with sqlite3.connect(file) as connection:
        connection.execute(f"UPDATE {schema.VERSION_TABLE} SET version_num = '9999'")
    connection.close()
    with pytest.raises(InputError, match=r"newer version of matcher \(schema 9999\); update matcher"):
        TrialLibrary(file)


_TRIALS = ("trials", "trial_versions")
_REVIEWS = ("reviews", "review_versions", "settings")


@pytest.mark.parametrize(("revision", "kept"), [("0001", _TRIALS), ("0002", (*_TRIALS, *_REVIEWS))])
def test_an_older_schema_is_brought_up_with_what_it_holds(tmp_path: Path, revision: str, kept: tuple[str, ...]) -> None:
    file = tmp_path / "library.sqlite"
    with TrialLibrary(file) as library:
        changes(library, study(1))
    later = [table.name for table in reversed(schema.metadata.sorted_tables) if table.name not in kept]
    with sqlite3.connect(file) as connection:
        connection.executescript("".join(f"DROP TABLE {name};" for name in later))
        connection.execute(f"UPDATE {schema.VERSION_TABLE} SET version_num = '{revision}'")
    connection.close()
    with TrialLibrary(file) as library:
        assert library.get("NCT00000001").text == TEXT
        assert unlike(library.database) == []


def unlike(database: Database) -> list[Any]:
    """Where the tables that the migrations make differ from the tables as declared."""
    from alembic.autogenerate import compare_metadata
    from alembic.runtime.migration import MigrationContext

    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"version_table": schema.VERSION_TABLE})
        found = compare_metadata(context, schema.metadata)
    return [one for one in found if not (one[0] == "remove_table" and one[1].name.startswith("trial_words"))]


def test_the_migrations_make_the_tables_as_declared(library: TrialLibrary) -> None:
    assert unlike(library.database) == []


WRITER = """
import sys
from matcher.store.library import TrialLibrary
location, first = sys.argv[1], int(sys.argv[2])
print("ready", flush=True)
sys.stdin.readline()
with TrialLibrary(location) as library:
    for number in range(first, first + 40):
        trial = {"nct_id": f"NCT{number % 60:08}", "eligibility": f"Adults with gout, arm {number}"}
        list(library.add(trial))
"""


def written_by_three(location: str) -> None:
    """Three processes at once add 40 trials each, of 60 ids and 80 texts; none may fail, none be lost."""
    writers = [
        subprocess.Popen(
            [sys.executable, "-c", WRITER, location, str(first)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )
        for first in (0, 20, 40)
    ]  # fmt: skip
    for writer in writers:
        assert writer.stdout is not None
        assert writer.stdout.readline() == "ready\n"
    ended = [writer.communicate("go\n", timeout=120) for writer in writers]
    assert [writer.returncode for writer in writers] == [0, 0, 0], [error[-500:] for _, error in ended]
    with TrialLibrary(location) as library:
        assert len(library) == 60
        assert all(library.history(entry.key)[0].version == entry.version for entry in library.list())
        assert sum(len(library.history(entry.key)) for entry in library.list()) == 80


def test_processes_may_open_and_write_a_new_library_at_once(tmp_path: Path) -> None:
    written_by_three(str(tmp_path / "library.sqlite"))


@pytest.mark.slow
def test_postgresql() -> None:
    with postgres.server() as url:
        written_by_three(url)
        with TrialLibrary(url) as library:
            assert unlike(library.database) == []
            for entry in library.list():
                library.remove(entry.key)
            changes(library, TRIALS)
            assert changes(library, [study(1), study(9, text="a\x00b")])[-1] == "updated"
            assert same(library.get("NCT00000002"), read_trial(TRIALS[1]))
            changes(library, TRIALS)
            for words, keys in SEARCHES:
                assert sorted(entry.key for entry in library.search(words)) == sorted(keys), words
