"""Settings from the environment (and a ``.env`` file beside it), checked before anything starts.

Names begin with ``BRACKETEER_``; only ``DATABASE_URL`` keeps the name that hosts give it.  ``.env.example`` documents
each.  Secrets are never shown, neither by ``repr`` nor in a complaint.

Knows what may be set and what it means by default, not who uses it; opens no file but ``.env``.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta
from decimal import Decimal
from importlib.util import find_spec
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import SplitResult, urlsplit

from dotenv import dotenv_values
from pydantic import AfterValidator, AliasChoices, BeforeValidator, Field, SecretStr, ValidationError
from pydantic_settings import NoDecode, SettingsConfigDict

from bot.language import LANGUAGES, Reader
from bot.settings_chat import ChatSettings, secret_url
from bot.settings_names import PREFIX, misread, strange
from bot.settings_together import disagreements
from bot.terminal import AUTO, ENV_FILE, reader_of, spoken
from core.bracket import Policy
from core.venue import Layout

OPTIONS = {"database_url": "--db", "prices": "--prices", "layout": "--layout", "seed": "--seed"}
"""What goes before settings on the command line."""


class BadSettings(Exception):
    """One line for each mistake; ``lines`` has them apart."""

    def __init__(self, lines: list[str]) -> None:
        super().__init__("\n".join(lines))
        self.lines = lines


class NotThere(BadSettings):
    """Nothing but what is missing on this machine, or is not as it must be: it may be better next time."""


class Missing(str):
    """A line about that."""

    __slots__ = ()


Look = Callable[["Settings", Mapping[str, str]], Iterable[str]]
"""What is wrong with settings beyond them; the names are what a person calls each field."""


def _or_off(value: object) -> object:
    return None if isinstance(value, str) and value.strip().lower() in {"off", "never"} else value


def _upper(value: object) -> object:
    return value.upper() if isinstance(value, str) else value


def _lower(value: object) -> object:
    return value.lower() if isinstance(value, str) else value


PROXY_SCHEMES = ("http", "https", "socks4", "socks5", "socks5h")


def _places(value: object) -> object:
    """``NAME=URL``, several with blanks between, to URLs by name as typed.  No complaint quotes a URL."""
    if not isinstance(value, str):
        return value
    found: dict[str, str] = {}
    for part in value.split():
        name, equals, url = part.partition("=")
        if not equals or not name or "://" not in url:
            raise ValueError("write NAME=URL, several with blanks between")
        if name.lower() in map(str.lower, found):
            raise ValueError(f"{name} is named twice")
        found[name] = url
    return found


def _split(name: str, url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        if not parts.hostname or parts.port == 0:
            raise ValueError
    except ValueError:
        raise ValueError(f"{name}: this is no URL of a host") from None
    return parts


def _hosts(value: object) -> object:
    """Keys travel to these, so what could be read on the way is refused."""
    places = _places(value)
    for name, url in places.items() if isinstance(places, dict) else ():
        parts = _split(name, url)
        if parts.scheme not in {"http", "https"} or parts.username is not None or url.count("/") != 2:
            raise ValueError(f"{name}: write https://HOST or https://HOST:PORT, without a path")
        if parts.scheme == "http" and not _loopback(parts.hostname or ""):
            raise ValueError(f"{name}: http:// goes to this machine only, or keys could be read on the way")
    return places


def _proxies(value: object) -> object:
    places = _places(value)
    for name, url in places.items() if isinstance(places, dict) else ():
        scheme = _split(name, url).scheme
        if scheme not in PROXY_SCHEMES:
            raise ValueError(f"{name}: a proxy is {', '.join(PROXY_SCHEMES)}")
        if scheme.startswith("socks") and find_spec("aiohttp_socks") is None:
            raise ValueError(f"{name}: SOCKS needs one more library: pip install aiohttp-socks")
    return places


def _loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _walk_or_live(prices: str) -> str:
    return prices.lower() if prices.lower() in {"walk", "live"} else prices


def _spoken(tag: str) -> str:
    if not spoken(tag):
        raise ValueError(f"there are {AUTO}, {', '.join(LANGUAGES)}")
    return tag.lower()


class Settings(ChatSettings):
    """Every setting, with its default.  Made by ``read_settings``, whose complaints people can read."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_file=ENV_FILE,
        env_ignore_empty=True,
        extra="ignore",  # the environment is full of other people's names; ours are checked in read_settings
        frozen=True,
        hide_input_in_errors=True,
        populate_by_name=True,
    )

    database_url: SecretStr | None = Field(default=None, validation_alias=AliasChoices("DATABASE_URL"))
    """A path or ``sqlite://`` URL; secret because other databases' URLs hold a password."""

    key_file: Path | None = None
    """Holds the 32 bytes that encrypt accounts' keys."""
    key: SecretStr | None = None
    """Those 32 bytes in base64, where no file can be had."""
    hosts: Annotated[Mapping[str, str] | None, NoDecode, BeforeValidator(_hosts)] = None
    """By exchange or by one of its hosts: where requests go instead."""
    proxies: Annotated[Mapping[str, SecretStr] | None, NoDecode, BeforeValidator(_proxies)] = None
    """By exchange, or ``*`` for all.  Secret because such a URL may hold a password."""

    prices: Annotated[str, AfterValidator(_walk_or_live)] = "walk"
    """``walk``, ``live`` or the path of a recorded file."""
    live_exchange: str = "kraken"
    live_url: Annotated[SecretStr, AfterValidator(secret_url)] | None = None
    seed: int = 1
    latency_ms: int = Field(default=50, ge=0, le=60_000)
    layout: Annotated[Layout | None, BeforeValidator(_lower)] = None
    books: Path | None = None
    paper_socket: str | None = None

    grace: Annotated[Decimal | None, BeforeValidator(_or_off)] = Field(
        default=Decimal(12), gt=0, le=3600, decimal_places=6
    )
    max_notional: Decimal = Field(default=Decimal(1_000_000), gt=0)
    max_through: Decimal = Field(default=Decimal("0.05"), gt=0, le=1)

    language: Annotated[str, AfterValidator(_spoken)] = "en"
    """Of the machine's own terminal: a tag, or ``auto`` for what its environment says."""

    log_level: Annotated[Literal["DEBUG", "INFO", "WARNING", "ERROR"] | None, BeforeValidator(_upper)] = None
    log_format: Annotated[Literal["text", "json"], BeforeValidator(_lower)] = "text"

    @property
    def database(self) -> str:
        """The URL or path of the ledger: ``DATABASE_URL``, else ``bracketeer.db`` in the state directory."""
        if self.database_url is not None:
            return self.database_url.get_secret_value()
        return str(state_directory() / "bracketeer.db")

    @property
    def books_path(self) -> Path:
        """The paper exchange's own file; beside the default ledger if not set."""
        return self.books.expanduser() if self.books is not None else state_directory() / "paper.db"

    @property
    def latency(self) -> timedelta:
        """One way, on paper."""
        return timedelta(milliseconds=self.latency_ms)

    @property
    def policy(self) -> Policy:
        """The account's settings in the core's words."""
        grace = None if self.grace is None else timedelta(microseconds=int(self.grace * 1_000_000))
        return Policy(grace=grace, max_notional=self.max_notional, max_through=self.max_through)

    @property
    def reader(self) -> Reader:
        """Of the machine's own terminal; times as ISO 8601 UTC."""
        return reader_of(self.language)

    @property
    def secrets(self) -> tuple[str, ...]:
        """What no log may ever show."""
        hidden = (self.database_url, self.live_url, self.key)
        passwords = (urlsplit(url).password for url in self.proxy_urls.values())
        return (
            *(secret.get_secret_value() for secret in hidden if secret is not None),
            *self.proxy_urls.values(),
            *(password for password in passwords if password),
            *self.chat_secrets,
        )

    @property
    def proxy_urls(self) -> dict[str, str]:
        """In the clear, to be handed to clients and nowhere else."""
        return {name: url.get_secret_value() for name, url in (self.proxies or {}).items()}


