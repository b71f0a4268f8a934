"""Many patients against many trials: exports of notes in, tables of verdicts out.

One stage hands its work to the next on disk, so that nothing has to fit in memory and a run that was killed goes on where it was:
intake (`spool`) sorts the records of an export by patient, scoring (`pool`, `worker`) gives a shard for every few patients, and
the merge (`merge`) makes the output of the shards.
"""

from __future__ import annotations
