"""Who is asking: API key, HMAC signature over what was sent, byte for byte, and the time window of a request."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass

from tests.loopback.terms import Params, Refusal, missing

AHEAD = 1000  # milliseconds a client's clock may run ahead of the server's
WINDOW, LONGEST_WINDOW = 5000, 60_000


@dataclass(slots=True)
class Owner:
    """``permissions``: what /sapi/v1/account/apiRestrictions tells of the key."""

    key: str
    secret: str
    permissions: dict[str, bool]


def key_owner(owners: Mapping[str, Owner], key: str) -> Owner:
    if not key:
        raise Refusal(-2014, "API-key format invalid.", 401)
    if key not in owners:
        raise Refusal(-2015, "Invalid API-key, IP, or permissions for action.", 401)
    return owners[key]


def signed_text(query: str, body: str) -> str:
    """What the signature covers: query and body joined without a sign between, less the signature itself."""

    def bare(text: str) -> str:
        return "&".join(part for part in text.split("&") if not part.startswith("signature="))

    return bare(query) + bare(body)


def check(owner: Owner, text: str, params: Params, now: int) -> None:
    """Refuse a wrong signature (-1022) or a request out of its time (-1021)."""
    if not params.get("signature"):
        raise missing("signature")
    right = hmac.new(owner.secret.encode(), text.encode(), hashlib.sha256).hexdigest()
    if not hmac.compare_digest(right, params["signature"]):
        raise Refusal(-1022, "Signature for this request is not valid.")
    if not params.get("timestamp", "").isdigit():
        raise missing("timestamp")
    window = int(params.get("recvWindow") or WINDOW)
    if window > LONGEST_WINDOW:
        raise Refusal(-1131, "recvWindow must be less than 60000.")
    sent = int(params["timestamp"])
    if sent > now + AHEAD:
        raise Refusal(-1021, f"Timestamp for this request was {AHEAD}ms ahead of the server's time.")
    if now - sent > window:
        raise Refusal(-1021, "Timestamp for this request is outside of the recvWindow.")
