"""One record from the registry, whatever the network does: against a stub server on this machine."""

from __future__ import annotations

import datetime as dt
import json
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from matcher import cli
from matcher.errors import InputError
from matcher.trials.registry_api import fetch_study

ID = "NCT00000001"


def study(nct_id: str = ID, **named: Any) -> bytes:
    section = {
        "identificationModule": {"nctId": nct_id, "briefTitle": "Gout study", **named},
        "conditionsModule": {"conditions": ["Gout"]},
        "eligibilityModule": {"eligibilityCriteria": "Inclusion Criteria:\n* Adults with gout"},
    }
    return json.dumps({"protocolSection": section}).encode()


@dataclass
class Registry:
    """Answers with what is in `answers`, one after the other, the last again and again."""

    url: str = ""
    answers: list[tuple[int, dict[str, str], bytes]] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    delay: float = 0.0

    def answer(self, status: int = 200, body: bytes = b"", **headers: str) -> None:
        self.answers.append((status, {name.replace("_", "-"): value for name, value in headers.items()}, body))


@pytest.fixture
def registry(monkeypatch: pytest.MonkeyPatch) -> Iterator[Registry]:
    stub = Registry()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            stub.asked.append(self.path)
            time.sleep(stub.delay)
            status, headers, body = stub.answers.pop(0) if len(stub.answers) > 1 else stub.answers[0]
            try:
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)
            except OSError:  # the client has gone
                pass

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    stub.url = f"http://127.0.0.1:{server.server_address[1]}/api/v2"
    monkeypatch.setenv("MATCHER_REGISTRY", stub.url)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    yield stub
    server.shutdown()
    server.server_close()
    thread.join()


def test_a_record_is_fetched_by_its_id(registry: Registry) -> None:
    registry.answer(body=study())
    assert fetch_study("nct00000001")["protocolSection"]["identificationModule"]["nctId"] == ID
    assert registry.asked == [f"/api/v2/studies/{ID}"]


def test_a_record_under_its_earlier_number(registry: Registry) -> None:
    registry.answer(body=study("NCT00000009", nctIdAliases=[ID]))
    assert fetch_study(ID)["protocolSection"]["identificationModule"]["nctId"] == "NCT00000009"


def test_a_redirect_is_followed(registry: Registry) -> None:
    registry.answer(301, Location=f"{registry.url}/studies/NCT00000009")
    registry.answer(body=study("NCT00000009", nctIdAliases=[ID]))
    assert fetch_study(ID)
    assert len(registry.asked) == 2


def test_a_busy_registry_is_asked_again_when_it_says(registry: Registry) -> None:
    soon = format_datetime(dt.datetime.now(dt.UTC) + dt.timedelta(seconds=30), usegmt=True)
    registry.answer(429, Retry_After="7")
    registry.answer(429, Retry_After=soon)
    registry.answer(503)
    registry.answer(body=study())
    waited: list[float] = []
    assert fetch_study(ID, wait=waited.append)
    assert waited[0] == 7
    assert 20 < waited[1] <= 30
    assert waited[2] == 4


@pytest.mark.parametrize(
    ("status", "headers", "body", "message"),
    [
        (404, {}, b"", "no such study"),
        (400, {}, b"", r"refused \(HTTP 400\)"),
        (429, {}, b"", "too busy, asked 4 times"),
        (500, {}, b"", r"out of order \(HTTP 500\), asked 4 times"),
        (429, {"Retry_After": "3600"}, b"", "wait 3600 seconds"),
        (200, {}, b"<html>Sign in to the guest network</html>", "no JSON"),
        (200, {}, b"[]", "no study record"),
        (200, {}, b'{"protocolSection": {}}', "no study record"),
        (200, {}, study("NCT00000002"), "another study"),
        (302, {"Location": "/api/v2/studies/NCT00000001"}, b"", "cannot be reached"),
    ],
)
def test_what_goes_wrong_is_said(
    registry: Registry, status: int, headers: dict[str, str], body: bytes, message: str
) -> None:
    registry.answer(status, body, **headers)
    with pytest.raises(InputError, match=f"{ID}: .*{message}"):
        fetch_study(ID, wait=lambda _: None)


def test_a_registry_that_does_not_answer(registry: Registry) -> None:
    registry.answer(body=study())
    registry.delay = 0.5
    with pytest.raises(InputError, match=r"did not answer within 0\.1 seconds"):
        fetch_study(ID, timeout=0.1)


def test_no_network() -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        nowhere = f"http://127.0.0.1:{closed.getsockname()[1]}"
    with pytest.raises(InputError, match="check the network connection"):
        fetch_study(ID, registry=nowhere)
    with pytest.raises(InputError, match="check the network connection"):
        fetch_study(ID, registry="https://registry.invalid")
    with pytest.raises(InputError, match="https://"):
        fetch_study(ID, registry="file:///etc")


def test_an_id_that_is_none_asks_nobody(registry: Registry) -> None:
    for bad in ("NCT1", "06421701", "NCT00000001/../x", ""):
        with pytest.raises(InputError, match="no NCT id"):
            fetch_study(bad)
    assert registry.asked == []


def run(*arguments: str) -> int:
    return cli._guarded(lambda: cli.app(list(arguments)))


def test_get_writes_adds_or_prints(
    registry: Registry, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("MATCHER_LIBRARY", str(tmp_path / "library.sqlite"))
    registry.answer(body=study())
    assert run("trials", "get", ID) == 0
    assert json.loads(capsys.readouterr().out) == json.loads(study())
    assert run("trials", "get", ID, "--to", str(tmp_path / "a.json")) == 0
    assert json.loads((tmp_path / "a.json").read_text()) == json.loads(study())
    assert run("trials", "get", ID, "--to", str(tmp_path)) == 0
    assert (tmp_path / f"{ID}.json").exists()
    capsys.readouterr()
    assert run("trials", "get", ID, "--add") == 0
    assert capsys.readouterr().out == f"added      {ID}  Gout study\n"
    assert run("trials", "get", ID, "--add") == 0
    assert capsys.readouterr().out == f"unchanged  {ID}  Gout study\n"


def test_get_says_what_failed_and_ends_with_its_code(
    registry: Registry, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    registry.answer(body=study())
    registry.answer(404)
    assert run("trials", "get", ID, "NCT00000002", "--to", str(tmp_path)) == 1
    out, err = capsys.readouterr()
    assert out.splitlines() == [str(tmp_path / f"{ID}.json")]
    assert err == "matcher: NCT00000002: the registry has no such study; check the number\n"
    assert run("trials", "get", "NCT00000002") == 2
    for wrong in ([ID, ID], [ID, "--add", "--to", "x"], [ID, ID, "--to", str(tmp_path / "file")]):
        assert run("trials", "get", *wrong) == 2
    assert "Traceback" not in capsys.readouterr().err
    assert run("trials", "get", ID, "--to", str(tmp_path / "none" / "a.json")) == 2
