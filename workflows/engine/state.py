"""The state of a case as sealed text: canonical JSON under a version and a keyed check value."""

from __future__ import annotations

import hashlib
import hmac
import json
from typing import Any, Final

VERSION: Final = "vinhdanh-state-1"
SIZE_LIMIT: Final = 200_000
_PURPOSE: Final = b"vinh danh engine state\x00"


class StateRefused(Exception):
    """A stored state that this version did not write, or that was changed since."""


def seal(payload: dict[str, Any], key: bytes, version: str = VERSION) -> str:
    """One line `version check-value json`; equal payloads give equal text."""
    body = json.dumps(payload, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False)
    return f"{version} {_check_value(key, version, body)} {body}"


def unseal(text: str, key: bytes, version: str = VERSION) -> dict[str, Any]:
    """The payload of a sealed text; StateRefused for another version or any changed character.

    Nothing is parsed before the check value was found right: a stored state may be hostile.
    """
    if len(text) > SIZE_LIMIT:
        raise StateRefused("The stored state is too large.")
    parts = text.split(" ", 2)
    if len(parts) != 3 or parts[0] != version:
        raise StateRefused("The stored state was written by another version.")
    expected = _check_value(key, version, parts[2])
    if not hmac.compare_digest(_raw(parts[1]), _raw(expected)):
        raise StateRefused("The stored state was changed outside the application, or the key is another one.")
    payload = json.loads(parts[2])
    if not isinstance(payload, dict):
        raise StateRefused("The stored state is not an object.")
    return payload


def _check_value(key: bytes, version: str, body: str) -> str:
    if len(key) < 16:
        raise ValueError("The key of stored states must have at least 16 bytes.")
    return hmac.new(key, _PURPOSE + _raw(version) + b"\x00" + _raw(body), hashlib.sha256).hexdigest()


def _raw(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")
