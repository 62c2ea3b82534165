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
from bot.asking import meant
from bot.language import Reader

_WORDS = {"apiKey": "prompt-api-key", "secret": "prompt-secret", "password": "prompt-password"}
_VARIABLES = {"apiKey": "API_KEY", "secret": "SECRET", "password": "PASSPHRASE", "uid": "UID"}
Hide = Callable[[str], None]


class Unanswered(Exception):
    """What was asked for did not come; the text says what and that nothing happened."""


def ask_credentials(name: str, fields: tuple[str, ...], prefix: str | None, hide: Hide, reader: Reader) -> Credentials:
    """The key to ``name``: hidden input, a line of stdin for each field if that is no terminal, or ``PREFIX_…``.

    Raises ``Unanswered``.
    """
    found: dict[str, str] = {}
    for field in fields:
        word = reader.say(_WORDS[field]) if field in _WORDS else field
        if prefix is not None:
            variable = f"{prefix}_{_VARIABLES.get(field, field.upper())}"
            answer, missing = os.environ.get(variable, ""), reader.say("prompt-no-variable", variable=variable)
        elif sys.stdin is not None and sys.stdin.isatty():
            answer = hidden(reader.say("prompt-of", word=word, account=name), reader)
            missing = reader.say("prompt-no-word", word=word)
        else:
            answer = sys.stdin.readline() if sys.stdin is not None else ""
            missing = reader.say("prompt-no-line", word=word, line=len(found) + 1, lines=len(fields))
        answer = answer.strip()
        if answer.startswith("-----BEGIN "):  # a private key, whose lines a prompt cannot take
            answer = answer.replace("\\n", "\n")
        if not answer:
            raise Unanswered(missing)
        hide(answer)
        found[field] = answer
    try:
        return Credentials(found)
    except ValueError as error:
        raise Unanswered(reader.say("prompt-not-kept", error=reader.told(str(error)))) from None


def ask_passphrase(reader: Reader, hide: Hide, new: bool) -> str:
    """The vault's passphrase; a new one twice.  Raises ``BadKey`` if the two differ."""
    answer = hidden(reader.say("prompt-vault-new" if new else "prompt-vault"), reader)
    hide(answer)
    if new and hidden(reader.say("prompt-again"), reader) != answer:
        raise BadKey(reader.say("prompt-differ"))
    return answer


def confirmed(question: str, reader: Reader) -> bool:
    """Whether a person says yes.  Raises ``Unanswered`` where there is nobody to ask."""
    if sys.stdin is None or not sys.stdin.isatty():
        raise Unanswered(reader.say("prompt-nobody"))
    return meant(input(f"{question} "), reader) is True


def hidden(prompt: str, reader: Reader) -> str:
    """Raises ``Unanswered`` where it cannot be kept from being shown."""
    with warnings.catch_warnings():
        warnings.simplefilter("error", getpass.GetPassWarning)
        try:
            return getpass.getpass(f"{prompt} ")
        except (getpass.GetPassWarning, EOFError):
            raise Unanswered(reader.say("prompt-shown")) from None
