"""Many trials at once, from every kind of file the registry and its users keep them in."""

from __future__ import annotations

import gzip
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from test_kit import KIT
from test_trials_reader import STUDY, XML

from matcher.errors import Failure, InputError
from matcher.trials.reader import read_trial, read_trials
from matcher.trials.sources import read_sources
from matcher.trials.types import Trial
from matcher.trials.yaml_form import to_yaml

RECORDS = KIT.parent / "trials"
TEXT = "Inclusion Criteria:\n* Asthma\nExclusion Criteria:\n* Smoking\n"


def study(number: int, text: str = TEXT) -> dict[str, Any]:
    return {
        "protocolSection": {
            "identificationModule": {"nctId": f"NCT0000{number:04}", "briefTitle": f"Study {number}"},
            "eligibilityModule": {"eligibilityCriteria": text},
        }
    }


def ids(found: list[Trial | Failure]) -> list[str | None]:
    return [one.nct_id if isinstance(one, Trial) else f"{one.source}: {one.record}" for one in found]


def test_a_search_page_and_a_list_of_studies(tmp_path: Path) -> None:
    page, many = tmp_path / "page.json", tmp_path / "many.json"
    page.write_text(json.dumps({"studies": [study(1), {"protocolSection": 3}, study(2)], "nextPageToken": "x"}))
    many.write_text(json.dumps([study(1), 7, study(2)], indent=1), encoding="utf-8-sig")
    for file in (page, many):
        found = ids(list(read_trials(file)))
        assert found == ["NCT00000001", f"{file.name}, record 2: None", "NCT00000002"]


def test_json_lines_may_hold_studies_and_whole_pages(tmp_path: Path) -> None:
    file = tmp_path / "a.ndjson.gz"
    lines = [json.dumps(study(1)), "{bad", json.dumps({"studies": [study(2), study(3)]}), '{"nct_id": "NCT00000004", "eligibility": "Adults with asthma"}']  # fmt: skip
    file.write_bytes(gzip.compress("\n".join(lines).encode()))
    assert ids(list(read_trials(file))) == [
        "NCT00000001",
        "a.ndjson.gz: line 2",
        "NCT00000002",
        "NCT00000003",
        "NCT00000004",
    ]


def test_a_download_cut_off_keeps_what_was_whole(tmp_path: Path) -> None:
    file = tmp_path / "a.json"
    file.write_text(json.dumps([study(1), study(2)])[:-40])
    found = list(read_trials(file))
    assert [type(one) for one in found] == [Trial, Failure]
    file.write_text("{\n'nct': 1}")
    with pytest.raises(InputError, match="line 2"):
        list(read_trials(file))


def test_a_table_of_another_making(tmp_path: Path) -> None:
    file = tmp_path / "eligibilities.txt"
    row = '7|NCT00000001|Female|18 Years|N/A|"Inclusion Criteria:\n* Asthma"'
    file.write_text(f"id|nct_id|gender|minimum_age|maximum_age|criteria\n{row}\n8|NCT00000002|All|||\n")
    trial, failure = read_trials(file)
    assert isinstance(trial, Trial)
    assert (trial.nct_id, trial.sex, trial.min_age, trial.max_age) == ("NCT00000001", "female", (18.0, "year"), None)
    assert isinstance(failure, Failure)
    assert failure.mend == "the row has no eligibility criteria"


def test_the_csv_of_the_registry_says_what_to_download_instead(tmp_path: Path) -> None:
    file = tmp_path / "ctg-studies.csv"
    file.write_text("NCT Number,Study Title,Conditions,Sex,Age\nNCT00000001,A,Asthma,ALL,ADULT\n")
    with pytest.raises(InputError, match="as JSON"):
        list(read_trials(file))


def test_a_torn_row_costs_no_other(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text(
        'nct_id,criteria\nNCT00000001,"He said "no" to\nasthma, smoking\nage,18"\nNCT00000002,Adults with asthma\n'
    )
    assert ids(list(read_trials(file))) == ["a.csv: row 1, lines 2 to 4", "NCT00000002"]


def test_a_folder_of_every_form(tmp_path: Path) -> None:
    (tmp_path / "NCT0000xxxx").mkdir()
    (tmp_path / "NCT0000xxxx" / "a.xml").write_text(XML)
    (tmp_path / "b.json.gz").write_bytes(gzip.compress(json.dumps(STUDY).encode()))
    (tmp_path / "c.txt").write_text(TEXT)
    (tmp_path / "d.yaml").write_text(to_yaml(read_trial(study(4))))
    (tmp_path / "e.yaml").write_text("format: matcher-trial/1\ncriteria: 3\n")
    (tmp_path / "f.csv").write_text("nct_id,criteria\nNCT00000005,Adults with asthma\n")
    (tmp_path / "README.md").write_text("Studies of asthma that we screen for.\n")
    (tmp_path / "logo.png").write_bytes(b"\x89PNG")
    (tmp_path / ".hidden.json").write_text("{")
    with zipfile.ZipFile(tmp_path / "g.zip", "w") as archive:
        archive.writestr("ctg/NCT00000006.json", json.dumps(study(6)))
        archive.writestr("ctg/broken.json", "{")
        archive.writestr("LICENSE", "All rights.")
    assert ids(list(read_trials(tmp_path))) == [
        "NCT09999992",
        "README.md: None",
        "NCT09999991",
        None,
        "NCT00000004",
        "e.yaml: line 2, criteria",
        "NCT00000005",
        "NCT00000006",
        "g.zip, ctg/broken.json: line 1",
        "g.zip, LICENSE: None",
    ]


def test_a_text_named_itself_needs_no_heading(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Adults with asthma")
    (found,) = read_trials(tmp_path / "a.txt")
    assert isinstance(found, Trial)
    assert len(found.criteria) == 1


def test_several_sources_at_once(tmp_path: Path) -> None:
    (tmp_path / "a.xml").write_text(XML)
    found = list(read_trials([tmp_path / "a.xml", study(1), TEXT, tmp_path / "none.txt", 7]))
    assert ids(found)[:3] == ["NCT09999992", "NCT00000001", None]
    assert [type(one) for one in found[3:]] == [Failure, Failure]


def test_sources_are_read_without_parsing_a_criterion(monkeypatch: pytest.MonkeyPatch) -> None:
    from matcher.trials import reader

    monkeypatch.setattr(reader, "parse_criterion", lambda *_, **__: pytest.fail("parsed"))
    assert [one.name for one in read_sources([study(1), study(2)])] == [
        "trial records, record 1",
        "trial records, record 2",
    ]  # type: ignore[union-attr]


@pytest.mark.skipif(not RECORDS.is_dir(), reason="the folder of real trial records is not there (MATCHER_EVAL)")
def test_real_records_of_every_kind_are_read() -> None:
    found = list(read_trials(RECORDS))
    trials = [one for one in found if isinstance(one, Trial)]
    records = [path for path in RECORDS.iterdir() if path.name.startswith("NCT")]
    page = json.loads((RECORDS / "search_page.json").read_text())
    assert len(trials) == len(records) + len(page["studies"])
    assert {trial.nct_id for trial in trials} >= {path.stem for path in records}
    assert [one.source for one in found if isinstance(one, Failure)] == ["README.md"]
    assert all(trial.criteria for trial in trials)
