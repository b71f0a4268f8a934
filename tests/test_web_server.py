"""How the page is served: here only, and quiet."""

from __future__ import annotations

import socket
import tomllib
from pathlib import Path

import pytest

from matcher import cli
from matcher.web.server import OPEN_TO_NETWORK, OPTIONS, command, entry, free, is_loopback, refusal

ROOT = Path(__file__).parents[1]


def test_patients_words_are_in_no_shared_cache() -> None:
    for file in (ROOT / "matcher" / "web").glob("*.py"):
        assert "cache_data" not in file.read_text(encoding="utf-8"), file.name
        assert "cache_resource" not in file.read_text(encoding="utf-8"), file.name


def test_settings_by_hand_and_by_command_are_the_same() -> None:
    written = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    flat = {f"{section}.{name}": value for section, values in written.items() for name, value in values.items()}
    said = {True: "true", False: "false"}
    assert {
        name: tuple(value) if isinstance(value, list) else said[value] if isinstance(value, bool) else str(value)
        for name, value in flat.items()
    } == OPTIONS


def test_the_server_starts_safe(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STREAMLIT_SERVER_ADDRESS", "0.0.0.0")
    arguments, environment = command(8777)
    for expected in (
        "--server.address=127.0.0.1",
        "--server.port=8777",
        "--server.headless=true",
        "--server.allowedHosts=127.0.0.1",
        "--server.enableAgentApi=false",
        "--server.enableXsrfProtection=true",
        "--server.fileWatcherType=none",
        "--browser.gatherUsageStats=false",
        "--client.showErrorDetails=none",
    ):
        assert expected in arguments
    assert not [name for name in environment if name.startswith("STREAMLIT_")]
    assert entry().read_text(encoding="utf-8") == (ROOT / "app.py").read_text(encoding="utf-8")


def test_a_port_in_use_is_noticed() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        assert not free(taken.getsockname()[1])


@pytest.mark.parametrize("address", ["127.0.0.1", "127.8.0.1", "::1", "localhost"])
def test_addresses_of_this_machine_alone_are_served(address: str) -> None:
    assert is_loopback(address)
    assert refusal(address) is None


@pytest.mark.parametrize("address", ["0.0.0.0", "::", "10.0.0.5", "192.168.1.7", "hospital.example", "", None])
def test_others_are_refused_unless_it_was_asked_for(address: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(OPEN_TO_NETWORK, raising=False)
    assert "whoever reaches" in (refusal(address) or "")
    monkeypatch.setenv(OPEN_TO_NETWORK, "1")
    assert refusal(address) is None


def test_the_command_refuses_the_network_and_says_what_it_would_mean(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli._guarded(lambda: cli.app(["app", "--address", "0.0.0.0", "--port", "8777"])) == 2
    told = capsys.readouterr().err
    assert "unencrypted" in told
    assert "--open-to-network" in told


def test_what_was_asked_for_reaches_the_server(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(OPEN_TO_NETWORK, "1")
    assert OPEN_TO_NETWORK not in command(8777)[1]
    arguments, environment = command(8777, "10.0.0.5", ("matcher.example",))
    assert environment[OPEN_TO_NETWORK] == "1"
    assert "--server.address=10.0.0.5" in arguments
    hosts = [one.partition("=")[2] for one in arguments if one.startswith("--server.allowedHosts=")]
    assert hosts == ["127.0.0.1", "localhost", "10.0.0.5", "matcher.example"]
