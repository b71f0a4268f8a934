"""Reviews stay as they were saved, nobody overwrites another's unawares, and what is deleted is gone."""

from __future__ import annotations

import datetime as dt
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import postgres
import pytest
import report_cases
import sqlalchemy as sa

import matcher
from matcher.errors import InputError
from matcher.matching.review import Correction, Decision, Remark, Review
from matcher.store.reviews import STATES, Conflict, ReviewStore, SavedReview

AT = dt.datetime(2025, 6, 1, 9, 30)
SECRET = "Zyxwvutine"
"""A word of a private note that must be gone from the file once it is deleted."""


def review(words: str = "rash") -> Review:
    fact = report_cases.patient().facts[0]
    return Review(
        decisions=(Decision("I1", "violated", "she said so", "A. B.", AT), Decision("E2", "satisfied", "", "A. B.")),
        corrections=(Correction("removed", fact, "of her sister", "A. B.", AT),),
        remarks=(Remark("n1", 3, 7, words, f"ask about {words}", "A. B.", AT),),
    )


@pytest.fixture
def store(tmp_path: Path) -> Iterator[ReviewStore]:
    with ReviewStore(tmp_path / "library.sqlite") as opened:
        yield opened


def save(store: ReviewStore, patient: str = "P1", trial: str = "NCT00000001", version: int = 0, by: str = "A. B.") -> SavedReview:  # fmt: skip
    return store.save(patient, trial, review(), state="flagged", by=by, version=version, result=report_cases.match())


def test_a_review_comes_back_as_it_was_saved(store: ReviewStore) -> None:
    saved = save(store)
    assert store.load("P1", "NCT00000001") == saved
    assert saved.review == review()
    result = report_cases.match()
    assert saved.verdicts == {judgement.criterion_id: judgement.verdict for judgement in result.judgements}
    assert saved.versions == result.versions
    assert (saved.state, saved.version, saved.saved_by) == ("flagged", 1, "A. B.")
    assert store.load("P1", "NCT00000002") is None


def test_the_matchers_own_verdicts_are_kept_beside_the_persons(store: ReviewStore) -> None:
    result = matcher.match(matcher.read_notes("Has gout."), matcher.read_trial("Inclusion Criteria:\n* Gout\n* Asthma"))
    first = result.judgements[0]
    other = "violated" if first.verdict != "violated" else "satisfied"
    decided = result.override(first.criterion_id, other, "seen", "A. B.")
    saved = store.save("P1", "T", Review(), state="new", by="A. B.", result=decided)
    assert saved.verdicts == {judgement.criterion_id: judgement.verdict for judgement in result.judgements}


def test_the_second_to_save_is_told_and_nothing_is_lost(store: ReviewStore) -> None:
    save(store, by="First")
    with pytest.raises(Conflict, match=r"First saved this review at .* UTC; nothing of yours was lost") as raised:
        save(store, by="Second")
    assert raised.value.theirs == store.load("P1", "NCT00000001")
    theirs = raised.value.theirs
    assert theirs is not None
    assert save(store, by="Second", version=theirs.version).version == 2
    with pytest.raises(Conflict):
        save(store, version=1)
    assert [one.saved_by for one in store.history("P1", "NCT00000001")] == ["Second", "First"]
    store.delete("P1")
    with pytest.raises(Conflict, match="deleted meanwhile"):
        save(store, version=2)


def test_saving_without_a_result_keeps_the_verdicts(store: ReviewStore) -> None:
    saved = save(store)
    again = store.save("P1", "NCT00000001", Review(), state="contacted", by="C. D.", version=1)
    assert (again.verdicts, again.versions) == (saved.verdicts, saved.versions)
    assert again == store.load("P1", "NCT00000001")


def test_the_work_list_is_filtered_and_paged(store: ReviewStore) -> None:
    for number, state in enumerate(STATES):
        for patient in ("P1", "P2"):
            store.save(patient, f"T{number}", Review(), state=state, by="A. B.")
    assert [entry.trial_key for entry in store.list(patient_id="P1", limit=2, offset=1)] == ["T4", "T3"]
    assert {entry.patient_id for entry in store.list(state="enrolled")} == {"P1", "P2"}
    assert store.count() == 12
    assert store.count(state="contacted", patient_id="P2") == len(store.list(state="contacted", patient_id="P2")) == 1
    assert store.count(trial_key="T0") == 2


def test_export_holds_every_saving_and_is_json(store: ReviewStore) -> None:
    save(store)
    save(store, version=1)
    save(store, patient="P2")
    exported = json.loads(json.dumps(store.export("P1")))
    assert [one["version"] for one in exported["reviews"]] == [1, 2]
    assert exported["reviews"][0]["review"]["remarks"][0]["text"] == "ask about rash"
    assert store.export("P3") == {"patient_id": "P3", "reviews": [], "work_rows": []}


def test_what_is_deleted_is_gone_from_the_files(store: ReviewStore, tmp_path: Path) -> None:
    store.save("P1", "T", review(SECRET), state="new", by="A. B.")
    save(store, patient="P2")
    held = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert SECRET.encode() in held
    assert store.delete("P1") == 1
    assert store.delete("P1") == 0
    held = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert SECRET.encode() not in held
    assert [entry.patient_id for entry in store.list()] == ["P2"]


def test_reviews_go_after_the_days_set(store: ReviewStore, tmp_path: Path) -> None:
    save(store)
    now = dt.datetime.now(dt.UTC)
    assert store.retention is None
    assert store.expire(now=now + dt.timedelta(days=4000)) == 0
    store.retention = 90
    assert store.expire(now=now + dt.timedelta(days=89)) == 0
    with store.database.writing() as connection:
        connection.execute(sa.text("UPDATE reviews SET updated_at = '2020-01-01 00:00:00.000000'"))
    with ReviewStore(tmp_path / "library.sqlite") as again:
        assert again.retention == 90
        assert again.count() == 0
    store.retention = None
    assert store.retention is None
    with pytest.raises(InputError, match="at least 1"):
        store.retention = 0


