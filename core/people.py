"""Who may do what: people, roles per account, chats bound to accounts, limits.  Pure; knows no platform and no store."""

from __future__ import annotations

from enum import IntEnum


class Role(IntEnum):
    """What a person may do on an account; each includes the ones before."""

    VIEWER = 1
    """See brackets, positions, balances, history."""
    TRADER = 2
    """Trade: open, change, close."""
    ADMIN = 3
    """Say who else may, bind chats, set limits, halt and resume."""
