"""Settings of chats and of a server: tokens, webhook, health, heartbeat, and what a disk that forgets means.

Part of ``settings``; knows what may be set, not who uses it.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from ipaddress import ip_address
from typing import Annotated
from urllib.parse import SplitResult, urlsplit

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr
from pydantic_settings import BaseSettings

TELEGRAM_API = "https://api.telegram.org/bot"
# What hosts whose disk is thrown away with every restart set in the environment, by their documentation.
EPHEMERAL = {"DYNO": "Heroku", "RENDER": "Render", "RAILWAY_ENVIRONMENT": "Railway", "K_SERVICE": "Cloud Run"}

# As in "Authorizing your bot" of the Bot API: 123456:ABC-DEF1234ghIkl-zyx57W2v1u123ew11; its length is from memory.
_TELEGRAM_TOKEN = re.compile(r"\d+:[\w-]{30,}", re.ASCII)
# Three parts; the secret and the id of an application, which stand on the same portal, have none.
_DISCORD_TOKEN = re.compile(r"[\w-]+\.[\w-]+\.[\w-]+", re.ASCII)
_HOST_PORT = re.compile(r"([\w.-]+|\[[0-9a-fA-F:.]+\]):(?P<port>[0-9]{1,5})", re.ASCII)
_WEBHOOK_SECRET = re.compile(r"[\w-]{1,256}", re.ASCII)  # Bot API, setWebhook


def _address(value: str) -> str:
    """``HOST:PORT``."""
    found = _HOST_PORT.fullmatch(value)
    if found is None or not 0 < int(found["port"]) < 65536:
        raise ValueError("write HOST:PORT, such as 127.0.0.1:8080")
    return value


def host_port(address: str) -> tuple[str, int]:
    """Of a ``HOST:PORT``, as sockets want it: an IPv6 address without its brackets."""
    host, _, port = address.rpartition(":")
    return host.strip("[]"), int(port)


def _url(value: str) -> SplitResult:
    """Raises ``ValueError`` without the URL, which may hold a secret."""
    try:
        parts = urlsplit(value)
        if parts.scheme in {"http", "https"} and parts.hostname and parts.port != 0:
            return parts
    except ValueError:
        pass  # said below, in words of our own
    raise ValueError("this is no http:// or https:// URL of a host")


def _public(value: str) -> str:
    if not value.startswith("https://"):
        raise ValueError("Telegram posts to https:// only")
    _url(value)
    return value


def _bot_api(value: str) -> str:
    """What is said in chats becomes orders, so nobody on the way may read or change it."""
    parts = _url(value)
    if not parts.path.endswith("/bot") or parts.query or parts.fragment:
        raise ValueError(f"the address ends in /bot, as in {TELEGRAM_API}; the token is set by itself")
    if parts.scheme == "http" and not _near(parts.hostname or ""):
        raise ValueError("http:// goes to this machine or its own network only, or orders could be forged on the way")
    return value


def _near(host: str) -> bool:
    """A private address, or a name without a dot, which only a network of one's own knows."""
    try:
        return ip_address(host).is_private
    except ValueError:
        return "." not in host


def secret_url(value: SecretStr) -> SecretStr:
    """A URL that may hold a password.  Raises ``ValueError`` without it."""
    _url(value.get_secret_value())
    return value


def _telegram_token(value: SecretStr) -> SecretStr:
    token = value.get_secret_value().strip()
    if not _TELEGRAM_TOKEN.fullmatch(token):
        raise ValueError("this is no token: @BotFather gives one like 123456:ABC…, digits, a colon and 35 signs")
    return SecretStr(token)


def _discord_token(value: SecretStr) -> SecretStr:
    token = value.get_secret_value().strip()
    if not _DISCORD_TOKEN.fullmatch(token):
        raise ValueError(
            "this is no token: on the application's page, Bot, Reset Token gives one of three parts with dots between"
        )
    return SecretStr(token)


def _webhook_secret(value: SecretStr) -> SecretStr:
    if not _WEBHOOK_SECRET.fullmatch(value.get_secret_value()):
        raise ValueError("Telegram takes 1 to 256 letters, digits, _ and - only")
    return value


def _locale(value: object) -> object:
    return value.replace("_", "-") if isinstance(value, str) else value


class ChatSettings(BaseSettings):
    """See the module's head."""

    telegram_token: Annotated[SecretStr, AfterValidator(_telegram_token)] | None = None
    """As @BotFather gave it; without it there is no Telegram."""
    telegram_api: Annotated[str, AfterValidator(_bot_api)] = TELEGRAM_API
    """Another Bot API server, such as one of your own."""
    telegram_webhook: Annotated[str, AfterValidator(_public)] | None = None
    """Public https URL that Telegram posts to; without it messages are fetched."""
    telegram_webhook_listen: Annotated[str, AfterValidator(_address)] = "127.0.0.1:8080"
    """Where the proxy in front of us hands those posts on."""
    telegram_webhook_secret: Annotated[SecretStr, AfterValidator(_webhook_secret)] | None = None
    """What Telegram must send along; a new one at every start if unset."""

    discord_token: Annotated[SecretStr, AfterValidator(_discord_token)] | None = None
    """Of the application's bot; without it there is no Discord."""
    discord_reads_messages: bool = False
    """Whether the bot has Discord's message content intent and so hears plain lines in channels."""

    language: Annotated[str, BeforeValidator(_locale)] = "en"
    """Of the terminal, as a BCP 47 tag; chats follow each person's."""

    health: Annotated[str, AfterValidator(_address)] | None = None
    """HOST:PORT of ``/health``; none if unset."""
    heartbeat_url: Annotated[SecretStr, AfterValidator(secret_url)] | None = None
    """Asked for every ``heartbeat_seconds`` while all is well, so that somebody outside notices silence."""
    heartbeat_seconds: int = Field(default=60, ge=10, le=3600)
    forgetful_disk: bool = False
    """Yes: live accounts may be kept on a disk that this host throws away."""

    @property
    def chat_secrets(self) -> tuple[str, ...]:
        """What no log may ever show."""
        hidden = (self.telegram_token, self.telegram_webhook_secret, self.discord_token, self.heartbeat_url)
        return tuple(secret.get_secret_value() for secret in hidden if secret is not None)


def forgets(environment: Mapping[str, str] = os.environ) -> str:
    """The name of the host if its disk is thrown away with every restart, else ""."""
    return next((host for name, host in EPHEMERAL.items() if environment.get(name)), "")
