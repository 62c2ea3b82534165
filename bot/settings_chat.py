"""Settings of chats and of a server: tokens, webhook, health, heartbeat, and what a disk that forgets means.

Part of ``settings``; knows what may be set, not who uses it.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr
from pydantic_settings import BaseSettings

TELEGRAM_API = "https://api.telegram.org/bot"
# What hosts whose disk is thrown away with every restart set in the environment, by their documentation.
EPHEMERAL = {"DYNO": "Heroku", "RENDER": "Render", "RAILWAY_ENVIRONMENT": "Railway", "K_SERVICE": "Cloud Run"}


def _address(value: str) -> str:
    """``HOST:PORT``."""
    host, colon, port = value.rpartition(":")
    if not colon or not host or not port.isdigit() or not 0 < int(port) < 65536:
        raise ValueError("write HOST:PORT, such as 127.0.0.1:8080")
    return value


def _public(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme != "https" or not parts.hostname:
        raise ValueError("Telegram posts to https:// only")
    return value


def _locale(value: object) -> object:
    return value.replace("_", "-") if isinstance(value, str) else value


class ChatSettings(BaseSettings):
    """See the module's head."""

    telegram_token: SecretStr | None = None
    """As @BotFather gave it; without it there is no Telegram."""
    telegram_api: str = TELEGRAM_API
    """Another Bot API server, such as one of your own."""
    telegram_webhook: Annotated[str, AfterValidator(_public)] | None = None
    """Public https URL that Telegram posts to; without it messages are fetched."""
    telegram_webhook_listen: Annotated[str, AfterValidator(_address)] = "127.0.0.1:8080"
    """Where the proxy in front of us hands those posts on."""
    telegram_webhook_secret: SecretStr | None = None
    """What Telegram must send along; a new one at every start if unset."""

    discord_token: SecretStr | None = None
    """Of the application's bot; without it there is no Discord."""
    discord_reads_messages: bool = False
    """Whether the bot has Discord's message content intent and so hears plain lines in channels."""

    language: Annotated[str, BeforeValidator(_locale)] = "en"
    """Of the terminal, as a BCP 47 tag; chats follow each person's."""

    health: Annotated[str, AfterValidator(_address)] | None = None
    """HOST:PORT of ``/health``; none if unset."""
    heartbeat_url: SecretStr | None = None
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
