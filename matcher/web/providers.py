"""Who may sign in, and through which OpenID Connect provider: the settings file of `matcher app --sign-in FILE`.

The file has the form that Streamlit's `st.login` reads, with a section of our own for who is let in:

    [auth]
    redirect_uri = "https://trials.example.org/oauth2callback"
    cookie_secret = "…"                 # 32 characters or more, kept secret: who has it can sign in as anybody
    client_id = "…"
    client_secret = "…"
    server_metadata_url = "https://login.example.org/.well-known/openid-configuration"

    [sign_in]
    allowed = ["@example.org", "guest@elsewhere.example"]   # or ["*"]: whoever the provider signs in
    hours = 12                                              # how old a sign-in may be that opens a page
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from matcher.errors import InputError

VARIABLE = "MATCHER_SIGN_IN"
"""Names the settings file to the page; without it nobody is asked to sign in."""
_NEEDED = ("redirect_uri", "cookie_secret", "client_id", "client_secret", "server_metadata_url")
_CALLBACK = "/oauth2callback"
_SHORTEST_SECRET = 32
_HOURS = 12.0
_HERE = ("localhost", "127.0.0.1", "::1")
ANYBODY = "*"


@dataclass(frozen=True, slots=True)
class SignIn:
    """Who is let in.

    Attributes:
        allowed: e-mail addresses, domains ("@example.org"), or "*" for whoever the provider signs in; in small letters.
        hours: how long ago somebody may have signed in who opens a page.
    """

    allowed: tuple[str, ...]
    hours: float = _HOURS

    def admits(self, claims: Mapping[str, Any]) -> bool:
        """Whether what the provider says of a user is enough to let them in.

        >>> clinic = SignIn(("@clinic.example",))
        >>> clinic.admits({"email": "A.B@clinic.example"}), clinic.admits({"email": "a.b@evil-clinic.example"})
        (True, False)
        """
        if ANYBODY in self.allowed:
            return True
        email = str(claims.get("email") or "").strip().lower()
        # A provider that lets anybody enter any address says so here.
        if claims.get("email_verified") in (False, "false") or email.count("@") != 1:
            return False
        person, _, domain = email.partition("@")
        return bool(person) and (email in self.allowed or f"@{domain}" in self.allowed)

    def fresh(self, claims: Mapping[str, Any], now: float) -> bool:
        """Whether the sign-in is recent enough to open a page; `now` in seconds since 1970."""
        issued = claims.get("iat")
        return isinstance(issued, int | float) and now - issued <= self.hours * 3600


def name_in(claims: Mapping[str, Any]) -> str:
    """Under which name a user's reviews are kept: name and address, as far as the provider says them."""
    name = str(claims.get("name") or claims.get("preferred_username") or "").strip()
    email = str(claims.get("email") or "").strip()
    both = f"{name} ({email})" if name and email and name != email else name or email or str(claims.get("sub") or "")
    return " ".join(both.split())[:200]


def read_settings(path: str | Path) -> SignIn:
    """The settings in a file, checked.

    Raises:
        InputError: the file cannot be read, or something is missing or would let in more people than was meant.
    """
    source = str(path)
    try:
        data = tomllib.loads(Path(path).read_text(encoding="utf-8"))
    except OSError as error:
        raise InputError(source, None, f"the file cannot be read ({type(error).__name__})") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError):
        raise InputError(source, None, "this is no TOML; docs/team.md shows the form") from None
    _checked_provider(source, data.get("auth"))
    return _read_people(source, data.get("sign_in"))


def _checked_provider(source: str, auth: Any) -> None:
    if not isinstance(auth, dict):
        raise InputError(source, "[auth]", f"this section is missing; it gives {', '.join(_NEEDED)}")
    for name in _NEEDED:
        if not isinstance(auth.get(name), str) or not auth[name].strip():
            raise InputError(source, f"[auth] {name}", "it is missing, or no text")
    if len(auth["cookie_secret"]) < _SHORTEST_SECRET:
        mend = f"give at least {_SHORTEST_SECRET} random characters: python -c 'import secrets; print(secrets.token_urlsafe(32))'"
        raise InputError(source, "[auth] cookie_secret", mend)
    for name in ("redirect_uri", "server_metadata_url"):
        try:
            url = urlsplit(auth[name])
            host = url.hostname
        except ValueError:
            host = None
        if not host or url.scheme not in ("https", "http") or (url.scheme == "http" and host not in _HERE):
            raise InputError(source, f"[auth] {name}", "give an https address (http on this machine alone)")
    if not auth["redirect_uri"].endswith(_CALLBACK):
        raise InputError(source, "[auth] redirect_uri", f"it is the page's address with {_CALLBACK} at the end")


def _read_people(source: str, section: Any) -> SignIn:
    allowed = section.get("allowed") if isinstance(section, dict) else None
    if not isinstance(allowed, list) or not allowed or not all(isinstance(one, str) for one in allowed):
        mend = 'say who is let in: addresses, domains as "@example.org", or "*" for whoever the provider signs in'
        raise InputError(source, "[sign_in] allowed", mend)
    people = tuple(one.strip().lower() for one in allowed)
    for one in people:
        if one != ANYBODY and (one.count("@") != 1 or not one.partition("@")[2]):
            raise InputError(source, "[sign_in] allowed", 'an entry is neither an address, nor "@domain", nor "*"')
    hours = section.get("hours", _HOURS)
    if isinstance(hours, bool) or not isinstance(hours, int | float) or not 0 < hours <= 24 * 30:
        raise InputError(source, "[sign_in] hours", "give a number of hours, at most 720")
    return SignIn(people, float(hours))
