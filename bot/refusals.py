"""Why a command was not carried out, as exceptions that commands raise, and as the one line that is answered.

Knows words; decides nothing.
"""

from __future__ import annotations

from bot.chat import Reply
from bot.language import Reader
from core.instruction import plain
from core.people import Denied, DeniedKind


class Refused(Exception):
    """A command that was not carried out; the text says why, in English."""


class NoSuchBracket(Refused):
    """A number that no bracket has, or none that is open; the text says which there are."""


class NotAllowed(Refused):
    """A person may not do this here."""

    def __init__(self, denied: Denied) -> None:
        super().__init__(denied_words(denied))
        self.denied = denied


def refusal(error: Refused, reader: Reader) -> Reply:
    """The answer."""
    return Reply(f"✗ {reader.told(str(error))}", refused=True)


def denied_words(denied: Denied) -> str:
    """What forbids it, in a line."""
    account, role = denied.account, denied.role.name.lower() if denied.role is not None else ""
    on = f" on {account}" if account else ""
    match denied.kind:
        case DeniedKind.UNKNOWN:
            return "I do not know you; ask whoever runs this bot for a code and send /start CODE"
        case DeniedKind.ANONYMOUS:
            return "nobody can be held to an anonymous message; write it as yourself"
        case DeniedKind.ACCOUNT:
            return f'no account "{account}"'
        case DeniedKind.ROLE:
            return f"only a {role} may do that{on}"
        case DeniedKind.UNBOUND:
            return "this chat is bound to no account; an admin binds it with /bind ACCOUNT"
        case DeniedKind.PLACE:
            return f"this chat is not about {account}; write to me in private" if account else "not in this chat"
        case DeniedKind.PRIVATE:
            return "only in a private chat with me"
        case DeniedKind.HALTED:
            return f"no new entries{on}: halted ({denied.why}); /resume ends that" if denied.why else _halted(on)
        case _:
            return _beyond(denied)


def _halted(on: str) -> str:
    return f"no new entries{on}: halted; /resume ends that"


def _beyond(denied: Denied) -> str:
    """What is too much, or cannot be measured."""
    whose = "your limit" if denied.whose == "person" else f"the limit of {denied.account or 'the account'}"
    limit = plain(denied.limit) if denied.limit is not None else ""
    value = plain(denied.value) if denied.value is not None else "an unknown amount"
    spent = f"{value} USD" if denied.value is not None else value
    match denied.kind:
        case DeniedKind.ORDER:
            return f"{spent} in one order is above {whose}, {limit} USD"
        case DeniedKind.DAY:
            left = f"; {plain(denied.left)} USD are left today" if denied.left is not None else ""
            return f"{spent} in one day is above {whose}, {limit} USD{left}"
        case DeniedKind.SYMBOL:
            return f"{denied.symbol} is not among the symbols of {whose}"
        case DeniedKind.LEVERAGE:
            return f"a leverage of {value} is above {whose}, {limit}"
        case DeniedKind.QUOTE:
            return f"{denied.symbol} is not counted in dollars, so {whose} cannot be kept"
        case DeniedKind.MADE:
            return (
                f"you have opened {limit} paper accounts since the bot started, the most that one person may; "
                "use one of them"
            )
    raise ValueError(f"{denied.kind} has no words")
