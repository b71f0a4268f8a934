"""How the page is served: on this machine only, and with nothing switched on that could carry a note elsewhere."""

from __future__ import annotations

import ipaddress
import os
import socket
import sys
from pathlib import Path

from matcher.web.providers import VARIABLE as SIGN_IN

HOST = "127.0.0.1"
OPEN_TO_NETWORK = "MATCHER_OPEN_TO_NETWORK"
"""Set to 1 by `matcher app --open-to-network`: whoever reaches the address may use the page."""
MEANING = (
    "whoever reaches that address can use the page unless there is --sign-in, and everything on it crosses the network "
    "unencrypted unless a proxy with TLS stands before it"
)

OPTIONS: dict[str, str | tuple[str, ...]] = {
    "server.address": HOST,
    # A foreign site that makes its own name point here is not answered.
    "server.allowedHosts": (HOST, "localhost"),
    "server.headless": "true",
    "server.enableXsrfProtection": "true",
    "server.enableCORS": "true",
    "server.xsrfCookieSameSite": "strict",
    "server.enableAgentApi": "false",
    "server.maxUploadSize": "20",
    "server.fileWatcherType": "none",
    "server.runOnSave": "false",
    "server.enableStaticServing": "false",
    "server.disconnectedSessionTTL": "60",
    "browser.serverAddress": HOST,
    "browser.gatherUsageStats": "false",
    "client.showErrorDetails": "none",
    "client.showErrorLinks": "false",
    "client.toolbarMode": "minimal",
    "runner.magicEnabled": "false",
    "logger.level": "error",
    "theme.base": "light",
    "theme.primaryColor": "#0b4f8a",
    "theme.textColor": "#1c2733",
    "theme.backgroundColor": "#f4f6f9",
    "theme.secondaryBackgroundColor": "#ffffff",
    "theme.borderColor": "#c3ccd6",
    "theme.showWidgetBorder": "true",
    "theme.baseFontSize": "15",
}
"""Streamlit settings; `.streamlit/config.toml` says the same for who starts `streamlit run app.py` by hand."""


def entry() -> Path:
    """The script Streamlit runs: `app.py` of the checkout, or the copy the wheel carries.

    Raises:
        InputError: when neither is there.
    """
    package = Path(__file__).resolve().parents[1]
    for path in (package / "_app.py", package.parent / "app.py"):
        if path.is_file():
            return path
    from matcher.errors import InputError

    raise InputError("app.py", None, "the page's script is missing; install the package again.")


def is_loopback(address: str | None) -> bool:
    """Whether only this machine can reach an address; None and "" stand for all addresses of the machine.

    >>> is_loopback("127.0.0.1"), is_loopback("::1"), is_loopback("0.0.0.0"), is_loopback(None)
    (True, True, False, False)
    """
    if address == "localhost":
        return True
    try:
        return ipaddress.ip_address((address or "").strip("[]")).is_loopback
    except ValueError:
        return False


def refusal(address: str | None) -> str | None:
    """Why the page must not be shown when it is served at an address; None where it may be."""
    if is_loopback(address) or os.environ.get(OPEN_TO_NETWORK) == "1":
        return None
    return (
        f"This page is served to the network, and that was not asked for: {MEANING}. Start it with: matcher app "
        "(this machine only), or matcher app --address ADDRESS --open-to-network"
    )


def command(
    port: int, address: str = HOST, names: tuple[str, ...] = (), sign_in: Path | None = None
) -> tuple[list[str], dict[str, str]]:
    """Arguments and environment of the process that serves the page.

    The options stand on the command line because an installed command may be started in any folder, with any
    `.streamlit/config.toml` in it. `STREAMLIT_*` variables are dropped for the same reason.

    Args:
        port: to listen on.
        address: to listen on; one that others can reach is the caller's to have asked about.
        names: by which browsers call the page, beside the address; other names are not answered.
        sign_in: settings of the provider that everybody must sign in with (see `providers`); None asks nobody.

    Raises:
        InputError: when Streamlit, or what signing in needs, is not installed.
    """
    from importlib.util import find_spec

    if find_spec("streamlit") is None:
        from matcher.errors import InputError

        raise InputError("matcher app", None, "the page needs Streamlit: pip install 'trial-matcher[web]'.")
    options = {**OPTIONS, "server.port": str(port)}
    if address != HOST or names:
        hosts = dict.fromkeys((HOST, "localhost", address, *names))
        options |= {"server.address": address, "server.allowedHosts": tuple(hosts)}
        options["browser.serverAddress"] = names[0] if names else address
    arguments = [sys.executable, "-m", "streamlit", "run", str(entry())]
    for name, value in options.items():
        arguments += [f"--{name}={one}" for one in (value if isinstance(value, tuple) else (value,))]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("STREAMLIT_")}
    environment.pop(OPEN_TO_NETWORK, None)
    environment.pop(SIGN_IN, None)
    if sign_in is not None:
        if find_spec("authlib") is None:
            from matcher.errors import InputError

            raise InputError("--sign-in", None, "signing in needs Authlib: pip install 'trial-matcher[sign-in]'.")
        arguments.append(f"--secrets.files={sign_in}")
        environment[SIGN_IN] = str(sign_in)
    if not is_loopback(address):
        environment[OPEN_TO_NETWORK] = "1"
    return arguments, environment


def free(port: int, address: str = HOST) -> bool:
    """Whether nothing listens on the port, and the address is this machine's."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, port))
        except OSError:
            return False
    return True
