"""A whole job: trials and an export in, tables and a summary out, with accounts that add up."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from matcher.bulk.engine import Finished, Progress, Records, Work, locked, run
from matcher.bulk.fingerprint import changes, fingerprint
from matcher.bulk.merge import Draft, Output, Tables, drafted, write_run
from matcher.bulk.options import Running, Scoring, Spark
from matcher.bulk.plan import Plan, plan_of
from matcher.bulk.records import Failed
from matcher.bulk.safe_files import read_json
from matcher.bulk.summary import summary_page
from matcher.bulk.tables import Counts, gathered
from matcher.bulk.tally import Tally
from matcher.errors import Failure, InputError
from matcher.trials.types import Trial


class AccountsError(RuntimeError):
    """Notes or pairs were lost or counted twice."""


@dataclass(frozen=True, slots=True)
class Accounts:
    """What became of everything that went in.

    Attributes:
        counts: of notes and pairs.
        taken_in: records of the export.
        trials, trials_failed: trials scored, and those that could not be read.
        failures: rows of the table of failures.
        replaced: workers replaced because a record stopped them.
        seconds: time of this run; a run that was gone on with does not count what was done before.
    """

    counts: Counts
    taken_in: int
    trials: int
    trials_failed: int
    failures: int
    replaced: int
    seconds: float

    def check(self) -> None:
        """Raises AccountsError unless every note and every pair is accounted for."""
        c = self.counts
        if c.notes != c.read + c.duplicates + c.failed:
            raise AccountsError("notes in are not those read, duplicate and failed")
        if c.notes != self.taken_in:
            raise AccountsError("the notes scored are not those taken in")
        if c.patients * self.trials != c.written + c.pairs_failed:
            raise AccountsError("patients times trials are not the pairs written and failed")

    def lines(self) -> list[str]:
        """The accounts in words."""
        c = self.counts
        trials = f"trials      {self.trials + self.trials_failed:,} = {self.trials:,} read"
        return [
            f"notes in    {c.notes:,} = {c.read:,} read + {c.duplicates:,} duplicate + {c.failed:,} failed",
            f"{trials} + {self.trials_failed:,} failed",
            f"pairs       {c.patients:,} patients × {self.trials:,} trials = {c.written:,} written + {c.pairs_failed:,} failed",
        ]

    def to_dict(self) -> dict[str, Any]:
        """The accounts as data."""
        counts = {name: getattr(self.counts, name) for name in Counts.__slots__}
        own = {name: getattr(self, name) for name in ("trials", "trials_failed", "failures", "replaced")}
        return counts | own | {"seconds": round(self.seconds, 1)}


def score(
    trials: Iterable[Trial | Failure],
    records: Records,
    output: Output,
    *,
    notes: str,
    scoring: Scoring | None = None,
    running: Running | None = None,
    work_dir: Path | None = None,
    restart: bool = False,
    overwrite: bool = False,
    progress: Progress | None = None,
    spark: Spark | None = None,
) -> Accounts:
    """Scores every patient of an export against every trial, and writes the result.

    Args:
        trials: the trials, or why one could not be read.
        records: opens the export.
        output: where the result goes.
        notes: identifies the export, so that a changed one is noticed.
        scoring: what rows to make.
        running: how to go about it.
        work_dir: folder for what is needed to go on after a stop; by default beside the output.
        restart: begin anew, whatever an earlier run has done.
        overwrite: replace an output that is there.
        progress: is told how far the run is.
        spark: score on Spark; such a run begins anew when it was stopped.

    Raises:
        InputError: no trial could be read, the output is there already, or an unfinished run was under other conditions.
        OSError: the disk is full or not writable; what is done is kept, and the same call goes on with it.
        AccountsError: rows are missing or doubled; nothing is written.
    """
    began = time.monotonic()
    asked, how = scoring or Scoring(), running or Running()
    plan, refused = plan_of(trials)
    if not plan.trials:
        raise InputError("trials", None, refused[0].reason if refused else "there is no trial in it")
    work = Work(work_dir or output.path.with_name(f".{output.path.name}.work"))
    if output.existing() and not overwrite:
        before = read_json(work.run)
        if before is None or changes(before, fingerprint(plan, asked, how, notes)):
            raise InputError(str(output.path), None, "is there already; give --overwrite to replace it")
    with locked(work):
        if spark is not None:
            from matcher.bulk.spark_job import scored_on

            finished = scored_on(spark, records, plan, asked, how, work, restart=restart)
        else:
            finished = run(records, plan, asked, how, work, notes=notes, restart=restart, progress=progress)
        accounts = _write(finished, plan, refused, asked, output, began)
        work.discard()
    return accounts


def _write(
    finished: Finished, plan: Plan, refused: tuple[Failed, ...], scoring: Scoring, output: Output, began: float
) -> Accounts:
    tally = Tally(plan)
    with drafted(output) as draft:
        tables = Tables(draft, scoring.quotes)
        try:
            failures = tables.fail(refused) + tables.fail(finished.spool.failures())
            for table, batch in gathered(finished.rows()):
                tables.write(table, batch)
                if table == "pairs":
                    tally.add(batch)
                elif table == "failures":
                    failures += batch.num_rows
        except BaseException:
            tables.abandon()
            raise
        tables.close()
        seconds = time.monotonic() - began
        accounts = Accounts(
            finished.counts,
            finished.spool.records,
            len(plan.trials),
            len(refused),
            failures,
            finished.replaced,
            seconds,
        )
        if sum(trial.pairs for trial in tally.trials.values()) != finished.counts.written:
            raise AccountsError("the pairs written are not those counted")
        accounts.check()
        _describe(draft, accounts, tally, plan, scoring)
    return accounts


def _describe(draft: Draft, accounts: Accounts, tally: Tally, plan: Plan, scoring: Scoring) -> None:
    from matcher.matching.versions import program_versions

    versions = {**program_versions(), "trials sha256": plan.digest}
    write_run(draft, {"versions": versions, "options": scoring.to_dict(), "accounts": accounts.to_dict()})
    draft.path("summary").write_text(summary_page(accounts.lines(), tally, versions, scoring), encoding="utf-8")