def state_directory() -> Path:
    """``$XDG_STATE_HOME/bracketeer``, else ``~/.local/state/bracketeer``; relative values are ignored, as XDG asks."""
    named = os.environ.get("XDG_STATE_HOME", "")
    home = Path(named) if Path(named).is_absolute() else Path.home() / ".local" / "state"
    return home / "bracketeer"


def env_names() -> dict[str, str]:
    """Field name to the environment's name, for each setting."""
    return {name: _env_name(name) for name in Settings.model_fields}


def read_settings(look: Look | None = None, **given: Any) -> Settings:
    """Settings from the environment, then ``.env``, then defaults; ``given`` (field names) goes before all.

    ``look``: what else is wrong with them, a line each, ``Missing`` where it is the machine that is to be mended.
    Raises ``BadSettings`` with all that is wrong: values that cannot be, names that are no setting's, lines that
    cannot be read, settings that contradict one another; ``NotThere`` where all are ``Missing``.
    """
    known = frozenset(env_names().values())
    names = env_names() | {field: OPTIONS[field] for field in given}
    readable, lines = misread(Path(ENV_FILE), known)
    file = ENV_FILE if readable else None
    lines += strange({**(dotenv_values(file) if file else {}), **os.environ}, known)
    given |= {"_env_file": file}  # pydantic-settings' own argument
    wrong: dict[str, Any] = {}
    try:
        settings = Settings(**given)
    except ValidationError as error:
        mistakes = [dict(mistake) for mistake in error.errors(include_url=False, include_context=False)]
        lines += [_line(mistake, names) for mistake in mistakes]
        wrong = {field: Settings.model_fields[field].default for field in map(_field, mistakes)}
        settings = Settings(**(given | wrong))  # so that all else is looked at too
    right = {field for field, about in Settings.model_fields.items() if getattr(settings, field) != about.default}
    lines += disagreements(settings, right, right | wrong.keys(), names)
    lines += look(settings, names) if look is not None else ()
    if lines:
        raise (NotThere if all(isinstance(line, Missing) for line in lines) else BadSettings)(lines)
    return settings


def _env_name(field: str) -> str:
    alias = Settings.model_fields[field].validation_alias
    return str(alias.choices[0]) if isinstance(alias, AliasChoices) else PREFIX + field.upper()


def _field(mistake: Mapping[str, Any]) -> str:
    place = str(mistake["loc"][0])
    return next(field for field, name in env_names().items() if place in (field, name))


_SAID = {
    "bool_parsing": "write yes or no",
    "int_parsing": "write a whole number",
    "int_from_float": "write a whole number",
    "decimal_parsing": "write a number, such as 2.5",
}
"""Where pydantic's words would not tell what to do."""


def _line(mistake: Mapping[str, Any], names: Mapping[str, str]) -> str:
    said = str(mistake["msg"]).removeprefix("Input ").removeprefix("Value error, ")
    return f"{names[_field(mistake)]}: {_SAID.get(mistake['type'], said)}"
