"""The page as it is started: it answers on this machine only, says its address, and stops when told to."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("server")]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _get(url: str) -> tuple[int, bytes]:
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, b""
    except OSError:
        return 0, b""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[int, subprocess.Popen[str]]]:
    """`matcher app`, started in an empty folder so that only its own options count."""
    port = _free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "matcher.cli", "app", "--port", str(port)],
        cwd=tmp_path_factory.mktemp("elsewhere"),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    deadline = time.monotonic() + 60
    while _get(f"http://127.0.0.1:{port}/_stcore/health")[0] != 200:
        assert process.poll() is None, process.stdout.read() if process.stdout else ""
        assert time.monotonic() < deadline, "the page did not answer within 60 s"
        time.sleep(0.3)
    yield port, process
    process.kill()
    process.wait()


def test_the_page_answers(server: tuple[int, subprocess.Popen[str]]) -> None:
    status, body = _get(f"http://127.0.0.1:{server[0]}/")
    assert status == 200
    assert b'<div id="root">' in body


def test_only_this_machine_is_served(server: tuple[int, subprocess.Popen[str]]) -> None:
    port = server[0]
    sockets = Path("/proc/net/tcp")
    if not sockets.exists():
        pytest.skip("/proc/net/tcp is not there: listening addresses cannot be read")
    listening = [line.split()[1] for line in sockets.read_text().splitlines()[1:] if line.split()[3] == "0A"]
    found = [address for address in listening if int(address.split(":")[1], 16) == port]
    assert found == [f"0100007F:{port:04X}"]
    six = Path("/proc/net/tcp6")
    if six.exists():
        assert not [
            line
            for line in six.read_text().splitlines()[1:]
            if line.split()[1].endswith(f":{port:04X}") and line.split()[3] == "0A"
        ]


def test_a_second_page_on_the_port_is_refused_with_a_message(server: tuple[int, subprocess.Popen[str]]) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "matcher.cli", "app", "--port", str(server[0])],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert f"Port {server[0]}" in done.stderr
    assert done.stdout == ""


def test_it_prints_its_address_and_stops_on_request(server: tuple[int, subprocess.Popen[str]]) -> None:
    port, process = server
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=15) is not None
    assert _get(f"http://127.0.0.1:{port}/_stcore/health")[0] == 0
    assert process.stdout is not None
    said = process.stdout.read()
    assert f"http://127.0.0.1:{port}" in said
    assert "Traceback" not in said
