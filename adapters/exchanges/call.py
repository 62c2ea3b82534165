"""A request of ours before ccxt has seen it, and the proof it must carry on the wire.

``Call`` names a ccxt method and its arguments.  A call that asks for a *conditional* order carries a ``Proof``: the
route it must take and the fields that must stand in it.  ccxt drops or renames conditions for some exchanges and then
sends a plain market order (it neither raises nor warns), so ``guard`` compares the request with the proof before a byte
leaves.  Nothing here makes a request.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


class Refused(Exception):
    """This cannot be expressed at this exchange, in plain words; nothing was sent."""


@dataclass(frozen=True, slots=True)
class Proof:
    """What a conditional request must look like: the end of its path, and fields with their values.

    A field inside another is written with a dot (``trigger.price``, ``attachAlgoOrds.0.slTriggerPx``).  Values are
    compared as numbers where both sides are numbers, as text otherwise; None means any value but an empty one.
    """

    route: str
    fields: Mapping[str, str | None]


@dataclass(frozen=True, slots=True)
class Call:
    """One ccxt call.  ``proof`` is None for a request that is not conditional."""

    method: str
    args: tuple[Any, ...] = ()
    proof: Proof | None = None
