"""Questions to a person whose answers must not be seen, and the same answers from a pipe or the environment.

Knows the words to ask in and no use of what it hears; ``hide`` is told of every answer first.
"""

from __future__ import annotations

import getpass
import os
import sys
import warnings
from collections.abc import Callable

from adapters.account import Credentials
from adapters.vault_key import BadKey

_WORDS = {"apiKey": "API key", "secret": "Secret", "password": "Passphrase of the key", "uid": "UID"}
_VARIABLES = {"apiKey": "API_KEY", "secret": "SECRET", "password": "PASSPHRASE", "uid": "UID"}
Hide = Callable[[str], None]


class Unanswered(Exception):
    """What was asked for did not come; the text says what and that nothing happened."""


def ask_credentials(name: str, fields: tuple[str, ...], prefix: str | None, hide: Hide) -> Credentials:
    """The key to ``name``: hidden input, a line of stdin for each field if that is no terminal, or ``PREFIX_…``.

    Raises ``Unanswered``.
    """
    found: dict[str, str] = {}
    for field in fields:
        word = _WORDS.get(field, field)
        if prefix is not None:
            variable = f"{prefix}_{_VARIABLES.get(field, field.upper())}"
            answer, where = os.environ.get(variable, ""), f"{variable} in the environment"
        elif sys.stdin is not None and sys.stdin.isatty():
            answer, where = hidden(f"{word} of {name}: "), f"the {word}"
        else:
            answer = sys.stdin.readline() if sys.stdin is not None else ""
            where = f"the {word} (line {len(found) + 1} of {len(fields)} on stdin)"
        answer = answer.strip()
        if answer.startswith("-----BEGIN "):  # a private key, whose lines a prompt cannot take
            answer = answer.replace("\\n", "\n")
        if not answer:
            raise Unanswered(f"{where} is missing; nothing was kept")
        hide(answer)
        found[field] = answer
    try:
        return Credentials(found)
    except ValueError as error:
        raise Unanswered(f"{error}; nothing was kept") from None


def ask_passphrase(hide: Hide, new: bool) -> str:
    """The vault's passphrase; a new one twice.  Raises ``BadKey`` if the two differ."""
    answer = hidden("Passphrase of the vault: " if not new else "New passphrase of the vault: ")
    hide(answer)
    if new and hidden("Once more: ") != answer:
        raise BadKey("the two passphrases differ; nothing was changed")
    return answer


def confirmed(question: str) -> bool:
    """Whether a person says yes.  Raises ``Unanswered`` where there is nobody to ask."""
    if sys.stdin is None or not sys.stdin.isatty():
        raise Unanswered("nobody can be asked here, and nothing was done; say --yes to go ahead")
    return input(f"{question} [y/N] ").strip().lower() in {"y", "yes"}


def hidden(prompt: str) -> str:
    """Raises ``Unanswered`` where it cannot be kept from being shown."""
    with warnings.catch_warnings():
        warnings.simplefilter("error", getpass.GetPassWarning)
        try:
            return getpass.getpass(prompt)
        except (getpass.GetPassWarning, EOFError):
            raise Unanswered("what is typed here could not be hidden, so nothing was asked; use a terminal") from None
