"""Chats, people and messages as Telegram has them, and the updates that a bot is told of.

People are objects that act: ``ann.types("/help")``, ``ann.taps(message, "Close")``.  Knows no HTTP.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from typing import Any

from core.ports import Clock
from tests.botapi.entities import units

Json = dict[str, Any]
ANONYMOUS = {"id": 1087968824, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"}
"""Who stands in for an anonymous administrator: Bot API, Message.from, "the field contains a fake sender user"; the id
from memory."""


@dataclass
class Chat:
    """``kind``: private, group, supergroup, channel; ``topics``: of a forum."""

    id: int
    kind: str
    title: str
    forum: bool = False
    topics: set[int] = field(default_factory=set)
    messages: dict[int, Json] = field(default_factory=dict)
    moved_to: int | None = None
    gone: str = ""  # why the bot cannot write here: the description of its 403, or of its 400
    _ids: Any = field(default_factory=lambda: count(1))

    def json(self) -> Json:
        name = {"first_name": self.title} if self.kind == "private" else {"title": self.title}
        return {"id": self.id, "type": self.kind, **name, **({"is_forum": True} if self.forum else {})}

    def add(self, message: Json) -> Json:
        id = next(self._ids)
        self.messages[id] = {"message_id": id, "chat": self.json(), **message}
        return self.messages[id]

    @property
    def texts(self) -> list[str]:
        return [message["text"] for message in self.messages.values() if "text" in message]


def told(content: Any, depth: int = 0) -> Any:
    """As the Bot API tells it: without our own ``_notes``, and a message that is answered without the one it answers
    (Bot API, Message.reply_to_message)."""
    if isinstance(content, list):
        return [told(each, depth) for each in content]
    if not isinstance(content, dict):
        return content
    kept = {key: each for key, each in content.items() if key[0] != "_" and (key != "reply_to_message" or depth == 0)}
    return {key: told(each, depth + (key == "reply_to_message")) for key, each in kept.items()}


@dataclass
class Query:
    """A tap: ``answer`` is what its bubble said, None as long as the button shows its waiting sign."""

    id: str
    at: datetime
    answer: Json | None = None


class Telegram:
    """``tell``: called with each update's kind and content."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.bot: Json = {"id": 4242, "is_bot": True, "first_name": "Bracketeer", "username": "bracketeer_bot"}
        self.chats: dict[int, Chat] = {}
        self.queries: dict[str, Query] = {}
        self.privacy = (
            True  # in groups only commands, mentions and replies reach the bot: core.telegram.org/bots/features
        )
        self.tell: Callable[[str, Json], None] = lambda _kind, _content: None
        self._ids = count(1)

    def now(self) -> int:
        return int(self.clock.now().timestamp())

    def person(self, id: int, name: str, language: str = "en") -> Human:
        self.chats[id] = Chat(id, "private", name)
        return Human(self, {"id": id, "is_bot": False, "first_name": name, "language_code": language}, self.chats[id])

    def group(self, title: str, kind: str = "supergroup", *topics: int) -> Chat:
        number = next(self._ids)
        id = -number if kind == "group" else -1000000000000 - number
        self.chats[id] = Chat(id, kind, title, bool(topics), set(topics))
        return self.chats[id]

    def upgrade(self, chat: Chat) -> Chat:
        """A group becomes a supergroup: Bot API, Message.migrate_to_chat_id and migrate_from_chat_id."""
        new = self.group(chat.title)
        chat.moved_to = new.id
        common = {"date": self.now(), "from": ANONYMOUS}
        self.tell("message", chat.add({**common, "migrate_to_chat_id": new.id}))
        self.tell("message", new.add({**common, "migrate_from_chat_id": chat.id}))
        return new

    def post(self, channel: Chat, text: str) -> Json:
        """In a channel, in its own name: Bot API, Update.channel_post."""
        message = channel.add({"date": self.now(), "sender_chat": channel.json(), "text": text})
        self.tell("channel_post", message)
        return message


class Human:
    """Somebody with a Telegram client; ``home`` is the private chat with the bot."""

    def __init__(self, telegram: Telegram, user: Json, home: Chat) -> None:
        self.telegram, self.user, self.home = telegram, user, home

    @property
    def id(self) -> str:
        return str(self.user["id"])

    def types(
        self,
        text: str,
        chat: Chat | None = None,
        *,
        topic: int | None = None,
        to: Json | None = None,
        anonymously: bool = False,
        forwarded: datetime | None = None,
        caption: bool = False,
        via: Json | None = None,
    ) -> Json:
        chat = chat or self.home
        message: Json = {"date": self.telegram.now(), "from": self.user, "caption" if caption else "text": text}
        if caption:
            message |= {"photo": [{"file_id": "f", "file_unique_id": "u", "width": 1, "height": 1}]}
        if text.startswith("/"):
            message |= {"entities": [{"type": "bot_command", "offset": 0, "length": units(text.split()[0])}]}
        if anonymously:
            message |= {"from": ANONYMOUS, "sender_chat": chat.json()}
        if topic is not None:
            message |= {"message_thread_id": topic} | ({"is_topic_message": True} if chat.forum else {})
        if to is not None:
            message |= {"reply_to_message": to}
        if via is not None:
            message |= {"via_bot": via}
        if forwarded is not None:
            origin = {"type": "hidden_user", "sender_user_name": "Signals", "date": int(forwarded.timestamp())}
            message |= {"forward_origin": origin}
        message = chat.add(message)
        if self._reaches(chat, text, to):
            self.telegram.tell("message", message)
        return message

    def _reaches(self, chat: Chat, text: str, to: Json | None) -> bool:
        bot = self.telegram.bot
        ours = to is not None and to["from"]["id"] == bot["id"]
        return (
            chat.kind == "private"
            or not self.telegram.privacy
            or text.startswith("/")
            or f"@{bot['username']}" in text
            or ours
        )

    def edits(self, message: Json, text: str) -> None:
        message |= {"text": text, "edit_date": self.telegram.now()}
        self.telegram.tell("edited_message", message)

    def taps(self, message: Json, label: str, *, old: bool = False) -> Query:
        """Press the button of that label; ``old``: so long after that Telegram no longer tells about the message
        (Bot API, InaccessibleMessage: date 0)."""
        rows = message["reply_markup"]["inline_keyboard"]
        data = next(button["callback_data"] for row in rows for button in row if button["text"] == label)
        return self.sends_data(message, data, old=old)

    def sends_data(self, message: Json, data: str, *, old: bool = False) -> Query:
        query = Query(f"q{next(self.telegram._ids)}", self.telegram.clock.now())
        self.telegram.queries[query.id] = query
        under = {key: message[key] for key in ("chat", "message_id")} | {"date": 0} if old else message
        content = {"id": query.id, "from": self.user, "chat_instance": "1", "data": data, "message": under}
        self.telegram.tell("callback_query", content)
        return query

    def blocks(self) -> None:
        self.home.gone = "Forbidden: bot was blocked by the user"  # Client.cpp, fail_query_with_error