@pytest.mark.parametrize(
    ("patient", "trial", "state", "by"),
    [("", "T", "new", "A"), ("P" * 201, "T", "new", "A"), ("P", "\x00", "new", "A"), ("P", "T", "lost", "A"), ("P", "T", "new", " ")],
)  # fmt: skip
def test_what_cannot_be_stored_is_refused(store: ReviewStore, patient: str, trial: str, state: str, by: str) -> None:
    with pytest.raises(InputError, match="review"):
        store.save(patient, trial, Review(), state=state, by=by)  # type: ignore[arg-type]
    assert store.count() == 0


def test_a_later_versions_fields_do_no_harm(store: ReviewStore) -> None:
    save(store)
    with store.database.writing() as connection:
        held = json.loads(connection.execute(sa.text("SELECT review FROM review_versions")).scalar_one())
        held["decisions"][0]["mood"] = "sure"
        connection.execute(sa.text("UPDATE review_versions SET review = :held"), {"held": json.dumps(held)})
    loaded = store.load("P1", "NCT00000001")
    assert loaded is not None
    assert loaded.review == review()


SAVER = """
import sys
from matcher.matching.review import Review
from matcher.store.reviews import Conflict, ReviewStore
location, name = sys.argv[1:]
print("ready", flush=True)
sys.stdin.readline()
conflicts = 0
with ReviewStore(location) as store:
    for _ in range(25):
        while True:
            loaded = store.load("P1", "T")
            try:
                store.save("P1", "T", Review(), state="new", by=name, version=loaded.version if loaded else 0)
                break
            except Conflict:
                conflicts += 1
"""


def saved_by_three(location: str) -> None:
    """Three people save the same review 25 times each: all 75 savings are there, one after the other."""
    people = [
        subprocess.Popen(
            [sys.executable, "-c", SAVER, location, name],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )
        for name in "abc"
    ]  # fmt: skip
    for one in people:
        assert one.stdout is not None
        assert one.stdout.readline() == "ready\n"
    ended = [one.communicate("go\n", timeout=120) for one in people]
    assert [one.returncode for one in people] == [0, 0, 0], [error[-500:] for _, error in ended]
    with ReviewStore(location) as store:
        history = store.history("P1", "T")
    assert [one.version for one in history] == list(range(75, 0, -1))
    assert {name: sum(one.saved_by == name for one in history) for name in "abc"} == {"a": 25, "b": 25, "c": 25}


def test_people_who_save_at_once_lose_nothing(tmp_path: Path) -> None:
    saved_by_three(str(tmp_path / "library.sqlite"))


@pytest.mark.slow
def test_postgresql() -> None:
    with postgres.server() as url:
        saved_by_three(url)
        with ReviewStore(url) as store:
            saved = save(store)
            assert store.load("P1", "NCT00000001") == saved
            with pytest.raises(Conflict):
                save(store)
            store.retention = 1
            assert store.expire(now=dt.datetime.now(dt.UTC) + dt.timedelta(days=2)) == 2


KILLED = """
import os, random, signal, sqlite3, sys, time
from matcher.matching.review import Remark, Review
from matcher.store.reviews import ReviewStore

location, times = sys.argv[1], int(sys.argv[2])
ReviewStore(location).close()
chance = random.Random(7)
acknowledged = 0
for round in range(times):
    told, tell = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(told)
        with ReviewStore(location) as store:
            os.write(tell, b"0\\n")
            version = store.list()[0].version if store.count() else 0
            while True:
                text = f"{version + 1}" * 400
                store.save("P1", "T", Review(remarks=(Remark("n", 0, 1, "x", text, "A"),)), state="new", by="A", version=version)
                version += 1
                os.write(tell, b"%d\\n" % version)
    os.close(tell)
    said = os.read(told, 10)  # it has opened the store
    time.sleep(chance.uniform(0, 0.15))
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    while more := os.read(told, 65536):
        said += more
    os.close(told)
    acknowledged = max([acknowledged, *map(int, said.split(b"\\n")[:-1])])
    with ReviewStore(location) as store:
        history = store.history("P1", "T")
        now = store.load("P1", "T")
    kept = now.version if now else 0
    assert acknowledged <= kept <= acknowledged + 1, (round, acknowledged, kept)
    assert [one.version for one in history] == list(range(kept, 0, -1)), round
    assert all(one.review.remarks[0].text == f"{one.version}" * 400 for one in history), round
    acknowledged = kept
    check = sqlite3.connect(location)
    assert check.execute("PRAGMA integrity_check").fetchone() == ("ok",), round
    check.close()
print(acknowledged)
"""


def killed(location: Path, times: int) -> int:
    """Kill a saving process at random points; the number of savings that all are there."""
    done = subprocess.run(
        [sys.executable, "-c", KILLED, str(location), str(times)],
        capture_output=True, text=True, timeout=600, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-1000:]
    return int(done.stdout)


@pytest.mark.skipif(sys.platform == "win32", reason="needs fork and SIGKILL")
def test_a_process_killed_while_it_saves_loses_no_saved_review(tmp_path: Path) -> None:
    assert killed(tmp_path / "library.sqlite", 5) > 5


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="needs fork and SIGKILL")
def test_a_process_killed_two_hundred_times_loses_no_saved_review(tmp_path: Path) -> None:
    assert killed(tmp_path / "library.sqlite", 200) > 200
