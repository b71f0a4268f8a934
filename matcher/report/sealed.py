"""A file under a passphrase, in the age format, for a colleague.

The format is open (https://age-encryption.org/v1): `age -d report.html.age > report.html` opens it, and so does
`matcher open report.html.age`. The key is derived by scrypt, so a short passphrase is what an attacker would try.
"""

from __future__ import annotations

from matcher.errors import InputError

SHORTEST = 12
"""Characters a passphrase needs at least."""


def sealed(data: bytes, passphrase: str) -> bytes:
    """The data under a passphrase.

    Raises:
        InputError: when the passphrase is shorter than `SHORTEST`, or pyrage is not installed.
    """
    if len(passphrase.strip()) < SHORTEST:
        raise InputError("passphrase", None, f"use at least {SHORTEST} characters; four or five random words are good.")
    return bytes(_pyrage().passphrase.encrypt(data, passphrase))


def unsealed(data: bytes, passphrase: str, source: str = "file") -> bytes:
    """The data again.

    Raises:
        InputError: when the passphrase is another one, or the file is no age file or is damaged.
    """
    pyrage = _pyrage()
    if not data.startswith(b"age-encryption.org/v1\n"):
        raise InputError(source, None, "this is no file in the age format.")
    try:
        return bytes(pyrage.passphrase.decrypt(data, passphrase))
    except pyrage.DecryptError:
        raise InputError(source, None, "it does not open: another passphrase, or the file is damaged.") from None


def _pyrage():  # type: ignore[no-untyped-def]
    try:
        import pyrage
    except ImportError:
        raise InputError("sealed files", None, "they need pyrage: pip install 'trial-matcher[web]'.") from None
    return pyrage
