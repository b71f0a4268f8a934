"""Work lists: what a result holds is what is kept, pages and filters are the database's, and the second of two is told."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import bulk_cases
import postgres
import pytest
import sqlalchemy as sa
import work_cases
from work_cases import QUESTIONS, SECRET, TRIALS, write_result

from matcher.bulk.options import Format
from matcher.errors import InputError
from matcher.matching.review import Decision, Review
from matcher.store.result_files import result_at
from matcher.store.reviews import Conflict, ReviewStore
from matcher.store.worklist import Filters, WorkList, WorkStore
from matcher.store.worklist_import import import_result, question_key


@pytest.fixture
def store(tmp_path: Path) -> Iterator[WorkStore]:
    with WorkStore(tmp_path / "library.sqlite") as opened:
        yield opened


def taken(store: WorkStore, folder: Path, pairs: int = 40, **options: object) -> WorkList:
    return import_result(store, result_at(write_result(folder, pairs)), by="A. B.", **options)  # type: ignore[arg-type]


def test_the_best_come_first_and_those_not_judged_whole_last(store: WorkStore, tmp_path: Path) -> None:
    one = taken(store, tmp_path / "march")
    assert (one.name, one.rows, one.imported_by, one.made_with["versions"]) == (
        "march",
        40,
        "A. B.",
        {"matcher": "0.1.0"},
    )
    rows = store.rows(one.id)
    assert len(rows) == store.count(one.id) == 40
    order = [(row.status == "ineligible", row.score is None, -(row.score or 0)) for row in rows]
    assert order == sorted(order)
    assert rows[0].status != "ineligible"
    assert rows[-1].score is None


def test_a_row_is_as_the_result_has_it(store: WorkStore, tmp_path: Path) -> None:
    one = taken(store, tmp_path / "march")
    row = next(row for row in store.rows(one.id) if row.patient_id == "P00000" and row.trial_key == TRIALS[0])
    given = work_cases.pair(0)
    assert (row.status, row.score, row.criteria, row.unknown) == ("review", given["score"], 6, 2)
    assert (list(row.deciding), list(row.questions)) == (given["deciding"], given["open_questions"])
    assert (row.as_of, row.state, row.version, row.changed_by) == (dt.date(2024, 3, 1), "new", 0, None)
    judged = store.judgements(row.id)
    assert [(j.criterion_id, j.kind, j.verdict, j.basis) for j in judged] == [
        ("I3", "inclusion", "unknown", "none"),
        ("E2", "exclusion", "unknown", "none"),
    ]
    assert judged[0].evidence == ({"note_id": "P00000-0", "start": 10, "end": 21, "role": "supports"},)
    assert judged[0].missing == ("ask <b>her</b>",)
    assert judged[0].reason is None


def test_words_of_notes_are_kept_only_where_the_result_has_them(store: WorkStore, tmp_path: Path) -> None:
    taken(store, tmp_path / "without")
    assert SECRET.encode() not in b"".join(path.read_bytes() for path in tmp_path.glob("library.sqlite*"))
    with_words = import_result(store, result_at(write_result(tmp_path / "with", 5, quotes=True)), by="A. B.")
    judged = store.judgements(store.rows(with_words.id, Filters(status="review"))[0].id)
    assert (judged[0].evidence[0]["text"], judged[0].reason) == (SECRET, f"It says {SECRET}.")


@pytest.mark.parametrize("format_", ["parquet", "csv", "jsonl"])
def test_every_format_gives_the_same_rows(store: WorkStore, tmp_path: Path, format_: Format) -> None:
    def plain(folder: Path, name: Format) -> list[object]:
        one = import_result(store, result_at(write_result(folder, 12, format_=name, quotes=True)), by="A")
        found = [(replace(row, id=0, list_id=0), store.judgements(row.id)) for row in store.rows(one.id)]
        store.remove(one.id)
        return found

    assert plain(tmp_path / "a", format_) == plain(tmp_path / "b", "parquet")


def test_what_a_real_run_wrote_is_taken_in(store: WorkStore, tmp_path: Path) -> None:
    accounts = bulk_cases.run(tmp_path / "run", list(bulk_cases.records(6)))
    one = import_result(store, result_at(tmp_path / "run"), by="A. B.")
    rows = store.rows(one.id)
    assert len(rows) == accounts.counts.written
    assert {row.trial_key for row in rows} == {name for name, _ in bulk_cases.TRIALS}
    assert set(one.made_with) == {"versions", "options"}
    undecided = next(row for row in rows if row.status == "review")
    assert {j.criterion_id for j in store.judgements(undecided.id)} >= set(undecided.deciding)


FILTERS = [
    Filters(trial=TRIALS[1]),
    Filters(status="review"),
    Filters(trial=TRIALS[1], criterion="E1"),
    Filters(criterion="I3"),
    Filters(question=question_key(QUESTIONS[2])),
    Filters(patient="P0000"),
    Filters(status="review", trial=TRIALS[0], question=question_key(QUESTIONS[0]), patient="P0001"),
    Filters(patient="%"),
]


@pytest.mark.parametrize("filters", FILTERS)
def test_filters_leave_the_rows_that_fit(store: WorkStore, tmp_path: Path, filters: Filters) -> None:
    one = taken(store, tmp_path / "march", 120)
    taken(store, tmp_path / "april", 40, statuses=("review",))

    def fits(row: dict) -> bool:
        asked = [question_key(text) for text in row["open_questions"]]
        return (
            filters.trial in (None, row["trial_id"])
            and filters.status in (None, row["status"])
            and (filters.criterion is None or filters.criterion in row["deciding"])
            and (filters.question is None or filters.question in asked)
            and (not filters.patient or row["patient_id"].startswith(filters.patient))
        )

    wanted = {(row["patient_id"], row["trial_id"]) for row in map(work_cases.pair, range(120)) if fits(row)}
    found = [(row.patient_id, row.trial_key) for row in store.all_rows(one.id, filters)]
    assert sorted(found) == sorted(wanted)
    assert store.count(one.id, filters) == len(wanted)


def test_pages_hold_every_row_once(store: WorkStore, tmp_path: Path) -> None:
    one = taken(store, tmp_path / "march", 123)
    pages = [store.rows(one.id, offset=offset) for offset in (0, 50, 100, 150)]
    assert [len(page) for page in pages] == [50, 50, 23, 0]
    assert len({row.id for page in pages for row in page}) == 123


def test_the_choices_are_counted(store: WorkStore, tmp_path: Path) -> None:
    one = taken(store, tmp_path / "march", 100)
    rows = [work_cases.pair(number) for number in range(100)]
    choices = store.choices(one.id)
    assert {c.value: c.rows for c in choices.trials} == dict.fromkeys(TRIALS, 25)
    assert sum(c.rows for c in choices.statuses) == 100
    assert choices.criteria == ()
    assert {c.words: c.rows for c in choices.questions}[QUESTIONS[1]] == sum(
        QUESTIONS[1] in row["open_questions"] for row in rows
    )
    assert [(c.value, c.rows) for c in choices.states] == [("new", 100)]
    of_one = store.choices(one.id, TRIALS[2])
    assert sum(c.rows for c in of_one.statuses) == 25
    decided = [name for row in rows if row["trial_id"] == TRIALS[2] for name in row["deciding"]]
    assert {c.value: c.rows for c in of_one.criteria} == {name: decided.count(name) for name in decided}


def test_a_state_has_who_and_when_and_is_the_one_of_the_review(store: WorkStore, tmp_path: Path) -> None:
    one = taken(store, tmp_path / "march")
    first, second = store.rows(one.id)[:2]
    decided = Review(decisions=(Decision("I1", "satisfied", "seen", "C. D."),))
    store.reviews.save(first.patient_id, first.trial_key, decided, state="flagged", by="C. D.")
    store.set_state(first.id, "contacted", by="A. B.", version=1)
    row = store.row(first.id)
    assert row is not None
    assert (row.state, row.version, row.changed_by) == ("contacted", 2, "A. B.")
    assert row.changed_at is not None
    kept = store.reviews.load(first.patient_id, first.trial_key)
    assert kept is not None
    assert kept.review == decided
    assert [r.id for r in store.rows(one.id, Filters(state="contacted"))] == [first.id]
    assert store.count(one.id, Filters(state="new")) == 39
    assert second.id in [r.id for r in store.rows(one.id, Filters(state="new"))]
    assert {c.value: c.rows for c in store.choices(one.id).states} == {"new": 39, "contacted": 1}


def test_the_second_of_two_people_is_told(store: WorkStore, tmp_path: Path) -> None:
    one = taken(store, tmp_path / "march")
    row = store.rows(one.id)[0]
    with WorkStore(tmp_path / "library.sqlite") as other:
        theirs = other.rows(one.id)[0]
        store.set_state(row.id, "contacted", by="First", version=row.version)
        with pytest.raises(Conflict, match="First saved this review"):
            other.set_state(theirs.id, "enrolled", by="Second", version=theirs.version)
        assert [s.saved_by for s in other.reviews.history(row.patient_id, row.trial_key)] == ["First"]
        other.set_state(theirs.id, "enrolled", by="Second", version=1)
    shown = store.row(row.id)
    assert shown is not None
    assert (shown.state, shown.changed_by) == ("enrolled", "Second")


def test_the_same_result_is_not_taken_in_twice(store: WorkStore, tmp_path: Path) -> None:
    taken(store, tmp_path / "march")
    with pytest.raises(InputError, match="there already, as the work list 'march'"):
        import_result(store, result_at(tmp_path / "march"), by="C. D.")
    assert import_result(store, result_at(tmp_path / "march"), by="C. D.", statuses=("eligible",)).name == "march (2)"
    with pytest.raises(InputError, match="choose another"):
        import_result(store, result_at(tmp_path / "march"), by="C. D.", statuses=("review",), name="march")


BAD = [
    ("status", "perhaps"),
    ("score", "7"),
    ("patient_id", ""),
    ("patient_id", "P" * 201),
    ("trial_id", ""),
    ("as_of", "yesterday"),
]


@pytest.mark.parametrize(("column", "value"), BAD)
def test_a_row_that_is_none_leaves_nothing_behind(store: WorkStore, tmp_path: Path, column: str, value: str) -> None:
    import csv

    folder = write_result(tmp_path / "march", 30, format_="csv")
    with (folder / "pairs.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    rows[20][column] = value
    with (folder / "pairs.csv").open("w", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    with pytest.raises(InputError, match=r"pairs\.csv, row 21: this row is not as"):
        import_result(store, result_at(folder), by="A")
    assert store.lists() == ()
    with store.database.reading() as connection:
        assert connection.execute(sa.text("SELECT count(*) FROM work_rows")).scalar() == 0


def test_a_pair_that_stands_there_twice_is_refused(store: WorkStore, tmp_path: Path) -> None:
    folder = write_result(tmp_path / "march", 3, format_="jsonl")
    file = folder / "pairs.jsonl"
    file.write_text(file.read_text() + file.read_text().splitlines()[0] + "\n")
    with pytest.raises(InputError, match="stand there twice"):
        import_result(store, result_at(folder), by="A")
    assert store.lists() == ()


def test_what_is_no_result_is_said(tmp_path: Path) -> None:
    (tmp_path / "notes.csv").write_text("patient_id,text\nP1,hello\n")
    (tmp_path / "broken.parquet").write_bytes(b"PAR1 no")
    for path in (tmp_path, tmp_path / "notes.csv", tmp_path / "broken.parquet"):
        with pytest.raises(InputError, match="no table of pairs"):
            result_at(path)
    with pytest.raises(InputError, match="no such file or folder"):
        result_at(tmp_path / "none")


def test_a_file_of_pairs_brings_the_tables_beside_it(tmp_path: Path) -> None:
    folder = write_result(tmp_path / "march", 3)
    assert result_at(folder / "pairs.parquet").judgements == folder / "judgements.parquet"
    for old, new in (("pairs", "x"), ("judgements", "x.judgements")):
        (folder / f"{old}.parquet").rename(folder / f"{new}.parquet")
    (folder / "run.json").rename(folder / "x.run.json")
    found = result_at(folder / "x.parquet")
    assert (found.name, found.judgements, found.made_with["versions"]) == (
        "x",
        folder / "x.judgements.parquet",
        {"matcher": "0.1.0"},
    )


def test_an_import_that_was_killed_is_not_seen_and_stands_in_nobodys_way(store: WorkStore, tmp_path: Path) -> None:
    one = taken(store, tmp_path / "march")
    with store.database.writing() as connection:
        connection.execute(sa.text("UPDATE work_lists SET rows = NULL"))
    assert store.lists() == ()
    again = import_result(store, result_at(tmp_path / "march"), by="A")
    assert (again.name, again.rows, len(store.lists())) == ("march", 40, 1)
    assert store.count(one.id) in (0, 40)


def test_a_patient_is_exported_and_deleted_with_their_rows(store: WorkStore, tmp_path: Path) -> None:
    folder = write_result(tmp_path / "march", 8, quotes=True)
    one = import_result(store, result_at(folder), by="A")
    exported = store.reviews.export("P00000")["work_rows"]
    assert [(row["work_list"], row["trial_key"]) for row in exported] == [("march", key) for key in TRIALS]
    assert exported[0]["open_questions"] == list(QUESTIONS[:2])
    assert exported[0]["judgements"][0]["evidence"][0]["text"] == SECRET
    store.reviews.save("P00000", TRIALS[0], Review(), state="flagged", by="A")
    assert store.reviews.delete("P00000") == 5
    assert {row.patient_id for row in store.rows(one.id)} == {"P00001"}
    assert store.lists()[0].rows == 4
    assert store.reviews.delete("P00001") == 4
    assert store.lists() == ()
    held = b"".join(path.read_bytes() for path in tmp_path.glob("library.sqlite*"))
    assert SECRET.encode() not in held


def test_lists_go_after_the_days_set(store: WorkStore, tmp_path: Path) -> None:
    taken(store, tmp_path / "march")
    store.reviews.retention = 30
    now = dt.datetime.now(dt.UTC)
    assert store.reviews.expire(now=now + dt.timedelta(days=29)) == 0
    assert store.reviews.expire(now=now + dt.timedelta(days=31)) == 40
    assert store.lists() == ()


def test_a_list_is_removed_and_its_reviews_stay(store: WorkStore, tmp_path: Path) -> None:
    one = taken(store, tmp_path / "march")
    row = store.rows(one.id)[0]
    store.set_state(row.id, "enrolled", by="A", version=0)
    assert store.remove(one.id)
    assert not store.remove(one.id)
    with ReviewStore(tmp_path / "library.sqlite") as reviews:
        assert reviews.count(state="enrolled") == 1
    again = import_result(store, result_at(tmp_path / "march"), by="A")
    assert [r.patient_id for r in store.rows(again.id, Filters(state="enrolled"))] == [row.patient_id]
    with pytest.raises(InputError, match="row was deleted"):
        store.set_state(10**6, "new", by="A", version=0)


def test_a_page_is_found_by_an_index(store: WorkStore, tmp_path: Path) -> None:
    """The database walks the order of the list, and sorts nothing: what a page costs does not grow with the list."""
    from matcher.store.schema import work_rows
    from matcher.store.worklist import _filtered, _joined

    one = taken(store, tmp_path / "march")
    for filters in (Filters(), Filters(status="review"), Filters(trial=TRIALS[0])):
        query = _filtered(_joined(), one.id, filters).order_by(work_rows.c.place, work_rows.c.id).limit(50)
        asked = query.compile(store.database.engine, compile_kwargs={"literal_binds": True})
        with store.database.reading() as connection:
            plan = " ".join(row.detail for row in connection.execute(sa.text(f"EXPLAIN QUERY PLAN {asked}")))
        assert "USING INDEX ix_work_rows_" in plan
        assert "SCAN" not in plan
        assert "USE TEMP B-TREE FOR ORDER BY" not in plan


@pytest.mark.slow
def test_postgresql(tmp_path: Path) -> None:
    with postgres.server() as url, WorkStore(url) as store:
        one = taken(store, tmp_path / "march", 200)
        for filters in FILTERS:
            assert store.count(one.id, filters) == len(list(store.all_rows(one.id, filters)))
        row = store.rows(one.id)[0]
        store.set_state(row.id, "contacted", by="A", version=0)
        with pytest.raises(Conflict):
            store.set_state(row.id, "enrolled", by="B", version=0)
        assert {c.value: c.rows for c in store.choices(one.id, row.trial_key).states} == {"new": 49, "contacted": 1}
        assert store.reviews.delete(row.patient_id) == 5
        assert store.remove(one.id)
