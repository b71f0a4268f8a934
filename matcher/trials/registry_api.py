"""Fetching a study from ClinicalTrials.gov: the only thing here that uses the network, and nothing of a patient is sent.

API v2: https://clinicaltrials.gov/data-api/api
"""

from __future__ import annotations

import datetime as dt
import json
import os
import re
import time
from collections.abc import Callable
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any

from matcher.errors import InputError

if TYPE_CHECKING:
    import httpx

REGISTRY = "https://clinicaltrials.gov/api/v2"
ENVIRONMENT = "MATCHER_REGISTRY"
_NCT_ID = re.compile(r"NCT\d{8}", re.IGNORECASE)
_TRIES = 4
_LONGEST_WAIT = 60.0
"""Seconds: who is asked to wait longer is told so instead."""
_MOST_BYTES = 100_000_000


def fetch_study(
    nct_id: str,
    *,
    registry: str | None = None,
    timeout: float = 30.0,
    wait: Callable[[float], None] = time.sleep,
) -> dict[str, Any]:
    """One study record, as `read_trial` takes it.

    A registry that is busy (429) or in trouble (5xx) is asked again, after as long as it says, else after 1, 2 and 4 seconds.

    Args:
        nct_id: "NCT" and eight digits.
        registry: address of the API, by default MATCHER_REGISTRY, else ClinicalTrials.gov.
        timeout: seconds without an answer before giving up.
        wait: called with seconds to wait.

    Raises:
        InputError: the id is none, the registry does not know it, does not answer, or answers with no study record.
    """
    import httpx

    if not _NCT_ID.fullmatch(nct_id):
        raise InputError(nct_id, None, "this is no NCT id; write NCT and eight digits, as in NCT06421701")
    nct_id = nct_id.upper()
    base = (registry or os.environ.get(ENVIRONMENT) or REGISTRY).rstrip("/")
    if not base.startswith(("https://", "http://")):
        raise InputError(base, None, "the registry's address must begin with https://")
    try:
        with httpx.Client(
            timeout=timeout,
            follow_redirects=True,
            headers={"User-Agent": "trial-matcher", "Accept": "application/json"},
        ) as client:
            data = _asked(client, f"{base}/studies/{nct_id}", nct_id, wait)
    except httpx.TimeoutException:
        mend = f"the registry did not answer within {timeout:g} seconds; try again later"
        raise InputError(nct_id, None, mend) from None
    except (httpx.TransportError, httpx.TooManyRedirects, httpx.InvalidURL) as error:
        mend = f"the registry cannot be reached ({type(error).__name__}); check the network connection and the proxy"
        raise InputError(nct_id, None, mend) from None
    return _study(data, nct_id)


def _asked(client: httpx.Client, url: str, nct_id: str, wait: Callable[[float], None]) -> bytes:
    """The body of the answer."""
    for attempt in range(_TRIES):
        with client.stream("GET", url) as answer:
            status = answer.status_code
            if status == 200:
                return _body(answer, nct_id)
            asked_to_wait = _retry_after(answer.headers.get("Retry-After"))
        if status == 404:
            raise InputError(nct_id, None, "the registry has no such study; check the number")
        if status != 429 and status < 500:
            raise InputError(nct_id, None, f"the registry refused (HTTP {status}); check the number and the address")
        pause = 2.0**attempt if asked_to_wait is None else asked_to_wait
        if pause > _LONGEST_WAIT:
            mend = f"the registry asks to wait {pause:.0f} seconds; try again then"
            raise InputError(nct_id, None, mend)
        if attempt + 1 < _TRIES:
            wait(pause)
    what = "is too busy" if status == 429 else f"is out of order (HTTP {status})"
    raise InputError(nct_id, None, f"the registry {what}, asked {_TRIES} times; try again later")


def _body(answer: httpx.Response, nct_id: str) -> bytes:
    parts, size = [], 0
    for part in answer.iter_bytes():
        size += len(part)
        if size > _MOST_BYTES:
            raise InputError(nct_id, None, "the registry's answer is too long to be a study")
        parts.append(part)
    return b"".join(parts)


def _retry_after(header: str | None) -> float | None:
    """Seconds to wait as the header says: a number, or a date."""
    if header is None:
        return None
    if header.strip().isdigit():
        return float(header)
    try:
        until = parsedate_to_datetime(header)
    except ValueError:
        return None
    until = until if until.tzinfo else until.replace(tzinfo=dt.UTC)
    return max(0.0, (until - dt.datetime.now(dt.UTC)).total_seconds())


def _study(data: bytes, nct_id: str) -> dict[str, Any]:
    """The record, made sure to be of the trial asked for (also under a number it had before)."""
    try:
        study = json.loads(data)
    except ValueError:
        mend = (
            "the registry's answer is no JSON; a sign-in page of the network may stand in between, or try again later"
        )
        raise InputError(nct_id, None, mend) from None
    try:
        named = study["protocolSection"]["identificationModule"]
        ids = {named["nctId"], *(named.get("nctIdAliases") or ())}
    except (KeyError, TypeError):
        raise InputError(nct_id, None, "the registry's answer is no study record; try again later") from None
    if nct_id not in ids:
        raise InputError(nct_id, None, f"the registry answered with another study ({named['nctId']})")
    found: dict[str, Any] = study
    return found
